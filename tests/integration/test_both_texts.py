"""Two people edit one thing: the second sees both texts, and nothing is lost or overwritten."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import Action, Hearing, OutcomePlan, Referral, Stage
from meetings.operations import referral
from meetings.operations.actions import correct_action, record_action
from meetings.operations.follow_up import update_action
from meetings.operations.hearing import end_hearing, record_hearing, record_presence
from meetings.operations.research import change_item, withdraw_item
from sharing import clock
from tests.doing import do, one
from tests.integration.actions.helpers import values as action_values
from tests.integration.research.helpers import answer, items_of, submit, write
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room
from tests.story_parts import referral as part
from tests.visits import day, hidden, words_of

SAID = "Somebody else changed this since you opened it"


class Editor:
    """Somebody with a form open, which they fill in after somebody else was quicker."""

    def __init__(self, cast, who, name, *args):
        self.client = signed_in_client(cast, who)
        self.path = reverse(name, args=args)
        self.shown = hidden(self.client.get(self.path))
        self.typed = {}

    def sends(self, **typed):
        """Send the form as it was opened; return the words of the answer."""
        self.typed = typed
        self.answer = self.client.post(self.path, self.shown | typed)
        assert self.answer.status_code == 422
        assert "<title>Error:" in self.answer.content.decode()
        return words_of(self.answer)

    def sends_again(self):
        return self.client.post(self.path, hidden(self.answer) | self.typed)


@pytest.fixture
def draft(cast):
    case = part.begin(cast)
    part.write(cast, case)
    return case


@pytest.fixture
def heard_now(cast):
    case = case_at(cast, Stage.HEARING)
    in_the_room(cast, case.meeting, "carys")
    return case


def both(page, theirs, mine):
    """Whether the page sets the two texts side by side."""
    return f"What stands now {theirs} What you typed {mine}" in page


def test_a_step_of_a_referral(cast, draft):
    second = Editor(cast, "wren", "referral_incident", draft.pk)
    do(
        cast,
        "wren",
        referral.save_incident,
        case_id=draft.pk,
        what_happened="He came drunk.",
        done_today="Locks changed.",
    )
    page = second.sends(what_happened="He came twice.", done_today="Locks changed.")
    assert SAID in page
    assert both(page, "He came drunk .", "He came twice .")
    told = page.split("Danger to staff")[0]
    assert "What stands now Locks changed" not in told, "what is equal is not shown"
    assert page.count("What stands now") == 1, "nor is what is empty"
    assert second.sends_again().status_code == 302
    stands = one(cast, "wren", Referral, draft)
    assert (stands.what_happened, stands.done_today) == ("He came twice.", "Locks changed.")


def test_a_step_that_the_other_did_not_touch(cast, draft):
    second = Editor(cast, "wren", "referral_perpetrators", draft.pk)
    do(cast, "wren", referral.save_incident, case_id=draft.pk, what_happened="He came drunk.")
    fields = second.client.get(second.path).context["form"].fields
    tie = next(name for name in fields if name.startswith("tie_"))
    page = second.sends(given_name="Ash", gender="not_asked", **{tie: "partner"})
    assert SAID in page and "what they changed is not among it" in page
    assert "What stands now" not in page
    assert second.sends_again().status_code == 302


def test_choices_and_dates_are_said_in_words(cast, draft):
    second = Editor(cast, "wren", "referral_sharing", draft.pk)
    today = clock.today()
    yesterday = today - timedelta(days=1)
    reasons = dict.fromkeys(("necessity", "proportionality", "risk_if_not_shared"), "He may kill.")
    do(
        cast,
        "wren",
        referral.save_sharing,
        case_id=draft.pk,
        agreement="does_not",
        asked_on=yesterday,
        **reasons,
    )
    page = second.sends(agreement="agrees", **day("asked_on", today), **reasons)
    assert both(page, "Does not agree", "Agrees to the referral")
    differs = words_of(second.answer).split("Asked on")[1]
    assert yesterday.strftime("%-d") in differs and page.count("What stands now") == 2


def test_a_tick_is_said_in_words(cast, draft):
    second = Editor(cast, "wren", "referral_contact", draft.pk)
    today = clock.today()
    contact = part.CONTACT | {"confirmed_on": today}
    do(cast, "wren", referral.save_safe_contact, case_id=draft.pk, **contact | {"never": "Post"})
    typed = {name: value for name, value in part.CONTACT.items() if name != "phone_watched"}
    page = second.sends(**typed, **day("confirmed_on", today))
    assert both(page, "Yes", "No")


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


def test_a_case_that_two_people_end(cast, heard_now):
    second = Editor(cast, "carys", "end_hearing", heard_now.pk)
    do(cast, "chidi", end_hearing, case_id=heard_now.pk, gap_reason="They have workers.")
    page = second.sends(gap_reason="He is in prison.")
    assert SAID in page and both(page, "They have workers.", "He is in prison.")
    assert "The plan was agreed meanwhile." in page
    assert one(cast, "carys", Hearing, heard_now).plan_gap_reason == "They have workers."


def test_an_action_as_it_was_written_down(cast, heard_now):
    action = do(cast, "chidi", record_action, **action_values(cast, heard_now))
    second = Editor(cast, "carys", "correct_action", action.pk)
    changed = action_values(cast, heard_now, agency_id=cast.agency("housing").pk, for_whom="child")
    changed.pop("case_id")
    do(cast, "chidi", correct_action, action_id=action.pk, version=1, **changed)
    page = second.sends(
        agency_id=str(cast.agency("police").pk),
        for_whom="victim",
        what="Lend an alarm",
        owner="Petra Ford",
        due_on="in 2 weeks",
    )
    assert SAID in page
    assert both(page, "Housing", "Police")
    assert both(page, "Child", "Victim")
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


def test_who_tells_the_victim(cast):
    case = case_at(cast, Stage.RESEARCH)
    given = {"who": "Ines", "way": "By telephone.", "by": clock.today()}
    do(cast, "ines", referral.plan_outcome, case_id=case.pk, **given)
    second = Editor(cast, "ines", "plan_outcome", case.pk)
    given["way"] = "At the clinic."
    do(cast, "ines", referral.plan_outcome, case_id=case.pk, **given)
    page = second.sends(who="Ines", way="In person.", **day("by", clock.today()))
    assert both(page, "At the clinic.", "In person.") and page.count("What stands now") == 1
    assert one(cast, "ines", OutcomePlan, case).way == "At the clinic."


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
        do(
            cast,
            "petra",
            change_item,
            item_id=item.pk,
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
        do(cast, "petra", withdraw_item, item_id=item.pk)
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
