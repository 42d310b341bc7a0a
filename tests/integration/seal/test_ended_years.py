"""A whole sealed year ends with its retention: its checkpoints stay, and an outsider is told."""

import json
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, OperationalError, ProgrammingError, connection

from meetings.models import Stage
from sharing import clock
from sharing.operations import circulation
from sharing.queries.seal import health
from sharing.seal.alarms import Alarm
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.integration.seal.helpers import lines_of, rewrite
from tests.integration.seal.test_export_command import newest_note, portal, seal
from tests.integration.seal.test_retention import as_retention
from tests.personas import seed_cast
from tests.sealing import EVENT, PLACES, an_event, signer, verify
from tests.story import case_at
from verifier import verify_trail

__all__ = ["portal"]  # a fixture

OLD, YOUNG, FAR = 2015, 2022, 2040
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
    with clock.set_to(datetime(OLD, 12, 31, tzinfo=UTC)):
        seal()
    write(datetime.now(UTC).year, 3)
    seal()
    agree(OLD, OLD + 1)
    yield
    for year in (OLD, OLD + 1, YOUNG, FAR):
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
    assert answer == 3, said
    assert f"{COUNT} events of {OLD} ended under an event that is not sealed yet" in said
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
         "Entry 0 was removed: a signed checkpoint says that 2016 had other entries than just these 12"),
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


def test_a_year_into_which_something_was_dated_later_stays(old):
    write(OLD)
    seal()  # a whole pass finds what came late
    with pytest.raises(CommandError, match="did not say that these are the events of that year"):
        end()
    assert OLD in years()


def test_a_part_of_the_trail_cannot_tell_and_says_so(old, tmp_path):
    end()
    seal()
    today = datetime.now(UTC).date()
    call_command("export_trail", str(tmp_path / "part"), "--to", f"{OLD}-12-31")
    answer, said = verify(tmp_path / "part")
    assert (answer, f"{COUNT} events of {OLD} are not there" in said) == (3, True)
    call_command("export_trail", str(tmp_path / "today"), "--from", str(today))
    answer, said = verify(tmp_path / "today")
    assert (answer, f"It is a part of it: the entries {COUNT}" in said) == (0, True), said


def passed_off(year, sequences, *, recorded=None):
    """As the owner, let those entries look as if they had ended with that year."""
    leaves = as_the_owner(
        "SELECT hash FROM seal_leaf WHERE sequence = ANY (%s) ORDER BY sequence", sequences
    )
    tree = verify_trail.Tree(0, ())
    for (leaf,) in leaves:
        tree.append(bytes(leaf))
    this_year = f"audit_event_{datetime.now(UTC).year}"
    as_the_owner(f"ALTER TABLE {this_year} DISABLE TRIGGER only_added")
    as_the_owner(
        "DELETE FROM audit_event e USING seal_leaf l WHERE l.event_id = e.id"
        " AND l.sequence = ANY (%s)",
        sequences,
    )
    as_the_owner(f"ALTER TABLE {this_year} ENABLE ALWAYS TRIGGER only_added")
    name = verify_trail.name_of(year, tree.root())
    event = an_event(role="retention", code="year_ended", items="{" + name + "}")
    as_the_owner(
        f"INSERT INTO audit_event (recorded_at, {EVENT}) VALUES (coalesce(%s, now()), {PLACES})",
        recorded,
        *event,
    )
    as_the_owner(
        "INSERT INTO seal_ended (of_year, entries, root, event_id) VALUES (%s, %s, %s, %s)",
        year,
        len(sequences),
        tree.root(),
        event[0],
    )
    seal()


def of_year(year):
    rows = as_the_owner(
        "SELECT sequence FROM seal_leaf WHERE extract(year FROM recorded_at AT TIME ZONE 'UTC') = %s"
        " ORDER BY sequence",
        year,
    )
    return [sequence for (sequence,) in rows]


def test_the_owner_cannot_pass_off_an_event_of_this_year_as_ended(old, tmp_path):
    held = [newest_note()]
    year = datetime.now(UTC).year
    gone = of_year(year)[1]
    passed_off(year, [gone])
    with pytest.raises(CommandError):
        exported(tmp_path / "export")
    answer, said = verify(tmp_path / "export", keys=[signer()], held=[*held, newest_note()])
    assert (answer, f"Entry {gone} " in said, "was removed" in said) == (1, True, True)
    (wrong,) = as_the_owner("SELECT wrong_entry FROM seal_check ORDER BY checked_at DESC LIMIT 1")
    assert wrong == (gone,)


def test_the_owner_cannot_pass_off_an_event_as_one_of_a_year_that_ended(old, tmp_path):
    gone = of_year(datetime.now(UTC).year)[1]
    passed_off(OLD - 1, [gone])
    with pytest.raises(CommandError):
        exported(tmp_path / "export")
    answer, said = verify(tmp_path / "export", held=[newest_note()])
    assert (answer, f"Entry {gone} " in said) == (1, True)


def test_nor_can_the_owner_the_beginning_of_the_trail(portal, tmp_path):
    year = datetime.now(UTC).year
    write(year, 3)
    seal()
    gone = of_year(year)
    assert gone[0] == 0
    as_the_owner("ALTER TABLE seal_leaf DISABLE TRIGGER only_added")
    as_the_owner(
        "UPDATE seal_leaf SET recorded_at = recorded_at - interval '9 years' WHERE sequence <= %s",
        gone[-1],
    )
    as_the_owner("ALTER TABLE seal_leaf ENABLE ALWAYS TRIGGER only_added")
    passed_off(year - 9, gone)
    folder = exported(tmp_path / "export")
    answer, said = verify(folder, keys=[signer()], held=[newest_note()])
    assert answer == 1, said
    assert f"no checkpoint that was signed by the end of {year - 9} covers" in said
    (wrong,) = as_the_owner("SELECT wrong_entry FROM seal_check ORDER BY checked_at DESC LIMIT 1")
    assert wrong == (0,)


def test_the_carrier_cannot_pass_off_an_entry_as_ended(old, tmp_path):
    year, folder = datetime.now(UTC).year, exported(tmp_path / "export")
    lines = lines_of(folder)
    place = of_year(year)[1]
    leaf = re.search(rb'"hash":"([0-9a-f]{64})"', lines[place])[1]
    lines[place] = b'{"sequence":%d,"hash":"%s","ended":%d}\n' % (place, leaf, year)
    rewrite(folder, lines)
    tree = verify_trail.Tree(0, ())
    tree.append(bytes.fromhex(leaf.decode()))
    said = {"code": "year_ended", "role": "retention", "outcome": "allowed", "id": "x"}
    said |= {"items": [verify_trail.name_of(year, tree.root())]}
    said["recorded_at"] = int(datetime.now(UTC).timestamp() * 1_000_000)
    (folder / "unsealed.jsonl").write_text(json.dumps(said) + "\n")
    answer, told = verify(folder, held=[newest_note()])
    assert answer == 1
    assert f"Entry {place} was removed: a year ends as a whole" in told


def test_nor_can_he_in_an_export_of_a_period(old, tmp_path):
    year, today = datetime.now(UTC).year, datetime.now(UTC).date()
    call_command("export_trail", str(tmp_path / "today"), "--from", str(today))
    folder = tmp_path / "today"
    lines = lines_of(folder)
    lines[1] = re.sub(rb'"event":.*\}\n$', b'"ended":%d}\n' % year, lines[1])
    rewrite(folder, lines)
    answer, told = verify(folder, held=[newest_note()])
    assert (answer, "a year ends as a whole" in told) == (1, True)


def test_an_event_that_ends_other_entries_than_did_is_named(old, tmp_path):
    write(
        datetime.now(UTC).year, role="retention", code="year_ended", items="{" + str(uuid4()) + "}"
    )
    end()
    seal()
    answer, said = verify(exported(tmp_path / "export"))
    assert (answer, "says that a year ended, with other entries than did" in said) == (1, True)


def test_a_year_in_which_nothing_happened_ends_too(old, tmp_path):
    empty = verify_trail.name_of(OLD + 1, verify_trail.Tree(0, ()).root())
    write(datetime.now(UTC).year, role="retention", code="year_ended", items="{" + empty + "}")
    end()
    seal()
    answer, said = verify(exported(tmp_path / "export"))
    assert answer == 0, said


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
        cursor.execute("SELECT end_audit_year(1999, 0, sha256(''))")


def test_a_hold_on_the_year_stops_it_whoever_agreed(old, capsys):
    keep(OLD)
    end()
    assert OLD in years()
    assert f"{OLD} ended" not in capsys.readouterr().out
    ending = "SELECT end_audit_year(%s, %s, sha256(''))"
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
        cursor.execute("SELECT end_audit_year(%s, %s, sha256(''))", [OLD, COUNT])


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
