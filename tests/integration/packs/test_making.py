"""A copy is there whole or not at all; what is left of one that was not made is made again."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from meetings.models import PackFile, PackSheet
from meetings.operations.packs import clear_packs, making, take_copy
from sharing import clock
from sharing.unit import unit_of_work
from sharing.vault.letters import seal
from tests.conftest import as_owner
from tests.doing import do, every
from tests.integration.packs.helpers import fetch, now, taken
from tests.jobs import as_jobs, run_jobs
from tests.trail import events, newest_event
from tests.visits import get, post, words_of


class Killed(BaseException):
    """The worker was stopped here, with no chance to clear up."""


@pytest.fixture
def copy(cast, meeting):
    # At this moment, and not told once: a page counts in minutes since when it is waited for.
    with unit_of_work(cast.actor("petra")) as work:
        return take_copy(actor=work.actor, meeting_id=meeting.pk)


def rows(cast, model):
    with as_owner(), unit_of_work(cast.actor("carys")):
        found = every(model) if model is PackSheet else model.objects
        return list(found.all())


def killed_before(monkeypatch, what):
    def stop(*args, **how):
        raise Killed

    monkeypatch.setattr(making, what, stop)
    with pytest.raises(AssertionError, match="Killed"):
        run_jobs()
    DBTaskResult.objects.all().delete()
    monkeypatch.undo()


@pytest.mark.parametrize("what", ["copy_to_make", "as_pdf", "keep_sheet", "bound", "keep_copy"])
def test_a_worker_that_is_killed_leaves_nothing_half_made(cast, copy, monkeypatch, what):
    killed_before(monkeypatch, what)
    assert now(copy).made_at is None
    assert fetch(cast, "petra", copy).status_code == 403
    page = words_of(get(cast, "petra", "copy", copy.meeting_id, copy.pk))
    assert "It is being made:" in page and "Ask again" not in page
    with clock.set_to(clock.now() + timedelta(minutes=3)):
        page = words_of(get(cast, "petra", "copy", copy.meeting_id, copy.pk))
        assert "It takes longer than it should." in page
        sent = post(cast, "petra", "copy_again", copy.meeting_id, copy.pk)
        assert (sent.status_code, newest_event().code) == (302, "copy_asked_again")
        run_jobs()
    assert fetch(cast, "petra", copy).status_code == 200
    assert "Not made" not in words_of(get(cast, "carys", "copies", copy.meeting_id))


def test_nobody_asks_again_for_what_is_on_its_way(cast, copy):
    assert post(cast, "petra", "copy_again", copy.meeting_id, copy.pk).status_code == 404
    assert "Not made" in words_of(get(cast, "carys", "copies", copy.meeting_id))


def test_two_workers_make_it_once(cast, copy):
    making.make_copy.enqueue(str(copy.pk))
    run_jobs()
    made = [one for one in events() if one.code == "copy_made" and copy.pk in one.items]
    assert len(made) == 1


def test_the_second_of_two_workers_at_once_changes_nothing(cast, copy):
    run_jobs()
    before = rows(cast, PackFile)[0].sealed
    with as_jobs(), unit_of_work(making.PACKS) as work:
        letter = seal(b"another", row_id=copy.pk)
        making.keep_copy(actor=work.actor, copy_id=copy.pk, letter=letter, pages=1)
    assert rows(cast, PackFile)[0].sealed == before


def test_what_cannot_be_opened_is_said_to_its_holder(cast, copy, settings):
    settings.VAULT_KEYS = {"other": "another key, and not the one before it"}
    run_jobs()
    assert newest_event().code == "copy_not_made"
    page = words_of(get(cast, "petra", "copy", copy.meeting_id, copy.pk))
    assert "It could not be made." in page


def test_a_copy_whose_key_is_lost_says_so(cast, meeting, settings):
    copy = taken(cast, "petra", meeting)
    settings.VAULT_KEYS = {"other": "another key, and not the one before it"}
    response = fetch(cast, "petra", copy)
    assert response.status_code == 503
    assert "cannot be opened. Make another" in words_of(response)
    assert newest_event().code == "copy_not_opened"


def test_what_is_kept_is_sealed(cast, meeting, case):
    do(cast, "petra", take_copy, meeting_id=meeting.pk)
    for printed in (False, True):
        for row in [*rows(cast, PackFile), *rows(cast, PackSheet)]:
            content = bytes(row.sealed)
            assert content.startswith(b"vault-1\n")
            assert b"%PDF" not in content and b"Arrested" not in content
            assert case.reference.encode() not in content
        assert not printed or rows(cast, PackSheet)[0].printed_at
        run_jobs()


def test_after_some_days_the_pdf_is_gone_and_who_held_it_is_known(cast, meeting):
    copy = taken(cast, "petra", meeting)
    clear_packs.enqueue()
    run_jobs()
    assert len(rows(cast, PackFile)) == len(rows(cast, PackSheet)) == 1
    with clock.set_to(clock.now() + timedelta(days=7, hours=2)):
        clear_packs.enqueue()
        run_jobs()
        assert rows(cast, PackFile) == rows(cast, PackSheet) == []
        assert newest_event().code == "packs_cleared"
        assert copy.pk in newest_event().items
        assert fetch(cast, "petra", copy).status_code == 403
        page = words_of(get(cast, "petra", "copy", copy.meeting_id, copy.pk))
        assert "It can no longer be fetched" in page
        assert "Lent" in words_of(get(cast, "carys", "copies", copy.meeting_id))
        making.make_copy.enqueue(str(copy.pk))
        run_jobs()


def test_without_its_sheets_no_copy_is_made(cast, copy):
    with as_owner():
        PackSheet.objects.all()._raw_delete("default")
    run_jobs()
    assert now(copy).made_at is None


def test_arguments_of_the_job_are_identifiers(cast, copy):
    job = DBTaskResult.objects.get(task_path="meetings.operations.packs.making.make_copy")
    assert job.args_kwargs == {"args": [str(copy.pk)], "kwargs": {}}
