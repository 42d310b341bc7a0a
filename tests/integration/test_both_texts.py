"""Two people edit one thing: the second sees both texts, and nothing is lost or overwritten."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Action, Attendance, Hearing, OutcomePlan, Stage
from meetings.operations import referral
from meetings.operations.actions import correct_action, record_action
from meetings.operations.follow_up import update_action
from meetings.operations.hearing import end_hearing, record_hearing, record_presence
from meetings.operations.research import withdraw_item
from sharing import clock
from sharing.models import Membership
from sharing.queries.changed_by import changed_by
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, every, one
from tests.editors import SAID, Editor, both
from tests.integration.actions.helpers import HTMX
from tests.integration.actions.helpers import values as action_values
from tests.integration.research.helpers import answer, items_of, rewrite, submit, write
from tests.story import case_at, in_the_room
from tests.visits import day, hidden, words_of


@pytest.fixture
def heard_now(cast):
    case = case_at(cast, Stage.HEARING)
    in_the_room(cast, case.meeting, "carys")
    return case


@pytest.fixture
def action(cast):
    case = case_at(cast, Stage.ACTIONS)
    return one(cast, "petra", Action, case, agency=cast.agency("police"))


def overtaken(cast, action, by="carys"):
    second = Editor(cast, "petra", "update_action", action.pk)
    do(cast, by, update_action, action_id=action.pk, state="in_progress", note="Panel.")
    today = timezone.localtime()
    page = second.sends(state="completed", outcome="Told.", **day("ended_on", None))
    return page, f"on {today.day} {today:%B %Y} at "


def test_it_says_who_was_first_and_when(cast, action):
    page, day_of_it = overtaken(cast, action)
    assert SAID in page
    assert f"Carys Example, {cast.actor('carys').agency_name}, {day_of_it}" in page


def test_of_several_agencies_none_is_said(cast, action):
    with as_owner(), unit_of_work(cast.actor("carys")):
        Membership.objects.create(
            user=cast.user("carys"),
            agency=cast.agency("acute"),
            role="representative",
            starts_on=clock.today(),
        )
    page, day_of_it = overtaken(cast, action)
    assert f"Carys Example, {day_of_it}" in page


def test_who_is_nobody_in_the_area_is_not_named(cast, action):
    second = Editor(cast, "petra", "update_action", action.pk)
    with as_owner(), unit_of_work(cast.actor("nia")):
        row = every(Action).get(pk=action.pk)
        row.state, row.result, row.version = "in_progress", "Panel.", row.version + 1
        row.save()
    page = second.sends(state="completed", outcome="Told.", **day("ended_on", None))
    assert SAID in page and "Nia Example" not in page
    assert f" On {timezone.localtime().day} " in page


def test_a_job_is_nobody(cast, action):
    with unit_of_work(cast.actor("petra")):
        found = changed_by(None, clock.now())
    assert (found.name, found.agency, found.oneself) == ("", "", False)


def test_an_update_of_an_action(cast):
    case = case_at(cast, Stage.ACTIONS)
    action = one(cast, "petra", Action, case, agency=cast.agency("police"))
    second = Editor(cast, "petra", "update_action", action.pk)
    do(
        cast,
        "carys",
        update_action,
        action_id=action.pk,
        state="in_progress",
        note="Panel on Tuesday.",
    )
    page = second.sends(state="completed", outcome="Told on Tuesday.", **day("ended_on", None))
    assert SAID in page
    assert both(page, "In progress", "Completed")
    assert both(page, "Panel on Tuesday.", "Told on Tuesday.")
    assert second.sends_again().status_code == 302


def test_what_the_meeting_heard(cast, heard_now):
    second = Editor(cast, "carys", "record_hearing", heard_now.pk)
    said = dict.fromkeys(("presented_by", "summary", "spoken", "risks", "protective"), "")
    do(
        cast,
        "chidi",
        record_hearing,
        case_id=heard_now.pk,
        version=1,
        decisions="High risk.",
        **said,
    )
    page = second.sends(decisions="High risk, and he comes back.", **said)
    assert SAID in page and both(page, "High risk.", "High risk , and he comes back .")
    assert one(cast, "carys", Hearing, heard_now).decisions == "High risk."
    assert second.sends_again().status_code == 302
    assert one(cast, "carys", Hearing, heard_now).decisions == "High risk, and he comes back."


SAID_OF = {
    "presented_by": "",
    "summary": "",
    "spoken": "",
    "risks": "",
    "protective": "",
    "decisions": "",
}
KEPT = "Changed elsewhere meanwhile, and kept as it stands now: "


def records(cast, case, who="chidi", version=1, **said):
    given = SAID_OF | said
    return do(cast, who, record_hearing, case_id=case.pk, version=version, **given)


def test_what_nobody_here_typed_is_kept_as_somebody_else_left_it(cast, heard_now):
    second = Editor(cast, "carys", "record_hearing", heard_now.pk)
    records(cast, heard_now, risks="He has a gun.", spoken="A word.")
    sent = second.shown | SAID_OF | {"decisions": "High risk."}
    page = words_of(second.client.post(second.path, sent, follow=True))
    assert KEPT + "Shared verbally, for the minutes, Possible harm and signs." in page
    row = one(cast, "carys", Hearing, heard_now)
    assert (row.risks, row.spoken, row.decisions) == ("He has a gun.", "A word.", "High risk.")


def test_the_page_of_the_meeting_says_what_it_kept(cast, heard_now):
    second = Editor(cast, "carys", "record_hearing", heard_now.pk)
    records(cast, heard_now, risks="He has a gun.")
    sent = second.shown | SAID_OF | {"decisions": "High risk."}
    page = second.client.post(second.path, sent, headers=HTMX)
    assert KEPT + "Possible harm and signs." in words_of(page)
    assert "He has a gun." in page.content.decode(), "and it stands in the form"


def test_only_what_both_changed_is_in_conflict(cast, heard_now):
    records(cast, heard_now, summary="In short.", protective="Bail.")
    second = Editor(cast, "carys", "record_hearing", heard_now.pk)
    first = {"summary": "In short.", "protective": "Bail."}
    records(cast, heard_now, version=2, risks="He has a gun.", **first | {"summary": "At length."})
    mine = SAID_OF | first | {"summary": "Briefly.", "protective": "Bail, and an alarm."}
    page = second.sends(**mine)
    assert SAID in page and both(page, "At length.", "Briefly.")
    assert page.count("What stands now") == 1
    assert KEPT + "Possible harm and signs." in page
    # The page holds the risk now, and is sent as it is.
    again = mine | {"risks": "He has a gun."}
    assert second.client.post(second.path, hidden(second.answer) | again).status_code == 302
    row = one(cast, "carys", Hearing, heard_now)
    assert (row.risks, row.summary) == ("He has a gun.", "Briefly.")
    assert row.protective == "Bail, and an alarm."


def test_a_save_that_changed_nothing_overtakes_nobody(cast, heard_now):
    second = Editor(cast, "carys", "record_hearing", heard_now.pk)
    records(cast, heard_now)
    sent = second.shown | SAID_OF | {"decisions": "High risk."}
    page = words_of(second.client.post(second.path, sent, follow=True))
    assert KEPT not in page
    assert one(cast, "carys", Hearing, heard_now).decisions == "High risk."


def test_a_case_that_two_people_end(cast, heard_now):
    second = Editor(cast, "carys", "end_hearing", heard_now.pk)
    do(
        cast,
        "chidi",
        end_hearing,
        case_id=heard_now.pk,
        gap_reason="They have workers.",
        untold_reason="No safe way.",
    )
    page = second.sends(gap_reason="He is in prison.")
    assert SAID in page and both(page, "They have workers.", "He is in prison.")
    assert "The plan was agreed meanwhile." in page
    assert one(cast, "carys", Hearing, heard_now).plan_gap_reason == "They have workers."


def test_an_action_as_it_was_written_down(cast, heard_now):
    action = do(cast, "chidi", record_action, **action_values(cast, heard_now))
    second = Editor(cast, "carys", "correct_action", action.pk)
    changed = action_values(cast, heard_now, agency_id=cast.agency("housing").pk, for_whom="child")
    changed.pop("case_id")
    changed["due_on"] += timedelta(days=1)
    do(cast, "chidi", correct_action, action_id=action.pk, version=1, **changed)
    page = second.sends(
        agency_id=str(cast.agency("idva").pk),
        for_whom="other",
        what="Lend an alarm",
        owner="Petra Ford",
        due_on="in 2 weeks",
    )
    assert SAID in page
    assert both(page, "Housing", "IDVA")
    assert both(page, "Child", "Other")
    assert "Due What stands now" in page, "a day in words is a day"
    assert page.count("What stands now") == 3
    assert second.sends_again().status_code == 302


def test_who_is_there(cast):
    case = case_at(cast, Stage.RESEARCH)
    second = Editor(cast, "carys", "record_presence", case.meeting_id)
    police = cast.agency("police").pk
    given = {police: ("present", "Petra Ford")}
    do(cast, "chidi", record_presence, meeting_id=case.meeting_id, presences=given)
    page = second.sends(**{f"presence_{police}": "absent", f"who_{police}": ""})
    assert both(page, "Present", "Absent, no word")
    assert both(page, "Petra Ford", "–")


def test_who_is_there_by_two_people_at_once(cast):
    case = case_at(cast, Stage.RESEARCH)
    second = Editor(cast, "carys", "record_presence", case.meeting_id)
    police, housing = cast.agency("police").pk, cast.agency("housing").pk
    given = {police: ("present", "Petra Ford")}
    do(cast, "chidi", record_presence, meeting_id=case.meeting_id, presences=given)
    sent = second.shown | {f"presence_{housing}": "present", f"who_{housing}": "Hal Moss"}
    page = words_of(second.client.post(second.path, sent, follow=True))
    assert f"{KEPT}Presence of Police." in page
    came = {one.agency_id: one.who for one in every(Attendance).filter(presence="present")}
    assert came == {police: "Petra Ford", housing: "Hal Moss"}


def test_who_tells_the_victim(cast):
    case = case_at(cast, Stage.RESEARCH)
    given = {"who": "Ines", "way": "By telephone.", "by": clock.today()}
    do(cast, "ines", referral.plan_outcome, case_id=case.pk, **given)
    second = Editor(cast, "ines", "plan_outcome", case.pk)
    given["way"] = "At the clinic."
    do(cast, "ines", referral.plan_outcome, case_id=case.pk, **given)
    page = second.sends(who="Ines", way="In person.", **day("by", clock.today()))
    assert KEPT not in page
    assert both(page, "At the clinic.", "In person.") and page.count("What stands now") == 1
    assert one(cast, "ines", OutcomePlan, case).way == "At the clinic."


def test_a_day_that_a_colleague_changed_is_taken(cast):
    case = case_at(cast, Stage.RESEARCH)
    given = {"who": "Ines", "way": "By telephone.", "by": clock.today()}
    do(cast, "ines", referral.plan_outcome, case_id=case.pk, **given)
    second = Editor(cast, "ines", "plan_outcome", case.pk)
    later = clock.today() + timedelta(days=1)
    do(cast, "ines", referral.plan_outcome, case_id=case.pk, **given | {"by": later})
    page = second.sends(who="Ines", way="In person.", **day("by", clock.today()))
    assert KEPT + "By." in page and "What stands now" not in page
    assert re.search(rf'name="by-day"[^>]*value="{later.day}"', second.answer.content.decode())


class TestItems:
    @pytest.fixture
    def case(self, cast):
        case = case_at(cast, Stage.RESEARCH)
        answer(cast, case)
        return case

    def test_an_item_that_a_colleague_changed(self, cast, case):
        """What was submitted stands until the next submit; their draft is what counts now."""
        item = write(cast, case)
        submit(cast, case)
        second = Editor(cast, "petra", "change_item", case.pk, item.pk)
        rewrite(
            cast,
            item,
            text="Arrested at noon.",
            who_may_read="restricted",
            restricted_to=[cast.agency("housing").pk],
        )
        page = second.sends(text="Arrested at night.", who_may_read="shared")
        assert both(page, "Arrested at noon .", "Arrested at night .")
        assert both(page, "Restricted", "Shared")
        assert both(page, "Housing", "–")
        assert second.sends_again().status_code == 302
        draft = next(one for one in items_of(case) if one.submitted_at is None)
        assert (draft.text, draft.version) == ("Arrested at night.", 3)

    def test_an_item_that_a_colleague_withdrew(self, cast, case):
        item = write(cast, case)
        second = Editor(cast, "petra", "change_item", case.pk, item.pk)
        do(cast, "petra", withdraw_item, case_id=case.pk, item_id=item.pk)
        page = second.sends(text="Arrested at night.", who_may_read="shared")
        assert "A colleague has changed or withdrawn this item" in page
        assert "Arrested at night." in page

    def test_an_item_typed_while_a_colleague_said_that_nobody_is_known(self, cast, case):
        second = Editor(cast, "petra", "research_return", case.pk)
        second.path = reverse("add_item", args=[case.pk])
        answer(cast, case, answer="not_known", known_parties=[], searched="Names")
        page = second.sends(text="Arrested at night.", who_may_read="shared")
        assert "Say first who is known to you." in page
        assert "Arrested at night." in page, "nothing that was typed is lost"
        assert items_of(case) == []
