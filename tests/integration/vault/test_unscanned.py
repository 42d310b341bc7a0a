"""Where an area takes files while the scanner is down, each is closed to all but its own agency
until the scanner has found it clean."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from sharing.models import Attachment
from sharing.unit import unit_of_work
from sharing.vault import waiting
from sharing.vault.waiting import enter_scan, scan_waiting
from tests.attached import EICAR
from tests.conftest import as_owner
from tests.integration.listing.helpers import set_protocol
from tests.integration.research.attaching import files_of, send
from tests.integration.research.helpers import answer, submit
from tests.integration.vault.conftest import VAULT
from tests.jobs import DBTaskResult, as_jobs, run_jobs
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import get

OTHERS = ["carys", "rowan"]


@pytest.fixture(autouse=True)
def down(settings, tmp_path, folder):
    """No scanner answers."""
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")


@pytest.fixture
def petra(cast, case):
    answer(cast, case)
    set_protocol(cast, takes_unscanned=True)
    return signed_in_client(cast, "petra")


@pytest.fixture
def back(settings, scanner):
    """Let the scanner answer again, and its job come due."""

    def again():
        settings.CLAMD_SOCKET = scanner
        due()
        run_jobs()

    return again


def due():
    """Let what was entered come due, whatever minute it is."""
    assert waits()
    DBTaskResult.objects.filter(task_path=scan_waiting.module_path).delete()
    scan_waiting.enqueue()


def waits():
    """Return whether the worker will look again."""
    jobs = DBTaskResult.objects.filter(task_path=scan_waiting.module_path)
    return jobs.filter(status="READY", run_after__gt=timezone.now()).exists()


def attached(petra, case, **more):
    assert send(petra, case, **more).status_code == 302
    return files_of(case)[0]


def is_read(cast, case, file, who):
    """Whether somebody is shown that it is there, opens it, and finds it by the wall alone."""
    listed = file.name in get(cast, who, "case_research", case.pk).text
    opened = get(cast, who, "open_file", case.pk, file.pk).status_code == 200
    with unit_of_work(cast.actor(who)):
        walled = Attachment.objects.filter(scope_id=case.pk, pk=file.pk).exists()
    assert listed is opened is walled
    return opened


def test_an_area_that_says_nothing_takes_none(cast, case):
    answer(cast, case)
    response = send(signed_in_client(cast, "petra"), case)
    assert response.status_code == 422 and "The virus scanner does not answer" in response.text
    assert files_of(case) == []


def test_it_is_closed_to_others_until_it_was_scanned(cast, case, petra, back):
    file = attached(petra, case)
    page = get(cast, "petra", "research_return", case.pk).text
    assert "Not scanned for viruses yet" in page and "1 new file" in page
    submit(cast, case)
    page = get(cast, "petra", "research_return", case.pk).text
    assert "Not scanned for viruses yet" in page and "Not submitted yet" not in page
    assert not any(is_read(cast, case, file, who) for who in OTHERS)
    due()
    run_jobs()  # the scanner is down still
    assert not any(is_read(cast, case, file, who) for who in OTHERS)
    back()
    event = newest_event()
    assert (event.code, event.items, event.cases) == ("file_scanned", [file.pk], [case.pk])
    assert all(is_read(cast, case, file, who) for who in OTHERS)
    assert "Not scanned" not in get(cast, "petra", "research_return", case.pk).text
    assert not waits()


def test_scanned_before_it_is_submitted_it_waits_for_that_alone(cast, case, petra, back):
    file = attached(petra, case)
    back()
    assert not any(is_read(cast, case, file, who) for who in OTHERS)
    assert "Not submitted yet" in get(cast, "petra", "research_return", case.pk).text
    submit(cast, case)
    assert all(is_read(cast, case, file, who) for who in OTHERS)


def test_what_is_harmful_is_taken_back(cast, case, petra, back):
    file = attached(petra, case, content=EICAR)
    submit(cast, case)
    back()
    assert newest_event().code == "file_found_harmful"
    assert files_of(case)[0].withdrawn_at
    assert get(cast, "petra", "open_file", case.pk, file.pk).status_code == 404
    assert not any(is_read(cast, case, file, who) for who in OTHERS)


def test_one_that_was_withdrawn_meanwhile_is_left(cast, case, petra, back, monkeypatch):
    file = attached(petra, case)

    def withdrawn(content):
        with unit_of_work(VAULT):
            row = Attachment.objects.get(pk=file.pk)
            row.withdrawn_at = timezone.now()
            row.save()
        return waiting.Verdict.CLEAN

    monkeypatch.setattr(waiting, "verdict_on", withdrawn)
    back()
    assert files_of(case)[0].scanned_at is None


def test_one_that_cannot_be_read_stops_no_other(cast, case, petra, back, in_vault, folder):
    lost = attached(petra, case)
    (folder / str(lost.file_id)).unlink()
    attached(petra, case)
    back()
    scanned = {one.pk: bool(one.scanned_at) for one in files_of(case)}
    assert scanned.pop(lost.pk) is False and list(scanned.values()) == [True]


def test_the_database_shows_nobody_what_was_not_scanned(cast, case, petra):
    file = attached(petra, case)
    statement = "UPDATE sharing_attachment SET submitted_at = now() WHERE id = %s"
    refused = pytest.raises(DatabaseError, match="scanned")
    work = unit_of_work(cast.actor("petra"))
    with work, connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(statement, [file.pk])


def test_the_worker_sees_what_waits_alone(cast, case, petra, back):
    attached(petra, case)
    assert seen_by_worker() == (1, 1)
    back()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE sharing_attachment SET scanned_at = now() - interval '1 day'")
    assert seen_by_worker() == (0, 0)


def seen_by_worker():
    with as_jobs(), unit_of_work(VAULT), connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM sharing_attachment),"
            " (SELECT count(*) FROM sharing_vaultfile)"
        )
        return cursor.fetchone()


def test_it_is_asked_for_once_however_often(db):
    enter_scan()
    enter_scan()
    assert DBTaskResult.objects.filter(task_path=scan_waiting.module_path).count() == 1
