"""A victim turns out to be a child after the referral was submitted: every page says so until the
case has ended, and it goes no further towards a meeting."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import ResearchRequest, Stage
from meetings.operations import closure, referral
from meetings.operations.hearing import end_meeting, open_meeting
from meetings.operations.listing import ask_research, defer_case, list_case
from meetings.operations.triage import accept_referral, join_cases, propose_decline
from sharing import clock
from sharing.models import Party
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.doing import change_party, do, form_token, now, one
from tests.integration.referral.helpers import url
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import newest_event
from tests.visits import day, get, post, send, words_of

WARNING = "The victim is under 16: call children’s social care now."


def is_a_child(cast, case):
    victim = one(cast, "carys", Party, case, role="victim")
    born_on = clock.today() - timedelta(days=11 * 366)
    values = {"case_id": case.pk, "party_id": victim.pk, "ties": {}}
    do(cast, "carys", referral.change_person, given_name="Tara", born_on=born_on, **values)


def test_the_page_says_at_once_what_to_do_and_keeps_the_date(cast, submitted):
    carys = signed_in_client(cast, "carys")
    victim = one(cast, "carys", Party, submitted, role="victim")
    assert WARNING not in words_of(carys.get(url("case", submitted)))
    born_on = clock.today() - timedelta(days=11 * 366)
    change = url("change_person", submitted, victim.pk)
    page = send(carys, change, given_name="Tara", **day("born_on", born_on))
    assert WARNING in words_of(carys.get(page.url))
    assert one(cast, "carys", Party, submitted, role="victim").born_on == born_on
    assert WARNING in words_of(carys.get(url("case", submitted)))
    triage = carys.get(url("triage", submitted))
    assert words_of(triage).count(WARNING) == 2
    assert f'action="{url("accept", submitted)}"' not in triage.content.decode()
    wren = signed_in_client(cast, "wren")
    assert WARNING in words_of(wren.get(url("referral", submitted)))


def test_a_child_is_not_accepted_but_may_be_declined(cast, submitted):
    is_a_child(cast, submitted)
    with pytest.raises(RuleBroken, match="under 16: call children’s social care now"):
        do(cast, "carys", accept_referral, case_id=submitted.pk)
    values = {"reason": "The victim is 11.", "instead": "Children’s social care"}
    do(cast, "carys", propose_decline, case_id=submitted.pk, **values)
    assert now(cast, submitted).stage == Stage.DECLINING


def test_a_child_is_put_on_no_meeting_but_may_be_withdrawn(cast):
    case = case_at(cast, Stage.ACCEPTED)
    is_a_child(cast, case)
    meeting = meeting_in(cast)
    with pytest.raises(RuleBroken, match="under 16: call children’s social care now"):
        do(cast, "carys", list_case, case_id=case.pk, meeting_id=meeting.pk)
    carys = signed_in_client(cast, "carys")
    page = words_of(carys.get(url("case", case)))
    assert page.count(WARNING) == 2 and f"Not possible now: {WARNING}" in page
    do(cast, "carys", closure.withdraw_case, case_id=case.pk, reason="A child: social care knows.")
    assert WARNING not in words_of(carys.get(url("case", case)))


def test_nobody_is_asked_about_a_child_when_the_list_goes_out(cast):
    meeting = meeting_in(cast)
    case = case_at(cast, Stage.LISTED, meeting=meeting)
    is_a_child(cast, case)
    carys = signed_in_client(cast, "carys")
    address = url("meeting", meeting)
    page = words_of(carys.get(address))
    assert "Nobody is asked about 1 case, as its victim is too young for a MARAC" in page
    assert "Not yet: no other case is on the list." in page
    sent = post(cast, "carys", "publish_list", meeting.pk)
    assert "too young for a MARAC" in words_of(sent) and sent.status_code == 422
    other = case_at(cast, Stage.LISTED, meeting=meeting, name="Vera", position=2)
    assert "Every core agency is asked about 1 case" in words_of(carys.get(address))
    assert post(cast, "carys", "publish_list", meeting.pk).status_code == 302
    assert (now(cast, case).stage, now(cast, other).stage) == (Stage.LISTED, Stage.RESEARCH)
    with unit_of_work(cast.actor("carys")):
        assert not ResearchRequest.objects.filter(scope_id=case.pk).exists()
    assert "Alder Tarn" in words_of(
        get(cast, "petra", "research_list", meeting.pk)
    )  # a child of it
    assert newest_event().people and case.pk not in newest_event().cases
    page = words_of(carys.get(address))
    assert "Nobody is asked about 1 case" in page and "Ask agencies" not in page
    assert case.reference not in words_of(get(cast, "carys", "research_grid", meeting.pk))
    with pytest.raises(RuleBroken, match="under 16: call children’s social care now"):
        do(cast, "carys", ask_research, case_id=case.pk)


def test_what_was_heard_of_a_child_is_not_heard_again(cast):
    case = case_at(cast, Stage.HEARD, meeting=meeting_in(cast, state="running"))
    is_a_child(cast, case)
    sent = post(cast, "chidi", "reopen_hearing", case.pk)
    assert sent.status_code == 422 and WARNING in words_of(sent)
    assert now(cast, case).stage == Stage.HEARD


def test_the_page_of_the_chair_says_it(cast):
    case = case_at(cast, Stage.HEARING)
    chidi = signed_in_client(cast, "chidi")
    assert WARNING not in words_of(chidi.get(url("hearing", case)))
    is_a_child(cast, case)
    assert WARNING in words_of(chidi.get(url("hearing", case)))
    assert WARNING in words_of(chidi.get(url("case", case)))


@pytest.mark.parametrize("stage", [Stage.LISTED, Stage.RESEARCH, Stage.HEARING])
def test_a_child_moves_to_no_other_meeting(cast, stage):
    case = case_at(cast, stage)
    is_a_child(cast, case)
    later = meeting_in(cast, days=23)
    carys = signed_in_client(cast, "carys")
    page = carys.get(url("defer", case))
    assert words_of(page).count(WARNING) == 2
    assert url("withdraw_case", case) in page.content.decode()
    values = {"to_meeting_id": later.pk, "reason": "No time.", "version": now(cast, case).version}
    sent = carys.post(url("defer", case), form_token() | values)
    assert sent.status_code == 422
    assert words_of(sent).count(WARNING) == 3
    assert now(cast, case).stage == stage


def test_the_chair_hears_no_child(cast):
    case = case_at(cast, Stage.RESEARCH)
    is_a_child(cast, case)
    do(cast, "chidi", open_meeting, meeting_id=case.meeting_id, sure=True)
    in_the_room(cast, case.meeting, "chidi", "petra")
    chidi = signed_in_client(cast, "chidi")
    page = chidi.get(url("hearing", case)).content.decode()
    assert "Hear this case" not in page and url("withdraw_case", case) in page
    of_petra = signed_in_client(cast, "petra").get(url("hearing", case)).content.decode()
    assert url("withdraw_case", case) not in of_petra
    sent = send(chidi, url("begin_hearing", case))
    assert sent.status_code == 422 and WARNING in words_of(sent)
    assert now(cast, case).stage == Stage.RESEARCH
    # Withdrawn, it does not keep the meeting from ending.
    do(cast, "chidi", closure.withdraw_case, case_id=case.pk, reason="Social care knows.")
    do(cast, "chidi", end_meeting, meeting_id=case.meeting_id)


BORN = 12 * 366  # days before today, of a child


@pytest.mark.parametrize("stage", [Stage.TRIAGE, Stage.RESEARCH])
def test_who_corrects_the_date_of_birth_is_told_at_once(cast, stage):
    case = case_at(cast, stage)
    carys = signed_in_client(cast, "carys")
    victim = one(cast, "carys", Party, case, role="victim")
    born_on = clock.today() - timedelta(days=BORN)
    change = url("change_person", case, victim.pk)
    told = f"{case.reference}: {WARNING}"
    page = carys.get(send(carys, change, given_name="Tara", **day("born_on", born_on)).url)
    assert told in words_of(page)
    assert told not in words_of(carys.get(page.request["PATH_INFO"])), "said once, as news"
    grown = clock.today() - timedelta(days=30 * 366)
    page = carys.get(send(carys, change, given_name="Tara", **day("born_on", grown)).url)
    assert WARNING not in words_of(page)
    do(cast, "carys", closure.withdraw_case, case_id=case.pk, reason="Moved away.")
    page = carys.get(send(carys, change, given_name="Tara", **day("born_on", born_on)).url)
    assert WARNING not in words_of(page), "it has ended"


def test_its_author_is_told_who_completes_a_returned_referral(cast, returned):
    wren = signed_in_client(cast, "wren")
    born_on = clock.today() - timedelta(days=BORN)
    values = {"given_name": "Tara", "who_refers": "me", **day("born_on", born_on)}
    page = wren.get(send(wren, url("referral_victim", returned), **values).url)
    assert f"{returned.reference}: {WARNING}" in words_of(page)


def test_lists_say_it_in_one_word(cast):
    meeting = meeting_in(cast)
    cases = [
        case_at(cast, Stage.TRIAGE),
        case_at(cast, Stage.ACCEPTED),
        case_at(cast, Stage.LISTED, meeting=meeting),
    ]
    pages = [reverse("home"), reverse("triage_list"), url("meeting", meeting)]
    carys = signed_in_client(cast, "carys")
    tag = ">Under 16</strong>"
    assert [carys.get(page).content.decode().count(tag) for page in pages] == [0, 0, 0]
    for case in cases:
        is_a_child(cast, case)
    assert [carys.get(page).content.decode().count(tag) for page in pages] == [1, 1, 2]


@pytest.mark.parametrize("known", [{"born_on": True}, {"born_on": None, "age_about": 12}])
def test_the_age_that_only_a_joined_referral_gives_counts_too(cast, known):
    meeting = meeting_in(cast)
    case = case_at(cast, Stage.LISTED, meeting=meeting)
    joined = case_at(cast, Stage.TRIAGE)
    do(cast, "carys", join_cases, case_id=joined.pk, into_id=case.pk)
    if known["born_on"]:
        known = {"born_on": clock.today() - timedelta(days=BORN)}
    change_party(cast, joined, "victim", **known)
    said = f"By the joined referral {joined.reference} the victim is under 16: call children’s"
    carys = signed_in_client(cast, "carys")
    page = words_of(carys.get(url("case", case)))
    assert page.count(said) >= 2 and "Not possible now: By the joined referral" in page
    assert said in words_of(get(cast, "ines", "case", case.pk))
    assert WARNING in words_of(get(cast, "wren", "case", joined.pk)), "of its own referral"
    page = carys.get(url("meeting", meeting)).content.decode()
    assert ">Under 16</strong>" in page and "Nobody is asked about 1 case" in page
    other = meeting_in(cast, days=23)
    with pytest.raises(RuleBroken, match="By the joined referral"):
        do(cast, "carys", defer_case, case_id=case.pk, to_meeting_id=other.pk, reason="Time.")
    change_party(cast, joined, "victim", born_on=None, age_about=30)
    assert "under 16" not in words_of(carys.get(url("case", case)))
    assert ">Under 16</strong>" not in carys.get(url("meeting", meeting)).content.decode()
