"""A whole sealed year ends with its retention: its checkpoints stay, and an outsider is told."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, OperationalError, ProgrammingError, connection

from meetings.models import Stage
from sharing.operations import circulation
from sharing.queries.seal import health
from sharing.seal.alarms import Alarm
from sharing.work import unit_of_work
from tests.conftest import as_owner
from tests.integration.seal.helpers import lines_of, rewrite
from tests.integration.seal.test_export_command import newest_note, portal, seal
from tests.integration.seal.test_retention import as_retention
from tests.personas import seed_cast
from tests.sealing import EVENT, PLACES, an_event, signer, verify
from tests.story import case_at

__all__ = ["portal"]  # a fixture

OLD = 2015
COUNT = 12


def as_the_owner(statement, *values):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None


def write(year, count=1, **values):
    """Write events of that year, each with a personal part."""
    now = datetime.now(UTC)
    begun = now if year == now.year else datetime(year, 3, 14, tzinfo=UTC)
    for number in range(count):
        event = an_event(**values)
        recorded = begun + timedelta(milliseconds=number)
        as_the_owner(
            f"INSERT INTO audit_event (recorded_at, {EVENT}) VALUES (%s, {PLACES})",
            recorded,
            *event,
        )
        as_the_owner(
            "INSERT INTO sharing_auditdetail (event_id, salt, ciphertext, written_at)"
            " VALUES (%s, '', '', %s)",
            event[0],
            recorded,
        )


def agree(*of_years):
    """Two people agreed that these years end."""
    people = [str(uuid4()), str(uuid4())]
    for person in people:
        as_the_owner(
            "INSERT INTO sharing_user (id, password, is_active, email, name)"
            " VALUES (%s, '', false, %s, 'Somebody')",
            person,
            f"{person}@example.org",
        )
    for year in of_years:
        as_the_owner(
            "INSERT INTO sharing_yearend (id, year, proposed_by_id, proposed_at, confirmed_by_id,"
            " confirmed_at) VALUES (gen_random_uuid(), %s, %s, now(), %s, now())",
            year,
            *people,
        )


def keep(year):
    """Somebody puts the year on hold."""
    as_the_owner(
        "INSERT INTO sharing_yearhold (id, year, reason, set_at, why_lifted)"
        " VALUES (gen_random_uuid(), %s, 'An inquiry', now(), '')",
        year,
    )


@pytest.fixture
def old(portal, settings):
    """A trail with a sealed year that is over for long, and some events of today."""
    settings.DETAIL_DAYS = 40_000
    for year in (OLD, OLD + 1):
        as_the_owner("SELECT make_audit_partition(%s)", year)
    write(OLD, COUNT)
    seal()
    write(datetime.now(UTC).year, 3)
    seal()
    agree(OLD, OLD + 1)
    yield
    for year in (OLD, OLD + 1):
        as_the_owner(f"DROP TABLE IF EXISTS audit_event_{year}")
    as_the_owner("DELETE FROM sharing_yearend")
    as_the_owner("DELETE FROM sharing_yearhold")
    as_the_owner("DELETE FROM sharing_scope WHERE frozen AND area_id IS NULL")


def end():
    with as_retention():
        call_command("end_retention")


def years():
    return {row[0] for row in as_the_owner("SELECT of_year FROM audit_years()")}


def exported(folder, **asked):
    call_command("export_trail", str(folder), *[str(part) for one in asked.items() for part in one])
    return folder


def test_a_year_ends_its_checkpoints_stay_and_the_verifier_says_so(old, tmp_path, capsys):
    held = [newest_note()]
    (first,) = as_the_owner("SELECT note FROM seal_checkpoint ORDER BY size LIMIT 1")
    end()
    assert f"{OLD} ended, with {COUNT} events." in capsys.readouterr().out
    assert OLD not in years()
    assert as_the_owner(
        "SELECT count(*) FROM sharing_auditdetail WHERE written_at < now() - interval '1 year'"
    ) == [(0,)]
    answer, said = verify(exported(tmp_path / "at-once"), keys=[signer()], held=held)
    assert answer == 0, said
    assert f"{COUNT} events of {OLD} ended with their retention" in said
    assert "under an event that is not sealed yet" in said
    seal()
    held += [first[0], newest_note()]
    folder = exported(tmp_path / "later")
    answer, said = verify(folder, keys=[signer()], held=held)
    assert answer == 0
    entry = int(re.search(rf"{COUNT} events of {OLD} ended .* under entry (\d+)\.", said)[1])
    assert b'"year_ended"' in lines_of(folder)[entry]
    assert sum(b'"ended":2015' in line for line in lines_of(folder)) == COUNT


def test_the_sealer_and_the_alarms_find_nothing_wrong_with_it(old):
    end()
    seal()
    (wrong,) = as_the_owner("SELECT wrong_entry FROM seal_check ORDER BY checked_at DESC LIMIT 1")
    assert wrong == (None,)
    assert Alarm.ALTERED not in health().alarms
    assert OLD not in health().missing_years


def ended_export(tmp_path):
    end()
    seal()
    return exported(tmp_path / "export")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda lines: [line.replace(b'"ended":2015', b'"ended":2016') for line in lines],
         "Entry 0 was removed: no event says that just these 12 entries of 2016 ended"),
        (lambda lines: [*lines[:3], *lines[4:]], "Entry 3 was removed"),
        (lambda lines: [*lines[:-2], b'{"sequence":%d,"hash":"%s","ended":2026}\n' % (len(lines) - 2, b"a" * 64), lines[-1]],
         "does not fit its signed checkpoints|no event says that just these 1 entries of 2026"),
        (lambda lines: [line.replace(b'"ended"', b'"ending"') for line in lines], "Entry 0 was changed"),
    ],
)  # fmt: skip
def test_what_did_not_end_cannot_be_passed_off_as_ended(old, tmp_path, change, told):
    folder = ended_export(tmp_path)
    rewrite(folder, change(lines_of(folder)))
    answer, said = verify(folder, held=[newest_note()])
    assert answer == 1
    assert re.search(told, said), said


def test_ended_events_among_later_ones_are_asked_about(old, tmp_path):
    write(OLD)
    seal()  # a whole pass finds what came late
    end()
    seal()
    answer, said = verify(exported(tmp_path / "export"))
    assert answer == 0
    assert f"{COUNT + 1} events of {OLD} ended" in said
    assert "Ask why: 1 of them stand after events of a later year." in said


def test_a_part_of_the_trail_cannot_tell_and_says_so(old, tmp_path):
    end()
    seal()
    today = datetime.now(UTC).date()
    call_command("export_trail", str(tmp_path / "part"), "--to", f"{OLD}-12-31")
    answer, said = verify(tmp_path / "part")
    assert (answer, f"events of {OLD} are not there; this export is a part" in said) == (0, True)
    call_command("export_trail", str(tmp_path / "today"), "--from", str(today))
    assert verify(tmp_path / "today")[0] == 0


def test_a_year_that_is_not_sealed_stays(old):
    write(OLD)
    with pytest.raises(CommandError, match=f"{OLD} stays: that year is not sealed as it stands"):
        end()
    assert OLD in years()


def test_a_case_on_hold_stops_it(old, settings):
    cast = seed_cast()
    case = case_at(cast, Stage.LISTED)
    write(OLD, 1, cases="{" + str(case.pk) + "," + str(uuid4()) + "}")
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, frozen=True)
    seal()
    with pytest.raises(CommandError, match=f"{OLD} stays: a case of that year is on hold"):
        end()
    assert OLD in years()


def test_no_year_ends_before_six_are_over(old, settings):
    settings.TRAIL_YEARS = 0
    young = datetime.now(UTC).year - 1
    agree(young)
    with pytest.raises(CommandError) as told:
        end()
    assert f"{young} stays: that year is too young to end." in str(told.value)
    assert OLD not in years()
    assert young in years()


def test_a_year_that_is_not_there_cannot_end(old):
    with (
        pytest.raises(InternalError, match="that year is not there"),
        as_retention(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT end_audit_year(1999, 0, sha256(''), gen_random_uuid())")


def test_a_hold_on_the_year_stops_it_whoever_agreed(old, capsys):
    keep(OLD)
    end()
    assert OLD in years()
    assert f"{OLD} ended" not in capsys.readouterr().out
    ending = "SELECT end_audit_year(%s, %s, sha256(''), gen_random_uuid())"
    with (
        pytest.raises(OperationalError, match="that year is on hold"),
        as_retention(),
        connection.cursor() as cursor,
    ):
        cursor.execute(ending, [OLD, COUNT])
    assert OLD in years()


def test_a_lifted_hold_stops_nothing(old):
    keep(OLD)
    as_the_owner("UPDATE sharing_yearhold SET lifted_at = now(), why_lifted = 'Over'")
    end()
    assert OLD not in years()


@pytest.mark.parametrize(
    "half", ["confirmed_by_id = NULL, confirmed_at = NULL", "withdrawn_at = now()"]
)
def test_one_person_alone_ends_no_year(old, half):
    as_the_owner(f"UPDATE sharing_yearend SET {half}")
    end()
    assert OLD in years()
    with (
        pytest.raises(ProgrammingError, match="two people did not agree"),
        as_retention(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT end_audit_year(%s, %s, sha256(''), gen_random_uuid())", [OLD, COUNT])


def test_what_lies_beside_events_of_a_year_on_hold_stays(old, settings):
    settings.DETAIL_DAYS = 400
    keep(OLD)
    as_the_owner("UPDATE sharing_yearend SET withdrawn_at = now()")
    end()
    beside = (
        "SELECT count(*) FROM sharing_auditdetail WHERE written_at < now() - interval '2 years'"
    )
    assert as_the_owner(beside) == [(COUNT,)]
    as_the_owner("UPDATE sharing_yearhold SET lifted_at = now(), why_lifted = 'Over'")
    end()
    assert as_the_owner(beside) == [(0,)]


def test_nothing_that_was_written_in_a_year_on_hold_is_erased(old):
    keep(OLD)
    (event,) = as_the_owner("SELECT id FROM audit_event ORDER BY recorded_at LIMIT 1")
    with pytest.raises(CommandError, match="the year of that event is on hold"), as_retention():
        call_command("end_retention", "--event", str(event[0]))
