"""What is typed on another page meanwhile, by a colleague or by oneself, is neither passed over nor
thrown away."""

from uuid import uuid4

import pytest

from meetings.operations.research import change_item
from tests.doing import do
from tests.integration.research.helpers import TOKEN, item, items_of, submit, unsent, write
from tests.integration.research.test_drafts import autosave, drafts, sam
from tests.signing_in import signed_in_client
from tests.visits import get, post, words_of

__all__ = ["sam"]

HIS = {"text": "He said on 3 May that he would find her.", "who_may_read": "shared"}


@pytest.mark.parametrize("typed", [{}, item(text="Arrested.")])
def test_a_submit_shows_first_what_a_colleague_types(cast, case, known, sam, typed):
    write(cast, case)
    shown = unsent(get(cast, "petra", "research_return", case.pk))
    autosave(signed_in_client(cast, sam), case, **HIS)
    sent = typed | {"form_token": TOKEN, "unsent": shown}
    page = post(cast, "petra", "submit_research", case.pk, **sent)
    assert page.status_code == 422
    assert HIS["text"] in words_of(page) and typed.get("text", "") in words_of(page)
    assert "only where you take it over here" in words_of(page)
    assert [one.submitted_at for one in items_of(case)] == [None]
    seen = sent | {"unsent": unsent(page), "draft_version": drafts()[0].version}
    assert post(cast, "petra", "submit_research", case.pk, **seen).status_code == 302
    # Who typed nothing took nothing's place.
    assert drafts()[0].said("new").get("text", "") == ("" if typed else HIS["text"])


def test_the_same_person_on_two_pages_loses_nothing(cast, case, known):
    petra = signed_in_client(cast, "petra")
    autosave(petra, case, **HIS)
    old = item(text="Arrested.", draft_version=0)
    assert post(cast, "petra", "add_item", case.pk, **old).status_code == 302
    assert drafts()[0].said("new")["text"] == HIS["text"]


@pytest.mark.parametrize("name", ["add_item", "submit_research"])
def test_what_was_kept_on_the_way_to_it_is_not_left_over(cast, case, known, name):
    petra = signed_in_client(cast, "petra")
    sent = item(text=HIS["text"] + "\n\nHe has a car.", each_paragraph="on", draft_version=0)
    shown = {"unsent": unsent(get(cast, "petra", "research_return", case.pk))}
    autosave(petra, case, **HIS)
    assert post(cast, "petra", name, case.pk, **sent, **shown).status_code == 302
    assert len(items_of(case)) == 2 and drafts()[0].said("new") == {}


def test_what_is_saved_over_a_colleague_holds_up_no_submit(cast, case, known, sam):
    opened = write(cast, case)
    submit(cast, case)
    his = {"version": 1, "text": "In custody.", "who_may_read": "shared", "draft_version": 0}
    do(cast, sam, change_item, case_id=case.pk, item_id=opened.pk, **his)
    petra = signed_in_client(cast, "petra")
    hers = {"text": "Out since Friday.", "who_may_read": "shared"}
    kept = autosave(
        petra, case, name="save_change_draft", args=[opened.pk], draft_version=99, **hers
    )
    version = kept.json()["version"]
    change = item(version=1, draft_version=version, **hers)
    assert post(cast, "petra", "change_item", case.pk, opened.pk, **change).status_code == 422
    change |= {"version": 2, "form_token": str(uuid4())}
    assert post(cast, "petra", "change_item", case.pk, opened.pk, **change).status_code == 302
    shown = {"unsent": unsent(get(cast, "petra", "research_return", case.pk))}
    sent = post(cast, "petra", "submit_research", case.pk, **shown, form_token=str(uuid4()))
    assert sent.status_code == 302
