"""The chair agrees the minutes that the page showed, and no others."""

import pytest
from django.urls import reverse

from meetings.models import Action, CaseMinutes, Meeting, MeetingState, Stage
from meetings.operations.actions import correct_action
from meetings.operations.hearing import record_presence
from sharing import clock
from tests.doing import declare_wall, do, every, form_token, fresh, look
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.visits import hidden, words_of


def another(cast, case):
    meeting = look(cast, lambda: Meeting.objects.get(pk=case.meeting_id))
    return case_at(cast, Stage.HEARD, meeting=meeting, name="Tess", position=2)


def shown(client, case):
    return client.get(reverse("meeting_minutes", args=[case.meeting_id]))


def agree(client, case, page):
    return client.post(reverse("agree_minutes", args=[case.meeting_id]), hidden(page))


def reword(cast, case, what="Lend two alarms"):
    action = look(cast, lambda: Action.objects.filter(scope=case.pk, before_meeting=False)[0])
    given = {"what": what, "for_whom": action.for_whom, "owner": "", "due_on": clock.today()}
    given |= {"agency_id": action.agency_id, "version": action.version}
    do(cast, "carys", correct_action, action_id=action.pk, **given)


def presence(cast, case):
    given = {cast.agency("police").pk: ("present", "Petra Ford and Paul")}
    do(cast, "carys", record_presence, meeting_id=case.meeting_id, presences=given)


def is_agreed(cast, case):
    return look(cast, lambda: Meeting.objects.get(pk=case.meeting_id)).state == MeetingState.AGREED


@pytest.mark.parametrize("meanwhile", [reword, presence])
def test_what_changed_meanwhile_is_read_again(cast, case, meanwhile):
    chidi = signed_in_client(cast, "chidi")
    page = shown(chidi, case)
    meanwhile(cast, case)
    again = agree(chidi, case, page)
    assert again.status_code == 422 and not is_agreed(cast, case)
    words = f"Nothing was agreed: the minutes of {case.reference} changed since this page"
    assert words in words_of(again)
    assert f"{case.reference} Changed since" in words_of(again)
    assert agree(chidi, case, again).status_code == 302
    assert is_agreed(cast, case)


def test_each_case_that_changed_is_named_and_no_other(cast, case):
    second = another(cast, case)
    chidi = signed_in_client(cast, "chidi")
    page = shown(chidi, case)
    reword(cast, second)
    said = words_of(agree(chidi, case, page))
    assert f"the minutes of {second.reference} changed" in said
    assert f"{case.reference} Changed since" not in said
    reword(cast, case)
    both = ", ".join(sorted([case.reference, second.reference]))
    said = words_of(agree(chidi, case, page))
    assert "the minutes of 2 cases changed" in said and f"then agree: {both}." in said
    with pytest.raises(CaseMinutes.DoesNotExist):
        look(cast, lambda: every(CaseMinutes).get())


def test_a_press_without_a_page_agrees_nothing(cast, case):
    chidi = signed_in_client(cast, "chidi")
    way = reverse("agree_minutes", args=[case.meeting_id])
    for given in ({}, {"stamp": f"{case.pk}:x"}, {"stamp": "x:y"}):
        assert chidi.post(way, form_token() | given).status_code == 422
    assert not is_agreed(cast, case)
    page = chidi.get(way)  # it shows what it asks to agree
    assert "Decide on and make disclosure" in words_of(page)
    assert agree(chidi, case, page).status_code == 302


def test_a_case_that_was_walled_off_meanwhile_stops_nothing_and_is_not_named(cast, case):
    second = another(cast, case)
    chidi = signed_in_client(cast, "chidi")
    page = shown(chidi, case)
    declare_wall(cast, second, "chidi", by="carys")
    assert agree(chidi, case, page).status_code == 302
    assert fresh(cast, type(case), second.pk).stage == Stage.HEARD
