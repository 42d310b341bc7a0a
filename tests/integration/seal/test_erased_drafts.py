"""A draft of a referral that was thrown away ends when its days are over. The trail says so, and
stays sound. Nobody but the retention ends a draft, one of a return neither."""

import json
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from meetings.models import Case, Stage
from meetings.operations import erasing
from meetings.operations import referral as operations
from sharing import clock, comparison
from sharing.models import AuditEvent
from sharing.operations import circulation
from sharing.operations.years import hold_year
from sharing.queries.written import Wrong
from sharing.unit import unit_of_work
from sharing.work import NotRecorded
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.listing.helpers import set_protocol
from tests.integration.seal.helpers import ask, lines_of
from tests.integration.seal.test_export_command import newest_note, portal, seal
from tests.integration.seal.test_retention import end
from tests.integration.seal.test_retention import grow_old as events_grow_old
from tests.personas import seed_cast
from tests.sealing import signer, verify
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.story_parts import referral as part
from tests.trail import codes, newest_event
from tests.visits import words_of

__all__ = ["portal"]  # a fixture
# What the story writes into a draft, and nowhere else; and what the test adds.
SECRET = "Behind the blue door"
NAMES = ("Zinnia", "Quillfeather")


def written(cast, who="wren"):
    """A draft with all that the form asks, somebody kept from it, and a text of its own."""
    case = part.begin(cast, by=who, given_name=NAMES[0], family_name=NAMES[1])
    part.write(cast, case, by=who)
    said = {"incident_on": clock.today(), "what_happened": SECRET, "done_today": "A safety plan."}
    do(cast, who, operations.save_incident, case_id=case.pk, **said)
    given = {"user_id": cast.user("petra").pk, "reason": SECRET}
    do(cast, who, operations.keep_from, case_id=case.pk, **given)
    return case


@pytest.fixture
def draft(cast):
    return written(cast)


def discard(cast, case, days=31):
    """Its author threw it away, so many days ago."""
    do(cast, "wren", operations.discard_draft, case_id=case.pk)
    grow_old(case, days)


def grow_old(case, days):
    """Let so many days pass since the versions of its scope were written, and their events."""
    ago = timedelta(days=days)
    versions = ask(
        "SELECT e.id, extract(year FROM e.recorded_at - %s)::integer FROM sharing_scopeversion v"
        " JOIN audit_event e ON e.id = v.event_id WHERE v.scope_id = %s",
        ago,
        case.pk,
    )
    made = ask("SELECT of_year FROM audit_years()")
    for year in {year for _event, year in versions} - {year for (year,) in made}:
        ask("SELECT make_audit_partition(%s)", year)
    events_grow_old(*(event for event, _year in versions), days=days)
    date_versions_back(case, ago)


def date_versions_back(case, ago):
    ask(
        "UPDATE sharing_scopeversion SET recorded_at = recorded_at - %s WHERE scope_id = %s",
        ago,
        case.pk,
    )


def traces(*words):
    """Return the tables in which one of these words stands."""
    found = {}
    for (table,) in ask(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    ):
        rows = ask(f'SELECT row_to_json(t)::text FROM "{table}" t')
        found[table] = sum(any(word in row for word in words) for (row,) in rows)
    return {table for table, number in found.items() if number}


def rows_of(case):
    """Return which tables of what stands hold something of the case."""
    tables = ask(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        " AND a.attname = 'scope_id'"
    )
    return {
        table
        for (table,) in tables
        if ask(f'SELECT true FROM "{table}" WHERE scope_id = %s LIMIT 1', case.pk)
    }


def test_what_was_thrown_away_is_erased_when_its_days_are_over(cast, draft, capsys):
    assert {"sharing_party", "sharing_historicalparty", "meetings_referral"} <= traces(
        *NAMES, SECRET
    )
    discard(cast, draft, days=31)
    wrote = {
        event
        for (event,) in ask(
            "SELECT event_id FROM meetings_historicalreferral WHERE scope_id = %s"
            " UNION SELECT event_id FROM sharing_historicalparty WHERE scope_id = %s"
            " UNION SELECT event_id FROM sharing_historicalconflict WHERE scope_id = %s",
            *[draft.pk] * 3,
        )
    }
    end()
    assert "1 drafts of referrals were erased." in capsys.readouterr().out
    left = {table for table in rows_of(draft) if "_historical" not in table}
    assert left == {"meetings_case", "meetings_casestage", "sharing_scopeversion"}
    event = newest_event()
    assert (event.code, event.also, event.role) == (
        "details_erased",
        ["values_erased"],
        "retention",
    )
    assert (event.cases, event.areas) == ([draft.pk], [cast.area.pk])
    assert wrote <= set(event.items)
    assert not ask("SELECT FROM sharing_auditdetail WHERE event_id = ANY (%s)", list(event.items))
    erased = {
        table
        for (rows,) in ask("SELECT rows FROM audit_written WHERE event_id = ANY (%s)", list(wrote))
        for table, told in json.loads(rows).items()
        for _of, digest, _of_left in told["rows"].values()
        if not digest
    }
    assert {"sharing_historicalparty", "meetings_historicalreferral"} <= erased
    assert not erased & {"sharing_scopeversion", "meetings_historicalcase"}, "these stay, proved"
    with as_owner():
        assert Case.objects.get(pk=draft.pk).reference == draft.reference
    end()
    assert newest_event().id == event.id, "nothing more to erase, nothing to say"


def test_no_word_of_it_is_left_anywhere(cast, draft):
    ask("DELETE FROM django_tasks_database_dbtaskresult")
    discard(cast, draft)
    end()
    written = ("Kyle", "Lune", "Alder", "12 Mere Walk", "3 Hidden Row", "LM9 9ZZ", "at the clinic")
    assert traces(*NAMES, SECRET, *written) == set()


def test_what_is_of_another_draft_stays(cast, draft):
    other = written(cast, who="hal")
    before = rows_of(other)
    discard(cast, draft)
    end()
    assert rows_of(other) == before
    assert traces(NAMES[1]) >= {"sharing_party", "sharing_historicalparty"}


def test_the_area_says_after_how_many_days(cast, draft):
    discard(cast, draft, days=29)
    end()
    assert "details_erased" not in codes()
    set_protocol(cast, erase_drafts_after=28)
    end()
    assert newest_event().cases == [draft.pk]


def kept(cast, case):
    """Let the retention do its round, and return whether all of the case is still there."""
    before = rows_of(case), traces(*NAMES, SECRET)
    end()
    return (rows_of(case), traces(*NAMES, SECRET)) == before


def test_an_attempt_that_was_stopped_is_kept_whatever_is_made_of_it(cast, draft):
    do(cast, "wren", operations.stop_referral, case_id=draft.pk)
    grow_old(draft, 1000)
    assert kept(cast, draft)
    # As whoever got into the web process would have it look.
    ask("UPDATE meetings_case SET stage = 'discarded' WHERE scope_id = %s", draft.pk)
    with unit_of_work(cast.actor("wren")) as work:
        circulation.change(work, draft.pk, referred_by=frozenset())
    grow_old(draft, 1000)
    assert kept(cast, draft)


def test_what_was_submitted_is_kept_whatever_is_made_of_it(cast, draft):
    part.submit(cast, draft)
    ask(
        "UPDATE meetings_case SET stage = 'discarded', submitted_at = NULL WHERE scope_id = %s",
        draft.pk,
    )
    ask("UPDATE meetings_historicalcase SET stage = '' WHERE scope_id = %s", draft.pk)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, draft.pk, referred_by=frozenset(), sensitivity="draft")
    grow_old(draft, 1000)
    assert kept(cast, draft)


def test_what_is_still_written_or_was_thrown_away_today_is_kept(cast, draft):
    grow_old(draft, 1000)
    assert kept(cast, draft)
    do(cast, "wren", operations.discard_draft, case_id=draft.pk)
    ask("UPDATE meetings_case SET stage_since = '2020-01-01' WHERE scope_id = %s", draft.pk)
    assert kept(cast, draft), "the database's clock counts"


def test_a_draft_on_hold_is_kept(cast, draft):
    with unit_of_work(cast.actor("wren")) as work:
        circulation.change(work, draft.pk, frozen=True)
    ask("UPDATE sharing_scope SET frozen = false WHERE id = %s", draft.pk)
    discard(cast, draft)
    ask("UPDATE sharing_scope SET frozen = true WHERE id = %s", draft.pk)
    assert kept(cast, draft)
    ask("UPDATE sharing_scope SET frozen = false WHERE id = %s", draft.pk)
    assert not kept(cast, draft)


def test_a_draft_of_a_year_that_somebody_keeps_is_kept(cast, draft):
    discard(cast, draft)
    do(cast, "odile", hold_year, year=clock.today().year, reason="An inquiry asked for it.")
    assert kept(cast, draft)
    ask("UPDATE sharing_yearhold SET lifted_at = now(), why_lifted = 'It is over.'")
    assert not kept(cast, draft)


def test_how_old_it_is_its_event_says(cast, draft):
    """That is sealed: whoever dates the scope back has nothing erased that was thrown away
    today."""
    discard(cast, draft, days=0)
    date_versions_back(draft, timedelta(days=31))
    assert kept(cast, draft)


def test_one_that_was_altered_stays_and_keeps_no_other_from_ending(cast, draft, capsys):
    other = written(cast, who="hal")
    for case, who in ((draft, "wren"), (other, "hal")):
        do(cast, who, operations.discard_draft, case_id=case.pk)
        grow_old(case, 31)
    before = rows_of(draft)
    ask(
        "UPDATE audit_written SET rows = rows || ' ' WHERE event_id IN"
        " (SELECT event_id FROM meetings_historicalreferral WHERE scope_id = %s)",
        draft.pk,
    )
    end()
    assert rows_of(draft) == before
    assert "sharing_party" not in rows_of(other)
    assert newest_event().cases == [other.pk]
    assert "1 drafts of referrals were erased." in capsys.readouterr().out


def test_what_is_left_of_it_becomes_no_past_of_another_case(cast, draft):
    discard(cast, draft)
    case = case_at(cast, Stage.RESEARCH)
    end()
    grow_old(draft, days=-31)
    laid_down = set(comparison.compare().findings)
    ((victim,),) = ask(
        "UPDATE sharing_party SET family_name = 'Forged' WHERE scope_id = %s AND role = 'victim'"
        " RETURNING id",
        case.pk,
    )
    ask(
        "UPDATE sharing_historicalparty SET scope_id = %s, id = %s, family_name = 'Forged'"
        " WHERE scope_id = %s",
        case.pk,
        victim,
        draft.pk,
    )
    found = set(comparison.compare().findings) - laid_down
    # Whether the row of today differs too hangs on which of what was left comes last.
    assert Wrong.CHANGED in {one.wrong for one in found if one.case_id == case.pk}


def test_nothing_that_the_comparison_finds_comes_of_it(cast, draft):
    laid_down = set(comparison.compare().findings)
    discard(cast, draft, days=31)
    end()
    grow_old(draft, days=-31)  # a version lies near its event, which did not grow old with it
    assert set(comparison.compare().findings) <= laid_down


def test_one_event_names_no_more_than_it_can(cast, draft):
    made = ask(
        "INSERT INTO meetings_historicalreferral SELECT * FROM jsonb_populate_recordset("
        "NULL::meetings_historicalreferral, (SELECT jsonb_agg(to_jsonb(h) || jsonb_build_object("
        "'history_id', gen_random_uuid(), 'event_id', gen_random_uuid()))"
        " FROM (SELECT * FROM meetings_historicalreferral WHERE scope_id = %s LIMIT 1) h,"
        " generate_series(1, 1000)))",
        draft.pk,
    )
    assert made == 1000
    discard(cast, draft)
    end()
    with as_owner():
        said = AuditEvent.objects.filter(code="details_erased").order_by("recorded_at")
        lengths = [len(event.items) for event in said]
    assert lengths[:2] == [1000, 1000], "of each event its own name, and that of its list"
    assert 0 < lengths[2] < 200


def test_the_desk_says_that_it_was_erased(cast, draft):
    discard(cast, draft)
    end()
    lead = signed_in_client(cast, "odile").get(reverse("trail"))
    assert "erased the personal part of events" in words_of(lead)


@pytest.fixture
def exported(portal, tmp_path):
    """Return how to export, and what the verifier says of it; and the case."""
    cast = seed_cast()
    case = written(cast)
    discard(cast, case)
    seal()
    folders = (tmp_path / str(number) for number in range(9))

    def export(*part):
        folder = next(folders)
        call_command("export_trail", str(folder), "--details", *part)
        answer, said = verify(folder, keys=[signer()], held=[newest_note()])
        return answer, said, folder

    return cast, case, export


def test_the_trail_stays_sound_and_the_verifier_says_under_which_event(exported):
    cast, case, export = exported
    assert export("--case", case.pk)[0] == 0
    end()
    erasing = newest_event()
    seal()
    for part_of_it in ((), ("--case", case.pk)):
        answer, said, folder = export(*part_of_it)
        assert answer == 0, said
        (found,) = re.findall(
            r"(\d+) personal parts were erased under entry (\d+) \(event (.*?)\)", said
        )
        assert int(found[0]) > 0
        assert found[2] == str(erasing.id)
        assert "So were old values of rows." in said
    entries = [json.loads(line)["event"] for line in lines_of(folder)]
    assert str(erasing.id) in {event["id"] for event in entries}


# Who may


@pytest.mark.parametrize(
    "call",
    [
        "erase_drafts(1)",
        "erase_return_drafts(1)",
        "erase_draft(gen_random_uuid(), '{}')",
        "emptied_pasts()",
        "is_of_held_year(gen_random_uuid())",
    ],
)
def test_nobody_else_ends_a_draft(db, call):
    roles = ["portal_web", "portal_sealer", "portal_jobs"]
    for role in roles if "drafts(" in call else [*roles, "portal_retention"]:
        with (
            pytest.raises(ProgrammingError, match="permission denied for function"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SET LOCAL ROLE {role}")
            cursor.execute(f"SELECT {call}")


@pytest.mark.parametrize("erase", [erasing.erase_drafts, erasing.erase_return_drafts])
def test_nobody_of_the_portal_may(cast, erase):
    for name in ("carys", "chidi", "odile", "alex"):
        with pytest.raises(NotRecorded), unit_of_work(cast.actor(name)) as work:
            erase(actor=work.actor, most=1)
