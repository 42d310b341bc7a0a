"""What a colleague ticks or types, and has not saved, goes under in no answer and in no submit."""

import pytest
from django.urls import reverse

from meetings.operations.listing import defer_case
from meetings.operations.referral import add_child
from meetings.operations.research import answer_case, change_item
from sharing.models import Party
from tests.doing import do, form_token, one
from tests.integration.research.helpers import (
    NAMES,
    SEARCHED,
    TOKEN,
    answer,
    item,
    items_of,
    people,
    request_of,
    submit,
    text_of,
    unsent_of,
    write,
)
from tests.integration.research.test_begun import sam, send_list, sent_from, the_list, ticks
from tests.integration.research.test_drafts import autosave, drafts
from tests.signing_in import signed_in_client
from tests.story import meeting_in
from tests.trail import newest_event
from tests.visits import get, post, words_of

__all__ = ["sam"]
NIL = {"answer": "not_known", "known_parties": (), "searched": NAMES}


class TestTickedOfOthers:
    """The agency answered, and the list asks about a child who was added since, alone."""

    @pytest.fixture
    def added(self, cast, case):
        answer(cast, case, **NIL)
        victim = one(cast, "carys", Party, case, role="victim")
        named = {"given_name": "Rowena", "family_name": "Tarn"}
        child = do(cast, "carys", add_child, case_id=case.pk, ties={victim.pk: "child"}, **named)
        return child.pk

    def test_they_stand_on_the_list_and_stay_ticked(self, cast, case, sam, added):
        perpetrator = people(case)[1]
        ticks(sam, case, "no", "yes", "no")
        page = the_list(cast, case)
        words = words_of(page)
        assert "Draft Sam Example ticked on" in words
        assert "Known to you, other than you answered: " in words
        assert perpetrator in newest_event().people
        assert send_list(cast, case, page, confirmed="on").status_code == 302
        assert request_of(cast, case, "police").answer == "not_known"
        (draft,) = drafts()
        assert draft.said("answers")[f"person_{perpetrator}"] == "yes"
        assert f"person_{added}" not in draft.said("answers")
        words = words_of(get(cast, "petra", "research_return", case.pk))
        assert "Draft of Sam Example, saved on" in words

    def test_they_are_not_passed_over_by_a_list_that_did_not_show_it(self, cast, case, sam, added):
        page = the_list(cast, case)
        ticks(sam, case, "later", "no", "no")
        answered = send_list(cast, case, page, confirmed="on")
        assert answered.status_code == 422
        words = words_of(answered)
        assert "or named where you are not asked about them" in words
        assert "To be checked yet, other than you answered: Tara Tarn." in words
        assert request_of(cast, case, "police").added_parties == [added]

    def test_a_draft_that_says_what_stands_is_done(self, cast, case, sam, added):
        ticks(sam, case, "no", "no", "no")
        page = the_list(cast, case)
        assert "Draft Sam" not in words_of(page)
        assert send_list(cast, case, page, confirmed="on").status_code == 302
        assert drafts()[0].said("answers") == {}


class TestTypedItem:
    """Somebody ticked who is known, saved that, and types an item that they have not added."""

    @pytest.fixture
    def typing(self, cast, case, asked):
        request = request_of(cast, case, "acute")
        old = the_list(cast, case, "hal")
        known = {"answer": "known", "known_parties": people(case)[:1], "searched": NAMES}
        do(cast, "hal", answer_case, request_id=request.pk, **known)
        text = "She came to the ward twice in May."
        client = signed_in_client(cast, "hal")
        autosave(client, case, text=text, who_may_read="shared")
        return old

    @pytest.mark.parametrize("name", ["nil_return", "answer_research"])
    def test_no_nil_goes_over_it(self, cast, case, typing, name):
        page = get(cast, "hal", "research_return", case.pk)
        names = ("version", "draft_version", "shown")
        hidden = {name: found[0] for name, found in sent_from(page, *names).items()}
        nobody = {f"person_{one}": "no" for one in people(case)}
        sent = {"form_token": TOKEN} | SEARCHED | hidden | nobody
        answered = post(cast, "hal", name, case.pk, **sent)
        assert answered.status_code == 422
        words = words_of(answered)
        assert "An item is typed here and not added yet (you, " in words
        assert "She came to the ward twice in May." in words
        assert "Nobody here is known to us" not in words
        assert request_of(cast, case, "acute").answer == "known"

    def test_discarded_it_holds_nobody_up(self, cast, case, typing):
        gone = {"discard": "yes", "draft_version": drafts()[0].version}
        post(cast, "hal", "save_item_draft", case.pk, **gone)
        request = request_of(cast, case, "acute")
        do(cast, "hal", answer_case, request_id=request.pk, **NIL)
        assert request_of(cast, case, "acute").answer == "not_known"


class TestTypedForAnotherMeeting:
    """The item is typed, and the case moved to a meeting for which nobody was answered for yet."""

    @pytest.fixture
    def moved(self, cast, case, sam, known):
        autosave(sam, case, text="Seen in May.", who_may_read="shared")
        later = meeting_in(cast, days=23, state="published")
        do(cast, "carys", defer_case, case_id=case.pk, to_meeting_id=later.pk, reason="Away.")
        case.meeting = later

    def test_the_list_leaves_the_case_with_why(self, cast, case, sam, moved):
        page = the_list(cast, case)
        assert "An item is typed there and not added yet: Sam Example, " in words_of(page)
        answered = send_list(cast, case, page, confirmed="on")
        assert answered.status_code == 422
        words = words_of(answered)
        assert f"{case.reference}: an item is typed there and not added yet (Sam Ex" in words

    def test_the_return_shows_it_to_be_discarded(self, cast, case, sam, moved):
        page = get(cast, "petra", "research_return", case.pk)
        assert "Seen in May." in text_of(page) and "Draft of Sam Example" in words_of(page)
        assert "Nobody here is known to us" not in words_of(page)
        more = post(cast, "petra", "save_item_draft", case.pk, text="At night.", draft_version=9)
        assert more.status_code == 422 and "Say first who is known" in words_of(more)
        gone = {"discard": "yes", "draft_version": drafts()[0].version}
        assert post(cast, "petra", "save_item_draft", case.pk, **gone).status_code == 302
        page = get(cast, "petra", "research_return", case.pk)
        assert "Seen in May." not in text_of(page)
        assert "typed there" not in words_of(the_list(cast, case))


class TestTypedChange:
    """A colleague changes an item, which the portal keeps, and has not saved it."""

    CHANGE = {"text": "Out since Friday.", "who_may_read": "shared"}

    @pytest.fixture
    def made(self, cast, case, known):
        made = write(cast, case)
        submit(cast, case)
        return made

    def change(self, client, case, made, **typed):
        how = {"name": "save_change_draft", "args": [made.pk]}
        return autosave(client, case, **how, **(self.CHANGE | typed))

    def send(self, cast, case):
        return post(cast, "petra", "submit_research", case.pk, unsent=unsent_of(cast, case))

    def test_it_stands_at_the_item_and_holds_the_submit(self, cast, case, sam, made):
        write(cast, case, text="One more.")
        self.change(sam, case, made)
        words = words_of(get(cast, "petra", "research_return", case.pk))
        assert "Sam Example is changing this item, last on" in words
        answered = self.send(cast, case)
        assert answered.status_code == 422
        words = words_of(answered)
        assert "A change to an item is typed and not saved: Sam Example, " in words
        assert sum(one.submitted_at is None for one in items_of(case)) == 1

    def test_what_was_typed_and_undone_holds_nothing(self, cast, case, sam, made):
        saved = self.change(sam, case, made).json()
        undone = self.change(
            sam, case, made, text="Arrested on the day.\r\n", draft_version=saved["version"]
        )
        assert undone.status_code == 200
        write(cast, case, text="One more.")
        assert self.send(cast, case).status_code == 302

    def test_it_stays_with_what_a_colleague_wrote_in_its_place(self, cast, case, sam, made):
        saved = self.change(sam, case, made).json()
        changed = {"text": "In custody.", "who_may_read": "shared", "draft_version": 0}
        how = {"case_id": case.pk, "item_id": made.pk, "version": 1}
        stands = do(cast, "petra", change_item, **how, **changed)
        page = get(cast, "petra", "research_return", case.pk)
        assert "Sam Example is changing this item" in words_of(page)
        more = self.change(sam, case, made, text="Out.", draft_version=saved["version"])
        assert more.status_code == 200
        assert self.send(cast, case).status_code == 422
        page = get(cast, "petra", "change_item", case.pk, stands.pk)
        assert "> Out.</textarea>" in text_of(page)

    def test_discarded_or_withdrawn_it_holds_nothing(self, cast, case, sam, made):
        self.change(sam, case, made)
        other = write(cast, case, text="One more.")
        self.change(sam, case, other)
        withdraw = reverse("withdraw_item", args=[case.pk, other.pk])
        assert sam.post(withdraw, form_token()).status_code == 302
        gone = {"discard": "yes", "draft_version": drafts()[0].version}
        assert post(cast, "petra", "save_change_draft", case.pk, made.pk, **gone).status_code == 302
        last = item(text="Seen.", unsent=unsent_of(cast, case))
        assert post(cast, "petra", "submit_research", case.pk, **last).status_code == 302
