"""The page of what an agency could read at a moment: who sees it, what it offers, what it leaves
out, and what the trail says of it."""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.timezone import localtime

from meetings.models import Case, PackFile, PackPart, PackSheet, Stage
from meetings.operations.packs import take_copy
from meetings.operations.research import withdraw_file, withdraw_item
from meetings.queries.packs.as_it_was import Asked, meeting_as_it_was
from sharing import clock
from sharing.actor import Actor
from sharing.models import Item, Party, SafeContact
from sharing.numbers import in_threes
from sharing.operations import circulation
from sharing.queries.corrections import corrections_waiting
from sharing.queries.past import as_it_was
from sharing.unit import unit_of_work
from sharing.vault.letters import unseal
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import change, change_party, declare_wall, do
from tests.integration.packs.helpers import (
    ALL,
    CHAIR,
    HOUSING,
    moment,
    past,
    read,
    said,
    taken,
    tell,
)
from tests.integration.research.helpers import items_of, rewrite, submit
from tests.integration.seal.test_retention import end
from tests.matrix import World
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import day, words_of

CLOSED = "Something stood here that is not open to you today."
SINCE = "Corrected or taken back since."


def address(cast, page, pk, kind="", moment=None, **more):
    asked = dict(more)
    if kind:
        asked["agency"] = cast.agency(kind).pk
    if moment:
        asked["moment"] = str(moment)
    return f"{reverse(page, args=[pk])}?{urlencode(asked)}"


def opened(cast, who, page, pk, kind="", moment=None, **more):
    return signed_in_client(cast, who).get(address(cast, page, pk, kind, moment, **more))


def at_meeting(cast, who, meeting, kind="", moment=None, **more):
    return words_of(opened(cast, who, "meeting_as_it_was", meeting.pk, kind, moment, **more))


def at_case(cast, who, case, kind="", moment=None):
    return words_of(opened(cast, who, "case_as_it_was", case.pk, kind, moment))


def item(case, text):
    (found,) = [one for one in items_of(case) if one.text == text]
    return found


def correct(cast, case, text, now, **values):
    rewrite(cast, item(case, text), text=now, **values)
    submit(cast, case)


def withdraw(cast, case, text):
    do(cast, "petra", withdraw_item, case_id=case.pk, item_id=item(case, text).pk)


@pytest.mark.parametrize("who", ["carys", "petra", "rowan", "ines"])
def test_it_is_the_copy_that_was_sealed_then(cast, case, meeting, who):
    """Page for page, word for word, as the copy was sealed; whatever was done since."""
    copy = do(cast, who, take_copy, meeting_id=meeting.pk)
    sealed = sealed_in(copy)
    correct(cast, case, ALL, "Arrested in June.")
    # Only whom it was restricted to read it, and they read what took its place.
    correct(cast, case, CHAIR, "Now for all.")
    change_party(cast, case, "perpetrator", given_name="Another")
    change(cast, case, SafeContact, times="After five")
    change(cast, case, Case, position=4)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, case.pk, full={cast.agency("acute").pk})
    assert said(read(cast, who, meeting))[1:] != sealed[1:]
    was = past(cast, who, meeting, copy.asked_at)
    assert said(was.pack) == sealed
    marked = [one for found in was.cases[0].agencies for one in found.items if one.changed]
    assert len(marked) == 1 + (who == "chidi")


def sealed_in(copy):
    """Return the pages of a copy that is not printed yet: its front, and of each case its sheet."""
    with as_owner(), unit_of_work(Actor.system("packs")):
        file = PackFile.objects.get(copy=copy)
        parts = PackPart.objects.filter(copy=copy, sheet_id__isnull=False).order_by("position")
        sheets = [PackSheet.objects.get(pk=one.sheet_id) for one in parts]
        return [unseal(one.letter, row_id=one.pk).decode() for one in [file, *sheets]]


def test_nobody_who_may_read_no_case_asks(cast, case, meeting):
    at = moment(cast)
    for who, status in (("odile", 403), ("wren", 403), ("alex", 403), ("nia", 404)):
        for page, pk in (("meeting_as_it_was", meeting.pk), ("case_as_it_was", case.pk)):
            assert opened(cast, who, page, pk, "police", at).status_code == status, (who, page)
    # Only who keeps the cases of the area asks for an agency that is not their own.
    agency = {"agency": cast.agency("housing").pk}
    shown = at_meeting(cast, "petra", meeting, moment=at, **agency)
    assert "Choose a moment" in shown and ALL not in shown
    with pytest.raises(Refused, match="nothing_there"):
        past(cast, "petra", meeting, at, "housing")
    elsewhere = Asked(cast.actor("nia").agency_id, at)
    with pytest.raises(Refused, match="nothing_there"), unit_of_work(cast.actor("carys")) as work:
        meeting_as_it_was(work.actor, meeting.pk, elsewhere)


def test_who_keeps_the_cases_asks_what_an_agency_knew(cast, case, meeting):
    """And reads no more of it than they may themselves."""
    at = moment(cast)
    correct(cast, case, ALL, "Arrested in June.")
    shown = at_case(cast, "carys", case, "housing", at)
    assert "What Housing could read on" in shown
    assert ALL in shown and SINCE in shown and "June" not in shown
    assert HOUSING not in shown and CHAIR not in shown and CLOSED not in shown
    event = newest_event()
    assert "agency_as_it_was_read" in event.also and "as_it_was_asked" in event.also
    assert cast.agency("housing").pk in event.items and case.pk in event.cases
    assert event.recipient_id == cast.actor("carys").agency_id
    # The hospital was on no circulation.
    assert "Nothing of it could be read then." in at_case(cast, "carys", case, "acute", at)
    own = at_case(cast, "rowan", case, "housing", at)
    assert HOUSING in own and "as_it_was_read" in newest_event().also


def test_what_was_taken_back_is_closed_and_named_where_it_stood(cast, case, meeting):
    at = moment(cast)
    withdraw(cast, case, ALL)
    correct(cast, case, HOUSING, "", who_may_read="not_shared")
    later = clock.now()
    for who in ("rowan", "carys", "ines"):
        shown = at_meeting(cast, who, meeting, agency_of(cast, who), at)
        assert ALL not in shown and HOUSING not in shown
        assert shown.count(CLOSED) == (2 if who == "rowan" else 1), who
        assert CLOSED not in at_meeting(cast, who, meeting, agency_of(cast, who), later)
    own = at_meeting(cast, "petra", meeting, "police", at)
    assert ALL in own and SINCE in own and CLOSED not in own


def agency_of(cast, who):
    own = cast.actor(who).agency_id
    return next(kind for kind, agency in cast.agencies.items() if agency.pk == own)


def test_the_walls_of_today_come_first(cast, case, meeting):
    at = moment(cast)
    declare_wall(cast, case, "rowan")
    assert opened(cast, "rowan", "case_as_it_was", case.pk, "housing", at).status_code == 404
    shown = at_meeting(cast, "rowan", meeting, "housing", at)
    assert "Nothing of it could be read then." in shown
    assert case.reference not in shown


def test_a_file_that_was_taken_back_is_named_as_closed(cast):
    world = World(cast, Stage.RESEARCH)
    case, at = world.case, moment(cast)
    do(cast, "petra", withdraw_file, file_id=world.files["show"].pk)
    for who in ("ines", "petra"):
        shown = at_case(cast, who, case, agency_of(cast, who), at)
        assert "A file stood here that was taken back since." in shown
        assert "show.png" not in shown
        assert "File, to be opened in the portal: fetch.txt. " in shown


def test_what_was_erased_stays_erased_and_is_named(cast, case, meeting):
    change(cast, case, SafeContact, times="After seven")
    with as_owner():
        of_contact = SafeContact.history.filter(scope_id=case.pk).latest("history_date").event_id
    change_party(cast, case, "perpetrator", family_name="Mistake")
    with as_owner():
        of_party = Party.history.filter(scope_id=case.pk).latest("history_date").event_id
    at = moment(cast)
    change(cast, case, SafeContact, times="After eight")
    change_party(cast, case, "perpetrator", family_name="Right")
    shown = at_meeting(cast, "petra", meeting, "police", at)
    assert "After seven" in shown and "Mistake" in shown
    end("--event", str(of_contact))
    shown = at_meeting(cast, "petra", meeting, "police", at)
    assert "After seven" not in shown and "Mistake" in shown
    assert f"Something that was there then was erased since, of: {case.reference}" in shown
    end("--event", str(of_party))
    for shown in (
        at_meeting(cast, "petra", meeting, "police", at),
        at_case(cast, "petra", case, "police", at),
    ):
        assert "Mistake" not in shown and ALL not in shown
        assert f"can be shown no more, of: {case.reference}" in shown
    assert ALL in at_meeting(cast, "petra", meeting, "police", clock.now())


def test_a_moment_before_anything_was_there(cast, case, meeting):
    then = clock.now() - timedelta(days=3000)
    assert "Nothing of it could be read then." in at_meeting(cast, "petra", meeting, "police", then)
    assert past(cast, "petra", meeting, then).pack is None


def test_it_offers_the_moments_that_matter(cast, case, meeting):
    copy = do(cast, "petra", take_copy, meeting_id=meeting.pk)
    for who, words in (("petra", "Your copy"), ("carys", "Copy")):
        shown = at_meeting(cast, who, meeting)
        number = in_threes(copy.number)
        made = f"{words} {number} was made"
        assert "Now" in shown and made in shown and "Choose a moment" in shown
        assert "Research was due" not in shown, "it is to come"
    assert f"{made}, for Police" in shown
    assert made not in at_meeting(cast, "rowan", meeting)
    with clock.set_to(meeting.starts_at + timedelta(hours=1)):
        shown = at_meeting(cast, "petra", meeting)
    assert "Research was due" in shown and "The meeting was to begin" in shown
    assert "The meeting ended" not in shown


def test_a_case_that_is_on_no_meeting_has_a_past_too(cast):
    alone = case_at(cast, Stage.ACCEPTED)
    shown = at_case(cast, "carys", alone, "marac", clock.now())
    assert "What MARAC team could read on" in shown and alone.reference in shown


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"at": "09:30"}, "Enter the day"),
        ({"on-day": "1", "on-month": "1", "on-year": "2999", "at": "09:30"}, "today or earlier"),
        ({"on-day": "1", "on-month": "1", "on-year": "2026"}, "Enter the time"),
        ({"moment": "2999-01-01T00:00:00Z"}, "Choose a moment"),
        ({"moment": "2026-01-01T00:00:00"}, "Choose a moment"),
        ({"moment": "once"}, "Choose a moment"),
    ],
)
def test_what_cannot_be_asked(cast, meeting, asked, says):
    shown = at_meeting(cast, "petra", meeting, "police", **asked)
    assert says in shown and "could read on" not in shown


def test_a_minute_counts_until_its_end_and_none_that_is_to_come(cast, meeting):
    present = localtime(clock.now())
    asked = day("on", present.date()) | {"at": present.strftime("%H:%M")}
    assert ALL in at_meeting(cast, "petra", meeting, "police", **asked)
    with clock.set_to(present.replace(hour=12)):
        shown = at_meeting(cast, "petra", meeting, "police", **(asked | {"at": "23:59"}))
    assert "The time must be this minute or earlier" in shown


def test_looking_at_the_past_is_no_reading_of_it(cast, case, meeting):
    """Whoever looked when it was corrected already had not read it before."""
    at = moment(cast)
    correct(cast, case, ALL, "Arrested in June.")
    assert ALL in at_case(cast, "rowan", case, "housing", at)
    with unit_of_work(cast.actor("rowan")):
        assert corrections_waiting([case.pk]) == []


def test_it_takes_as_many_queries_for_many_cases_and_changes(cast, case, meeting):
    client = signed_in_client(cast, "carys")

    def queries():
        with made_queries() as made:
            shown = client.get(
                address(cast, "meeting_as_it_was", meeting.pk, "police", clock.now())
            )
        assert shown.status_code == 200
        return len(made)

    few = queries()
    for number, name in enumerate(("Hedda", "Nora"), start=2):
        tell(cast, case_at(cast, Stage.RESEARCH, meeting=meeting, name=name, position=number))
    correct(cast, case, ALL, "Arrested in June.")
    assert queries() == few < 60


def test_what_was_is_never_written(cast, case):
    with (
        unit_of_work(cast.actor("carys")),
        pytest.raises(TypeError, match="never written"),
        as_it_was(clock.now(), [case.pk]),
    ):
        Item.objects.create(scope_id=case.pk)


@pytest.mark.parametrize("name", ["petra", "odile", "hal", "alex", "nia"])
def test_the_database_says_nothing_of_the_past_of_what_is_not_there_today(cast, case, name):
    """To whom the wall keeps out, that is of another area or off circulation, and runs SQL."""
    taken(cast, "petra", case.meeting)
    if name in ("petra", "odile"):
        declare_wall(cast, case, name, by="carys")
    asked = clock.now() - timedelta(days=1000)
    with unit_of_work(cast.actor(name)), connection.cursor() as cursor:
        told = []
        for one in (case.pk, uuid4()):
            cursor.execute("SELECT * FROM past_of(ARRAY[%s]::uuid[], %s)", [str(one), asked])
            told.append(cursor.fetchall())
            cursor.execute("SELECT * FROM scope_as_it_was(%s, '{}')", [str(one)])
            assert cursor.fetchall() == []
    assert told[0] == told[1]


def test_nor_of_what_the_area_keeps_behind_a_wall(cast, case):
    def later():
        with unit_of_work(cast.actor("hal")), connection.cursor() as cursor:
            long_ago = clock.now() - timedelta(days=1000)
            cursor.execute("SELECT cardinality(later) FROM past_of('{}', %s)", [long_ago])
            return cursor.fetchone()

    before = later()
    taken(cast, "petra", case.meeting)
    assert later() == before
