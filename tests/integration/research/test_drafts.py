"""What is typed into a return is kept while somebody types: one row, no history, few events."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.hearing import begin_hearing
from meetings.operations.research import change_item, set_return_basis
from sharing import clock
from sharing.actor import Actor
from sharing.models import Item, ReturnDraft
from sharing.operations.drafts import MOST_TYPED
from sharing.queries.drafts import readable
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.editors import SAID, both
from tests.integration.research.helpers import (
    SEARCHED,
    TOKEN,
    answer,
    item,
    items_of,
    people,
    request_of,
    text_of,
    unsent,
    unsent_of,
    write,
)
from tests.integration.research.test_files import attach
from tests.integration.test_kept_forms import fields_of, sign_in_again
from tests.personas import make_member
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import count_events, events, newest_event
from tests.visits import get, post, words_of

BACKGROUND = {"X-Background": "1"}
TYPED = {"text": "Arrested on the day.", "who_may_read": "shared"}


@pytest.fixture
def sam(cast):
    """Petra's colleague at the police."""
    with as_owner(), unit_of_work(Actor.system("seed")):
        cast.memberships["sam"] = make_member("sam", Role.REPRESENTATIVE, cast.agency("police"))
    return "sam"


def autosave(client, case, *, name="save_item_draft", args=(), **typed):
    return client.post(reverse(name, args=[case.pk, *args]), typed, headers=BACKGROUND)


def drafts():
    with as_owner():
        return [readable(row) for row in ReturnDraft.objects.unscoped("a test looks")]


def past_rows():
    """How many rows every history holds."""
    pasts = [one for one in apps.get_models() if hasattr(one, "history_object")]
    with as_owner():
        return sum(QuerySet(past).count() for past in pasts)


def test_autosaves_write_one_event_in_a_quarter_of_an_hour_and_no_history(cast, case, known, sam):
    petra, his = signed_in_client(cast, "petra"), signed_in_client(cast, sam)
    begun, before, past = clock.now(), count_events(), past_rows()
    version = 0
    for seconds in range(0, 15 * 60, 90):
        with clock.set_to(begun + timedelta(seconds=seconds)):
            saved = autosave(petra, case, **TYPED, source=str(seconds), draft_version=version)
            assert saved.status_code == 200
            version = saved.json()["version"]
    assert (count_events(), past_rows()) == (before + 1, past)
    event = newest_event()
    assert (event.code, event.cases) == ("research_saved", [case.pk])
    with clock.set_to(begun + timedelta(minutes=15)):
        saved = autosave(petra, case, **TYPED, draft_version=version)
        autosave(his, case, text="Mine.", draft_version=saved.json()["version"])
    found = [event.user_id for event in events()[before + 1 :]]
    assert found == [cast.user("petra").pk, cast.user(sam).pk]
    assert past_rows() == past
    (draft,) = drafts()
    assert (draft.version, draft.said("new")["text"]) == (12, "Mine.")


def test_history_begins_when_it_is_submitted(cast, case, known):
    past = past_rows()
    post(cast, "petra", "add_item", case.pk, **TYPED)
    made = items_of(case)[0]
    post(
        cast,
        "petra",
        "change_item",
        case.pk,
        made.pk,
        text="Charged.",
        who_may_read="shared",
        version=1,
    )
    post(cast, "petra", "add_item", case.pk, **(TYPED | {"text": "Bailed."}))
    post(cast, "petra", "withdraw_item", case.pk, items_of(case)[1].pk)
    assert past_rows() == past and all(one.submitted_at is None for one in items_of(case))
    last = TYPED | {"text": "Released.", "unsent": unsent_of(cast, case)}
    post(cast, "petra", "submit_research", case.pk, **last)
    with as_owner():
        submitted = Item.objects.filter(scope_id=case.pk).order_by("position")
        assert [(one.text, one.history.count()) for one in submitted] == [
            ("Charged.", 1),
            ("Released.", 1),
        ]
        assert len({one.history.get().event_id for one in submitted}) == 1
    assert past_rows() == past + 3, "the items, and the request"


def test_it_is_no_activity(cast, case, known):
    petra = signed_in_client(cast, "petra")
    begun = clock.now()
    for minutes in (5, 10, 15):
        with clock.set_to(begun + timedelta(minutes=minutes)):
            assert autosave(petra, case, **TYPED, draft_version=minutes).status_code == 200
    with clock.set_to(begun + timedelta(minutes=21)):
        assert autosave(petra, case, text="Charged.", draft_version=9).status_code == 401
    assert drafts()[0].said("new")["text"] == TYPED["text"]


def test_what_was_typed_after_signing_out_is_offered_again(cast, case, known):
    petra = signed_in_client(cast, "petra")
    path = reverse("save_item_draft", args=[case.pk])
    with clock.set_to(clock.now() + timedelta(minutes=21)):
        assert autosave(petra, case, **TYPED).status_code == 401
        # The page sends it as a person would, so that it is kept.
        assert petra.post(path, TYPED | {"form_token": TOKEN}).url == "/sign-in/"
        assert sign_in_again(petra, cast, "petra").url == reverse("kept_forms")
        page = petra.get(reverse("kept_forms")).content.decode()
        assert "Arrested on the day." in page and "Who may read it" in page
        assert petra.post(path, fields_of(page, path)).url.endswith("#items")
        shown = petra.get(reverse("research_return", args=[case.pk]))
        assert petra.get(reverse("kept_forms")).content.decode().count("<section") == 0
    assert "> Arrested on the day.</textarea>" in text_of(shown)


def test_a_colleague_sees_it_and_whose_it_is(cast, case, known, sam):
    autosave(signed_in_client(cast, "petra"), case, **TYPED, nature="opinion")
    page = text_of(get(cast, sam, "research_return", case.pk))
    assert "> Arrested on the day.</textarea>" in page
    assert 'value="opinion" checked' in page
    assert "Draft of Petra Example, saved on" in page
    assert "Your draft, saved on" in text_of(get(cast, "petra", "research_return", case.pk))


def test_of_two_colleagues_the_second_sees_both_texts(cast, case, known, sam):
    autosave(signed_in_client(cast, "petra"), case, **TYPED, draft_version=0)
    his = signed_in_client(cast, sam)
    second = autosave(his, case, text="Arrested at night.", who_may_read="restricted", version="")
    assert second.status_code == 422
    page = words_of(second)
    assert SAID in page and "Petra Example, Police" in page
    assert both(page, "Arrested on the day .", "Arrested at night .")
    assert both(page, "Shared", "Restricted")
    assert "search_details_seen" in newest_event().code, "what he was shown is on record"
    assert 'data-draft-version="1"' in second.content.decode()
    assert drafts()[0].said("new")["text"] == TYPED["text"], "nothing was overwritten"
    assert autosave(his, case, text="Arrested at night.", draft_version=1).status_code == 200
    assert drafts()[0].said("new")["text"] == "Arrested at night."


def test_no_page_showed_a_version_to_come(cast, case, known, sam):
    saved = autosave(signed_in_client(cast, "petra"), case, **TYPED)
    his, to_come = signed_in_client(cast, sam), saved.json()["version"] + 1
    second = autosave(his, case, text="Arrested at night.", draft_version=to_come)
    assert second.status_code == 422 and SAID in words_of(second)
    post(cast, sam, "add_item", case.pk, **item(draft_version=to_come))
    assert drafts()[0].said("new")["text"] == TYPED["text"], "nothing was overwritten"


def test_the_same_words_are_no_conflict(cast, case, known, sam):
    for who in ("petra", sam):
        client = signed_in_client(cast, who)
        assert autosave(client, case, **TYPED, draft_version=0).status_code == 200


def test_two_colleagues_at_two_parts_are_in_nobodys_way(cast, case, known, sam):
    petra, his = signed_in_client(cast, "petra"), signed_in_client(cast, sam)
    autosave(petra, case, **TYPED, draft_version=0)
    victim, perpetrator, _child = people(case)
    said = {f"person_{victim}": "yes", f"person_{perpetrator}": "later", "searched": "Names"}
    answers = {"name": "save_answers_draft", "draft_version": 0}
    assert autosave(his, case, **answers, **said).status_code == 200
    assert autosave(petra, case, text="Charged.", draft_version=1).status_code == 200
    page = text_of(get(cast, "petra", "research_return", case.pk))
    assert "> Charged.</textarea>" in page and page.count('value="yes" checked') == 1
    assert "Draft of Sam Example" in page
    second = autosave(petra, case, **answers, **(said | {"searched": "Crime records"}))
    assert both(words_of(second), "Names", "Crime records")


def test_answers_that_are_saved_are_no_draft_any_more(cast, case, sam):
    said = {f"person_{one}": "no" for one in people(case)} | {"searched": "Half typed"}
    saved = autosave(signed_in_client(cast, "petra"), case, name="save_answers_draft", **said)
    assert "Half typed" in text_of(get(cast, sam, "research_return", case.pk))
    said = {name: "yes" for name in said if name.startswith("person_")} | SEARCHED
    for version, left in ((0, "Half typed"), (saved.json()["version"], "")):
        given = said | {"version": request_of(cast, case, "police").version}
        answered = post(cast, sam, "answer_research", case.pk, **given, draft_version=version)
        assert answered.status_code == 302
        page = text_of(get(cast, "petra", "research_return", case.pk))
        assert ("Half typed" in page) is bool(left), "what he did not see is not thrown away"


def test_an_item_that_is_added_is_typed_no_more(cast, case, known, sam):
    saved = autosave(signed_in_client(cast, "petra"), case, **TYPED)
    version = saved.json()["version"]
    post(cast, sam, "add_item", case.pk, **item(draft_version=0))
    assert drafts()[0].said("new")["text"] == TYPED["text"], "a colleague's stays"
    post(
        cast,
        sam,
        "add_item",
        case.pk,
        text="Charged.",
        who_may_read="shared",
        draft_version=version,
    )
    assert drafts()[0].said("new") == {}
    assert "</textarea>" in text_of(get(cast, "petra", "research_return", case.pk))
    late = autosave(signed_in_client(cast, "petra"), case, text="Ch", draft_version=version)
    assert late.status_code == 422 and SAID in words_of(late)


def test_a_change_to_an_item_is_kept_and_holds_its_submit(cast, case, known):
    made = write(cast, case)
    client = signed_in_client(cast, "petra")
    change = {"name": "save_change_draft", "args": [made.pk]}
    saved = autosave(client, case, **change, text="Charged.", who_may_read="shared")
    page = text_of(get(cast, "petra", "research_return", case.pk))
    assert "You began to change this item, last on" in page and "Charged." not in page
    sent = post(cast, "petra", "submit_research", case.pk, unsent=unsent_of(cast, case))
    assert sent.status_code == 422 and "You began to change this item" in text_of(sent)
    page = text_of(get(cast, "petra", "change_item", case.pk, made.pk))
    assert "> Charged.</textarea>" in page and "Your draft, saved on" in page
    version = saved.json()["version"]
    post(
        cast, "petra", "change_item", case.pk, made.pk,
        **item(text="Charged.", version=1, draft_version=version),
    )  # fmt: skip
    page = text_of(get(cast, "petra", "research_return", case.pk))
    assert "You began to change" not in page and "Charged." in page
    assert autosave(client, case, **(change | {"args": [case.pk]}), **TYPED).status_code == 404


def test_what_is_not_to_be_shared_is_not_kept_as_typed(cast, case, known):
    client = signed_in_client(cast, "petra")
    autosave(client, case, text="A quiet word.", who_may_read="not_shared", subject="weapons")
    assert drafts()[0].said("new") | {"text": ""} == drafts()[0].said("new")
    last = item(who_may_read="not_shared", unsent=unsent_of(cast, case))
    answered = post(cast, "petra", "submit_research", case.pk, **last)
    assert answered.status_code == 422 and "keeps no text" in text_of(answered)


def test_without_scripts_a_button_keeps_it_and_throws_it_away(cast, case, known, sam):
    kept = post(cast, "petra", "save_item_draft", case.pk, **TYPED, draft_version=0)
    assert kept.status_code == 302 and kept.url.endswith("#items")
    second = post(cast, sam, "save_item_draft", case.pk, text="At night.", draft_version=0)
    assert second.status_code == 422
    page = words_of(second)
    assert SAID in page and both(page, "Arrested on the day.", "At night.")
    assert 'name="draft_version" value="1"' in second.content.decode()
    made = write(cast, case)
    changed = post(cast, "petra", "save_change_draft", case.pk, made.pk, text="Charged.")
    assert changed.url.endswith("#items")
    version = drafts()[0].version
    for name in ("save_item_draft", "save_answers_draft"):
        gone = post(cast, "petra", name, case.pk, discard="yes", draft_version=version)
        assert gone.status_code == 302
    assert (drafts()[0].said("new"), drafts()[0].said("answers")) == ({}, {})
    assert "Discard the draft" not in text_of(get(cast, "petra", "research_return", case.pk))


def test_a_form_that_nobody_typed_into_is_no_draft(cast, case, known):
    client = signed_in_client(cast, "petra")
    assert autosave(client, case, who_may_read="shared", text=" ").status_code == 200
    assert drafts()[0].said("new") == {}


def test_what_cannot_be_kept_says_why(cast, case, known):
    client = signed_in_client(cast, "petra")
    long = autosave(client, case, text="x" * (MOST_TYPED + 1))
    assert long.status_code == 422 and "too long to be kept" in words_of(long)
    answer(cast, case, answer="not_known", known_parties=[], searched="Names", version=None)
    nobody = autosave(client, case, **TYPED)
    assert nobody.status_code == 422 and "Say first who is known to you" in words_of(nobody)
    assert drafts() == []


def test_a_return_that_is_closed_keeps_nothing(cast):
    case = case_at(cast, Stage.HEARD)
    refused = autosave(signed_in_client(cast, "petra"), case, **TYPED)
    assert refused.status_code == 422 and "research cannot be changed" in words_of(refused)


def test_what_is_typed_in_the_room_is_kept_too(cast):
    meeting = meeting_in(cast, state="running")
    case = case_at(cast, Stage.RESEARCH, meeting=meeting)
    answer(cast, case)
    in_the_room(cast, meeting, "chidi")
    do(cast, "chidi", begin_hearing, case_id=case.pk)
    assert autosave(signed_in_client(cast, "petra"), case, **TYPED).status_code == 200


@pytest.mark.parametrize("who", ["hal", "carys", "wren", "odile", "nia", "nobody"])
def test_it_is_for_those_who_write_the_return(cast, case, known, who):
    client = Client() if who == "nobody" else signed_in_client(cast, who)
    before = newest_event().id
    assert autosave(client, case, **TYPED).status_code in (302, 403, 404)
    assert drafts() == []
    event = newest_event()
    if who != "nobody":
        assert event.id != before and event.outcome == "refused"


@pytest.mark.parametrize("who", ["carys", "chidi", "ines", "rowan", "hal", "odile", "nia"])
def test_the_database_shows_a_draft_to_its_agency_alone(cast, case, known, who):
    write(cast, case)
    with unit_of_work(cast.actor(who)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sharing_returndraft")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE sharing_returndraft SET ciphertext = ''")
        assert cursor.rowcount == 0
    with unit_of_work(cast.actor("petra")), connection.cursor() as cursor:
        cursor.execute("SELECT ciphertext FROM sharing_returndraft")
        assert b"Arrested" not in bytes(cursor.fetchone()[0])


class TestSubmitting:
    def submit(self, cast, case, **typed):
        shown = {} if "unsent" in typed else {"unsent": unsent_of(cast, case)}
        return post(cast, "petra", "submit_research", case.pk, **shown, **typed)

    def test_what_was_typed_last_is_submitted(self, cast, case, known):
        saved = autosave(signed_in_client(cast, "petra"), case, **TYPED)
        version = saved.json()["version"]
        assert self.submit(cast, case, **TYPED, draft_version=version).status_code == 302
        (one,) = items_of(case)
        assert one.text == TYPED["text"] and one.submitted_at
        assert drafts()[0].said("new") == {}

    def test_a_page_submits_what_it_showed(self, cast, case, known, sam):
        one = write(cast, case, text="For us.", who_may_read="restricted")
        shown = unsent(get(cast, "petra", "research_return", case.pk))
        do(cast, sam, change_item, case_id=case.pk, item_id=one.pk, text="Knives.",
           who_may_read="shared")  # fmt: skip
        answered = self.submit(cast, case, **TYPED, unsent=shown)
        assert answered.status_code == 422
        assert "This return has changed since you opened it" in text_of(answered)
        assert "Knives." in text_of(answered) and TYPED["text"] in text_of(answered)
        assert [one.submitted_at for one in items_of(case)] == [None]
        assert self.submit(cast, case, **TYPED, unsent=unsent(answered)).status_code == 302
        assert [one.text for one in items_of(case)] == ["Knives.", TYPED["text"]]

    def test_a_page_submits_for_the_people_and_on_the_basis_that_it_showed(
        self, cast, case, known, sam
    ):
        write(cast, case)
        shown = unsent_of(cast, case)
        answer(cast, case, who=sam, known_parties=people(case)[:1])
        answered = self.submit(cast, case, **TYPED, unsent=shown)
        assert answered.status_code == 422 and TYPED["text"] in text_of(answered)
        assert [one.submitted_at for one in items_of(case)] == [None]
        shown = unsent(answered)
        different = {
            "is_different": True,
            "bases": ["s35_2b", "sch8_3"],
            "why": "A threat to life.",
        }
        do(cast, sam, set_return_basis, request_id=known.pk, version=0, **different)
        answered = self.submit(cast, case, unsent=shown)
        assert answered.status_code == 422
        assert "changed since you opened it" in text_of(answered)
        assert self.submit(cast, case, unsent=unsent(answered)).status_code == 302

    def test_a_page_that_does_not_say_what_it_showed_submits_nothing(self, cast, case, known):
        write(cast, case)
        answered = self.submit(cast, case, unsent="")
        assert answered.status_code == 422
        assert [one.submitted_at for one in items_of(case)] == [None]

    def test_it_submits_no_file_that_it_did_not_show(self, cast, case, known, sam):
        write(cast, case)
        shown = unsent(get(cast, "petra", "research_return", case.pk))
        file = attach(cast, case, who=sam)
        answered = self.submit(cast, case, unsent=shown)
        assert answered.status_code == 422 and file.name in text_of(answered)
        assert self.submit(cast, case, unsent=unsent(answered)).status_code == 302

    def test_each_paragraph_of_it(self, cast, case, known):
        self.submit(cast, case, text="One.\n\nTwo.", who_may_read="shared", each_paragraph="on")
        assert [one.text for one in items_of(case)] == ["One.", "Two."]

    @pytest.mark.parametrize("typed", [{"text": "Arrested."}, {"source": "Custody"}])
    def test_it_says_what_is_missing(self, cast, case, known, typed):
        answered = self.submit(cast, case, **typed)
        assert answered.status_code == 422
        assert "Say who may read it" in text_of(answered)
        paragraphs = {"each_paragraph": "on", "who_may_read": "shared", "source": "Custody"}
        assert "Write what you know" in text_of(self.submit(cast, case, **paragraphs))

    def test_what_was_written_before_drafts_were_kept_apart(self, cast, case, known):
        with as_owner(), unit_of_work(cast.actor("petra")):
            Item.objects.create(
                scope_id=case.pk, agency=cast.agency("police"), request_id=known.pk,
                text="Arrested.", who_may_read="shared", author=cast.user("petra"), position=1,
            )  # fmt: skip
        self.submit(cast, case)
        assert items_of(case)[0].submitted_at

    def test_it_is_about_the_same_people_in_the_draft(self, cast, case, known):
        victim = people(case)[0]
        post(cast, "petra", "add_item", case.pk, **item(about=victim))
        assert "About: Tara Tarn" in text_of(get(cast, "petra", "research_return", case.pk))
