"""A kept form says what sending it does, and about whom or what, as its author may read it now."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.urls import URLPattern, get_resolver, reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate

from meetings.models import Action, Stage
from meetings.operations.actions import record_action
from meetings.operations.hearing import admit_observer
from meetings.operations.referral import keep_from
from meetings.operations.research import warn_staff
from sharing import clock
from sharing.models import (
    Address,
    Conflict,
    FactorReset,
    Membership,
    Party,
    Watched,
)
from sharing.operations.kept_forms import keep
from sharing.operations.members import propose_reset
from sharing.unit import unit_of_work
from sharing.views.base import FormView, PageView
from tests.conftest import as_owner
from tests.doing import declare_wall, do, every, one
from tests.integration.accounts.helpers import membership_fields
from tests.integration.door.helpers import open_now
from tests.integration.research.helpers import answer, people, write
from tests.integration.test_kept_forms import PAGE, fields_of, kept
from tests.integration.watch.helpers import found, raised
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room
from tests.visits import hidden, text

# Addresses name these, and the page of kept forms names them beside every form.
NAMED_ANYWAY = {"case_id", "meeting_id"}


def views(patterns=None):
    """Return the views that take a form which may be kept, each with its URL."""
    for one_of in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(one_of, URLPattern):
            yield from views(one_of.url_patterns)
            continue
        view = getattr(one_of.callback, "view_class", None)
        sends = view and "post" in view.http_method_names and hasattr(view, "post")
        if sends and issubclass(view, PageView) and not view.marks.never_kept:
            yield one_of, view


KEEPS = [one_of for one_of in views() if getattr(one_of[1], "template_name", None)]


@pytest.mark.parametrize(("url", "view"), KEEPS, ids=[url.name for url, _view in KEEPS])
def test_every_form_that_can_be_kept_says_what_it_does_and_about_whom(url, view):
    assert str(view().page_name()), f"{view.__name__} needs a heading that says what its form does."
    named = set(url.pattern.converters) - NAMED_ANYWAY
    assert not named or view.subject is not PageView.subject, (
        f"{view.__name__} needs a subject that says whom or what {sorted(named)} names."
    )


def test_what_a_form_does_is_no_word_of_a_button_alone():
    named = [str(view().page_name()) for _url, view in KEEPS if issubclass(view, FormView)]
    assert not {"Save", "I agree", "Take it back", "Enter their word", "Address"} & set(named)


def kept_by(cast, who, sent):
    """Return the cards of forms that somebody sent too late, by address, and their page. `sent` is
    what each held, by its address."""
    with unit_of_work(cast.actor(who)) as work:
        for path, fields in sent.items():
            token = f"form_token={uuid4()}"
            query = QueryDict(token, mutable=True)
            for name, value in fields.items():
                query.setlist(name, value if isinstance(value, list) else [value])
            assert keep(actor=work.actor, path=path, sent=query)
    client = signed_in_client(cast, who)
    response = client.get(PAGE)
    assert response.status_code == 200
    return {card.kept.path: card for card in response.context["cards"]}, client, response


def headings(cast, who, *paths):
    """Return what heads each of these forms, in their order."""
    cards, _client, response = kept_by(cast, who, {path: {} for path in paths})
    listed = [card.kept.path for card in response.context["cards"]]
    found = re.findall(r'id="kept-\d+">(.*?)</h2>', response.content.decode())
    said = {path: unescape(words) for path, words in zip(listed, found, strict=True)}
    return [said[path] for path in paths]


def only(model):
    with as_owner():
        (row,) = every(model)
    return row


def rows(card):
    return {row.label: row.said for row in card.rows}


@pytest.fixture
def draft(cast):
    return case_at(cast, Stage.DRAFT)


def test_two_people_taken_off_a_case_are_told_apart_and_nobody_is_taken_off_at_once(cast, draft):
    kyle, alder = people(draft)[1:]
    paths = [reverse("take_off_person", args=[draft.pk, one]) for one in (kyle, alder)]
    cards, client, response = kept_by(cast, "wren", {path: {"version": "1"} for path in paths})
    page = response.content.decode()
    assert "Take somebody off the case: Kyle Lune</h2>" in page
    assert "Take somebody off the case: Alder Tarn</h2>" in page
    assert "it is done at once" not in page
    assert rows(cards[paths[0]]) == {}  # a version says nothing
    shown = client.post(paths[0], fields_of(page, paths[0]) | {"check_first": "yes"})
    assert shown.status_code == 200 and "Take Kyle Lune off the case" in text(shown)
    assert len(kept()) == 2
    assert one(cast, "wren", Party, draft, pk=kyle).ended_on is None
    sent = fields_of(page, paths[0])
    assert sent["form_token"] == [str(cards[paths[0]].kept.id)]
    # The page that was shown sends it in its place, and it is done once.
    assert hidden(shown)["form_token"] == sent["form_token"][0]


def test_a_draft_says_whom_each_form_is_about(cast, draft):
    address = one(cast, "wren", Address, draft, kind="safe")
    do(cast, "wren", keep_from, case_id=draft.pk, user_id=cast.user("hal").pk, reason="Neighbour.")
    wall = only(Conflict)
    assert headings(
        cast,
        "wren",
        reverse("referral_contact", args=[draft.pk]),
        reverse("submit_referral", args=[draft.pk]),
        reverse("change_person", args=[draft.pk, people(draft)[0]]),
        reverse("take_off_address", args=[draft.pk, address.pk]),
        reverse("show_address", args=[draft.pk, people(draft)[0]]),
        reverse("stop_keeping_from", args=[draft.pk, wall.pk]),
    ) == [
        "Safe contact",
        "Submit the referral",
        "Change the details of a person: Tara Tarn",
        "Take an address off the case: Tara Tarn",
        "Show an address: Tara Tarn",
        "Take off somebody named by mistake: Hal Example",
    ]


def test_a_person_and_their_ties_are_said_in_the_words_of_their_form(cast, draft):
    tara, kyle, alder = people(draft)
    change = reverse("change_person", args=[draft.pk, alder])
    add = reverse("add_child", args=[draft.pk])
    born = {"born_on-day": "21", "born_on-month": "3", "born_on-year": "2020"}
    cards, _client, _page = kept_by(
        cast,
        "wren",
        {
            change: {"given_name": "Alder", "version": "14"} | born,
            add: {"given_name": "Rose", f"tie_{tara}": "child", f"tie_{kyle}": "not_known"},
        },
    )
    said = rows(cards[change])
    assert said["Date of birth"] == ["21 March 2020"] and "version" not in said
    ties = [label for label in rows(cards[add]) if "Tara Tarn" in label or "Kyle Lune" in label]
    assert len(ties) == 2 and ["not_known"] not in rows(cards[add]).values()


def test_research_says_whom_and_what_each_form_is_about(cast):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    item = write(cast, case, text="Arrested on the day.")
    warning = do(cast, "petra", warn_staff, case_id=case.pk, text="He keeps a dog.")
    tara = people(case)[0]
    assert headings(
        cast,
        "petra",
        reverse("change_item", args=[case.pk, item.pk]),
        reverse("withdraw_item", args=[case.pk, item.pk]),
        reverse("withdraw_file", args=[case.pk, uuid4()]),
        reverse("propose_details", args=[case.pk, tara]),
        reverse("say_staff_know", args=[case.pk, warning.pk]),
        reverse("end_warning", args=[case.pk, warning.pk]),
        reverse("acknowledge_correction", args=[case.pk, uuid4()]),
        reverse("nil_return", args=[case.pk]),
    ) == [
        "Change an item: Arrested on the day.",
        "Withdraw an item: Arrested on the day.",
        "Withdraw a file",
        "Propose another name or birth date: Tara Tarn",
        "Say that your own staff know of the danger: He keeps a dog.",
        "The danger is over: He keeps a dog.",
        "Acknowledge a correction",
        "Say that nobody of the case is known",
    ]


def test_an_answer_says_who_is_known_and_bases_and_days_are_in_words(cast):
    case = case_at(cast, Stage.RESEARCH)
    answers, basis = (reverse(one, args=[case.pk]) for one in ("answer_research", "return_basis"))
    tara, kyle, _alder = people(case)
    cards, client, response = kept_by(
        cast,
        "petra",
        {
            answers: {f"person_{tara}": "yes", f"person_{kyle}": "no", "searched": "Names"},
            basis: {"is_different": "yes", "why": "A prosecution."},
        },
    )
    said = rows(cards[answers])
    assert {"Tara Tarn", "Kyle Lune"} <= set(said) and ["yes"] not in said.values()
    assert ["A prosecution."] in rows(cards[basis]).values()
    assert ["yes"] not in rows(cards[basis]).values()
    sent = fields_of(response.content.decode(), answers) | {"check_first": "yes"}
    shown = text(client.post(answers, sent))
    assert re.search(rf'name="person_{tara}"[^>]* value="yes" checked', shown)


def test_a_meeting_says_which_agency_which_observer_and_which_day(cast):
    case = case_at(cast, Stage.RESEARCH)
    meeting, police = case.meeting, cast.agency("police")
    observed = do(
        cast, "carys", admit_observer, meeting_id=meeting.pk, name="Sol Reach",
        email="sol@college.example", agency_id=cast.agency("housing").pk, why="Begins in May",
    )  # fmt: skip
    declare_wall(cast, case, "hal")
    wall = only(Conflict)
    paths = [
        reverse("chase_research", args=[meeting.pk, police.pk]),
        reverse("chase_research", args=[meeting.pk, uuid4()]),
        reverse("chase_silent", args=[meeting.pk]),
        reverse("take_back_observer", args=[meeting.pk, observed.pk]),
        reverse("end_conflict", args=[case.pk, wall.pk]),
        reverse("copy_again", args=[meeting.pk, uuid4()]),
        reverse("answer_recall", args=[meeting.pk, uuid4()]),
        reverse("take_copy", args=[uuid4()]),
        reverse("record_presence", args=[meeting.pk]),
    ]
    assert headings(cast, "carys", *paths) == [
        f"Remind an agency of its research: {police.name}",
        "Remind an agency of its research",
        "Remind all agencies that have not begun",
        "Take back an observer: Sol Reach",
        "Take the wall down: Hal Example",
        "Ask again for a copy of the pack",
        "Say what became of a recalled copy",
        "Take a copy of the pack",
        "Record presence",
    ]
    page = signed_in_client(cast, "carys").get(PAGE)
    cards = {card.kept.path: card for card in page.context["cards"]}
    day = f"Meeting of {date_format(localdate(meeting.starts_at))}"
    assert cards[paths[0]].about == [day] and not cards[paths[0]].shows_first
    assert "If you send it again, it is done at once." in text(page)
    # What names nothing that is there for them cannot be sent.
    closed = [path for path in paths if not cards[path].is_open]
    assert closed == [paths[1], *paths[5:8]]
    assert text(page).count("you can no longer do it") == 4


def test_presence_says_of_which_agency(cast):
    case = case_at(cast, Stage.RESEARCH)
    police = cast.agency("police")
    path = reverse("record_presence", args=[case.meeting_id])
    sent = {f"presence_{police.pk}": "absent", f"who_{police.pk}": "Petra"}
    cards, _client, _page = kept_by(cast, "carys", {path: sent})
    said = rows(cards[path])
    assert said[f"Who came for {police.name}"] == ["Petra"]
    assert ["absent"] not in said.values() and f"Presence of {police.name}" in said


def test_actions_are_named_by_their_words(cast):
    case = case_at(cast, Stage.ACTIONS)
    action = one(cast, "petra", Action, case, agency__kind="police")
    (said,) = headings(cast, "petra", reverse("update_action", args=[action.pk]))
    assert said == f"Say how an action stands: {action.what}"


def test_an_action_of_the_plan_is_named_by_its_words(cast):
    case = case_at(cast, Stage.HEARING)
    in_the_room(cast, case.meeting, "carys")
    action = do(
        cast, "carys", record_action, case_id=case.pk, agency_id=cast.agency("police").pk,
        what="Fit an alarm", for_whom="victim", owner="PC Lamb", due_on=clock.today(),
    )  # fmt: skip
    (said,) = headings(cast, "carys", reverse("strike_action", args=[action.pk]))
    assert said == "Strike out an action: Fit an alarm"


def test_accounts_are_named(cast):
    with as_owner():
        held = Membership.objects.get(user=cast.user("wren"))
        name = held.agency.name
    assert headings(
        cast,
        "alex",
        reverse("switch_off", args=[held.user_id]),
        reverse("end_membership", args=[held.pk]),
        reverse("switch_off", args=[uuid4()]),
    ) == [
        "Switch the account off: Wren Example",
        f"End the membership now: Wren Example, {held.get_role_display()}, {name}",
        "Switch the account off",
    ]


def test_what_waits_for_a_second_person_is_named(cast):
    do(cast, "alex", propose_reset, user_id=cast.user("wren").pk, checked="By telephone.")
    with as_owner():
        reset = FactorReset.objects.get()
    alex = signed_in_client(cast, "alex")
    give = reverse("give_membership", args=[cast.user("petra").pk])
    alex.post(give, membership_fields(cast, role="chair"))
    with as_owner():
        waiting = Membership.objects.get(user=cast.user("petra"), role="chair")
    assert headings(
        cast,
        "carys",
        reverse("decide_reset", args=[reset.pk]),
        reverse("decide_membership", args=[waiting.pk]),
        reverse("decide_membership", args=[uuid4()]),
    ) == [
        "Reset of a second factor: Wren Example",
        "Confirm a membership: Petra Example",
        "Confirm a membership",
    ]


def test_an_opening_in_an_emergency_is_named_by_its_case(cast):
    case = case_at(cast, Stage.RESEARCH)
    opened = open_now(cast, "hal", case)
    (said,) = headings(cast, "carys", reverse("review_emergency", args=[opened.pk]))
    assert said == f"Review an opening in an emergency: {case.reference}"


def test_the_watch_and_the_years_are_named(cast):
    police, year = cast.agency("police"), clock.today().year
    alert = raised(found(cast, watched=Watched.OUT_OF_HOURS))
    assert headings(
        cast,
        "odile",
        reverse("watch_rule", args=[Watched.OFF_LIST]),
        reverse("working_hours", args=[police.pk]),
        reverse("alert", args=[alert.pk]),
        reverse("hold_year", args=[year]),
        reverse("end_year", args=[year]),
    ) == [
        f"Rule of the watch: {Watched.OFF_LIST.label}",
        f"Working hours: {police.name}",
        f"Decide on an alert: {Watched.OUT_OF_HOURS.label}",
        f"Put a year of the trail on hold: {year}",
        f"End a year of the trail: {year}",
    ]
