"""What is typed on another page meanwhile, by a colleague or by oneself, is neither passed over nor thrown away."""

import pytest

from tests.integration.research.helpers import TOKEN, item, items_of, unsent, write
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
