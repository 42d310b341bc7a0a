"""A file that was withdrawn before anybody opened it is kept no more: its row says so, and nothing
opens what a copy of the storage still holds."""

from datetime import timedelta

import pytest

from meetings.operations.research import withdraw_file
from sharing import clock, daily
from sharing.actor import Actor
from sharing.models import Attachment, VaultFile, YearHold
from sharing.operations import circulation, vault
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.research.helpers import answer, submit
from tests.integration.research.test_files import attach
from tests.integration.vault.conftest import VAULT
from tests.integration.vault.test_commands import run
from tests.jobs import run_jobs
from tests.trail import codes, newest_event
from tests.visits import get


@pytest.fixture
def file(cast, case, folder):
    """A file that police share."""
    answer(cast, case)
    file = attach(cast, case)
    submit(cast, case)
    return file


def withdraw(cast, file):
    do(cast, "petra", withdraw_file, file_id=file.pk)


def clear(*, later=timedelta(days=2)):
    with clock.set_to(clock.now() + later):
        daily.clear_vault.enqueue()
        run_jobs()


def row(file):
    with unit_of_work(VAULT):
        return VaultFile.objects.get(pk=file.file_id)


def test_its_content_and_key_go_and_its_row_stays(cast, case, file, in_vault):
    other = attach(cast, case)
    get(cast, "rowan", "case_research", case.pk)  # sees that it is there, and does not open it
    withdraw(cast, file)
    clear()
    assert in_vault() == {str(other.file_id)}
    event = newest_event()
    assert (event.code, event.items, event.cases) == (
        "withdrawn_files_removed",
        [file.file_id],
        [],
    )
    assert row(file).removed_at and not bytes(row(file).wrapped_key)
    with unit_of_work(VAULT):
        assert Attachment.objects.get(pk=file.pk).withdrawn_at
        assert vault.rewrap_keys(actor=VAULT).files == []
    assert "1 files are in the vault." in run("check_vault", read=True)
    before = codes()
    clear()
    assert codes() == before, "a day without any is no event"


@pytest.mark.parametrize("who", ["petra", "rowan"])
def test_one_that_somebody_opened_stays(cast, case, file, in_vault, who):
    assert get(cast, who, "open_file", case.pk, file.pk).status_code == 200
    withdraw(cast, file)
    clear()
    assert in_vault() == {str(file.file_id)} and row(file).removed_at is None


def test_one_that_is_not_withdrawn_or_only_today_stays(cast, case, file, in_vault):
    clear()
    withdraw(cast, file)
    clear(later=timedelta(hours=20))
    assert in_vault() == {str(file.file_id)}


@pytest.mark.parametrize("hold", ["the case", "the year"])
def test_one_that_is_on_hold_stays_as_long_as_that(cast, case, file, in_vault, hold):
    withdraw(cast, file)
    with as_owner(), unit_of_work(Actor.system("seed")) as work:
        if hold == "the case":
            circulation.freeze(work, case.pk)
        else:
            kept = YearHold.objects.create(
                year=clock.today().year, reason="An inquiry.", set_at=clock.now()
            )
    clear()
    assert in_vault() == {str(file.file_id)}
    with as_owner(), unit_of_work(Actor.system("seed")) as work:
        if hold == "the case":
            circulation.unfreeze(work, case.pk)
        else:
            kept.lifted_at, kept.why_lifted = clock.now(), "It is over."
            kept.save()
    clear()
    assert in_vault() == set()


def test_what_the_storage_does_not_remove_is_of_no_case(cast, case, file, in_vault, broken):
    withdraw(cast, file)
    broken("delete")
    clear()
    assert in_vault() == {str(file.file_id)} and row(file).removed_at
    assert "0 files are in the vault." in run("check_vault"), "young enough to be on its way"
