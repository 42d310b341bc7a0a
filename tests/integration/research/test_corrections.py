"""What somebody had read and is no longer so is told them, and they say that they know. What they
may not read any more, or never could, shows nowhere."""

import re
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from meetings.models import MeetingState, Stage
from meetings.operations.hearing import begin_hearing
from meetings.operations.research import acknowledge_correction, withdraw_item
from sharing import clock
from sharing.actor import Actor
from sharing.models import Membership
from sharing.operations import circulation
from sharing.queries.corrections import corrections_waiting
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, wall_off
from tests.integration.research.helpers import answer, rewrite, submit, text_of, write
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import newest_event
from tests.visits import get, post, words_of

BEFORE, NOW = "He has one car.", "He has two cars."
WAITS = "was corrected or taken back"


@pytest.fixture
def item(cast, case):
    """Police share one item."""
    answer(cast, case)
    item = write(cast, case, text=BEFORE)
    submit(cast, case)
    return item


@pytest.fixture
def read(cast, case, item):
    """Rowan of housing and Carys have read it."""
    for who in ("rowan", "carys"):
        get(cast, who, "case_research", case.pk)


@pytest.fixture
def corrected(cast, case, item, read):
    """Police have corrected it since."""
    changed = rewrite(cast, item, text=NOW)
    submit(cast, case)
    return changed


def words(cast, who, page, *args):
    return words_of(get(cast, who, page, *args))


def acknowledge(cast, who, case, item, **values):
    return post(cast, who, "acknowledge_correction", case.pk, item.pk, **values)


def waiting(cast, case, who):
    with unit_of_work(cast.actor(who)):
        return corrections_waiting([case.pk])


@pytest.mark.parametrize("who", ["rowan", "carys"])
def test_who_read_it_is_told_and_says_that_they_know(cast, case, item, corrected, who):
    home = words(cast, who, "home")
    assert f"1 correction of what you read about {case.reference}" in home
    assert "cars" not in home
    assert WAITS in words(cast, who, "case", case.pk)
    assert WAITS in (page := words(cast, who, "case_research", case.pk))
    assert "Corrected since you read it." in page and BEFORE not in page
    shown = get(cast, who, "corrections", case.pk)
    assert {item.pk, corrected.pk} <= set(newest_event().items)
    assert 'app-both__mark">one car<' in text_of(shown), "what differs is marked"
    assert f'name="now" value="{corrected.pk}"' in text_of(shown)
    answered = acknowledge(cast, who, case, item, now=corrected.pk)
    assert answered.url == reverse("corrections", args=[case.pk])
    event = newest_event()
    assert (event.code, event.items) == ("correction_acknowledged", [item.pk])
    for page in ("case", "case_research", "corrections"):
        page = words(cast, who, page, case.pk)
        assert WAITS not in page and "Corrected since" not in page and BEFORE not in page
    assert "correction of what you read" not in words(cast, who, "home")


def test_who_had_not_read_it_is_asked_nothing(cast, case, item, corrected):
    for page in ("home", "case", "case_research"):
        found = words(cast, "ines", page, *([] if page == "home" else [case.pk]))
        assert WAITS not in found and "correction of what you read" not in found
    page = words(cast, "ines", "case_research", case.pk)
    assert "since you" not in page, "all is new to who was never there"
    assert "0 corrections for you" in words(cast, "ines", "corrections", case.pk)


def test_ones_own_agency_corrects_and_is_not_asked(cast, case, corrected):
    get(cast, "petra", "case_research", case.pk)
    assert waiting(cast, case, "petra") == []
    assert "since you" not in words(cast, "petra", "case_research", case.pk)


def test_the_corrector_sees_which_agencies_do_not_know_yet(cast, case, item, corrected):
    page = words(cast, "petra", "research_return", case.pk)
    assert "Corrected after others had read it" in page
    assert "Housing: not acknowledged yet" in page and "MARAC team: not acknowledged" in page
    acknowledge(cast, "rowan", case, item, now=corrected.pk)
    page = words(cast, "petra", "research_return", case.pk)
    assert "Housing: acknowledged" in page and "MARAC team: not acknowledged yet" in page
    assert "Example" not in page.split("Corrected after")[1].split("4. Submit")[0], "nobody’s name"
    assert "Corrected after" not in words(cast, "rowan", "research_return", case.pk)


def test_of_two_people_of_an_agency_each_says_so(cast, case, item, read):
    get(cast, "chidi", "case_research", case.pk)  # of the MARAC team, as Carys is
    changed = rewrite(cast, item, text=NOW)
    submit(cast, case)
    acknowledge(cast, "chidi", case, item, now=changed.pk)
    page = words(cast, "petra", "research_return", case.pk)
    assert "MARAC team: not acknowledged yet by 1 of 2 people who had read it" in page


def test_a_second_correction_shows_what_was_read_last(cast, case, item, corrected):
    third = rewrite(cast, corrected, text="He has no car.")
    submit(cast, case)
    (one,) = waiting(cast, case, "rowan")
    assert (one.before.text, one.now_id, one.versions) == (BEFORE, third.pk, [item.pk])
    with pytest.raises(RuleBroken, match="corrected again"):
        acknowledge_one(cast, case, item, now=corrected.pk)
    page = acknowledge(cast, "rowan", case, item, now=corrected.pk)
    assert page.status_code == 422 and "It was corrected again" in text_of(page)
    acknowledge_one(cast, case, item, now=third.pk)
    with pytest.raises(RuleBroken, match="any more"):
        acknowledge_one(cast, case, item, now=third.pk)


def acknowledge_one(cast, case, item, *, who="rowan", now=None):
    this = {"case_id": case.pk, "item_id": item.pk, "now": now}
    return do(cast, who, acknowledge_correction, **this)


def test_two_versions_that_were_read_are_one_correction(cast, case, item, corrected):
    get(cast, "rowan", "case_research", case.pk)
    third = rewrite(cast, corrected, text="He has no car.")
    submit(cast, case)
    (one,) = waiting(cast, case, "rowan")
    assert (one.before.text, set(one.versions)) == (NOW, {item.pk, corrected.pk})
    acknowledge_one(cast, case, corrected, now=third.pk)
    assert set(newest_event().items) == {item.pk, corrected.pk}
    assert waiting(cast, case, "rowan") == []


HOW = ["withdrawn", "restricted to others", "not shared"]


@pytest.mark.parametrize("how", HOW)
def test_what_is_not_for_them_any_more_is_told_as_taken_back(cast, case, item, read, how):
    take(cast, case, item, how)
    page = get(cast, "rowan", "corrections", case.pk)
    assert BEFORE not in text_of(page) and NOW not in text_of(page)
    assert "Police took something back on" in text_of(page)
    assert 'name="now"' not in text_of(page)
    (one,) = waiting(cast, case, "rowan")
    assert (one.before.text, one.now_id) == ("", None)
    assert acknowledge(cast, "rowan", case, item).status_code == 302
    assert waiting(cast, case, "rowan") == []


def take(cast, case, item, how):
    if how == "withdrawn":
        do(cast, "petra", withdraw_item, case_id=case.pk, item_id=item.pk)
        return
    said = {"who_may_read": "restricted", "restricted_to": [cast.agency("probation").pk]}
    if how == "not shared":
        said = {"who_may_read": "not_shared"}
    rewrite(cast, item, text=NOW if how != "not shared" else "", **said)
    submit(cast, case)


def test_taken_back_and_kept_from_somebody_look_the_same(cast):
    pages, meeting = [], meeting_in(cast, state=MeetingState.PUBLISHED)
    for number, how in enumerate(HOW):
        case = case_at(
            cast, Stage.RESEARCH, meeting=meeting, name=f"Tara{number}", position=number + 1
        )
        answer(cast, case)
        item = write(cast, case, text=BEFORE)
        submit(cast, case)
        get(cast, "rowan", "case_research", case.pk)
        take(cast, case, item, how)
        found = words(cast, "rowan", "corrections", case.pk)
        for one in (case.reference, f"Tara{number}"):
            found = found.replace(one, "")
        pages.append(re.sub(r"\d\d:\d\d|Case \d of \d", "", found))
    assert len(set(pages)) == 1


def test_who_is_walled_off_is_told_nothing_and_named_to_nobody(cast, case, item, corrected):
    wall_off(cast, case, "rowan")
    assert waiting(cast, case, "rowan") == []
    assert case.reference not in words(cast, "rowan", "home")
    assert get(cast, "rowan", "corrections", case.pk).status_code == 404
    with pytest.raises(Refused):
        acknowledge_one(cast, case, item, now=corrected.pk)
    page = words(cast, "petra", "research_return", case.pk)
    assert "Housing" not in page.split("Corrected after")[1].split("4. Submit")[0]


def test_who_left_or_reads_the_case_no_more_is_waited_for_by_nobody(cast, case, item, corrected):
    with as_owner(), unit_of_work(Actor.system("seed")):
        held = Membership.objects.get(pk=cast.memberships["carys"].pk)
        held.ends_on = clock.today() - timedelta(days=1)
        held.save()
    with unit_of_work(cast.actor("chidi")) as work:
        circulation.change(work, case.pk, full_circulation=frozenset({cast.agency("police").pk}))
    assert "Corrected after" not in words(cast, "petra", "research_return", case.pk)
    assert waiting(cast, case, "rowan") == []


def test_of_what_was_restricted_its_readers_alone_hear(cast, case):
    answer(cast, case)
    named = [cast.agency("housing").pk]
    item = write(cast, case, text=BEFORE, who_may_read="restricted", restricted_to=named)
    submit(cast, case)
    for who in ("rowan", "carys", "ines"):
        get(cast, who, "case_research", case.pk)
    changed = rewrite(cast, item, text=NOW)  # shared with all from now on
    submit(cast, case)
    assert [one.now_id for one in waiting(cast, case, "rowan")] == [changed.pk]
    assert "Corrected since you read it." in words(cast, "rowan", "case_research", case.pk)
    for who in ("carys", "ines"):
        assert waiting(cast, case, who) == []
        page = words(cast, who, "case_research", case.pk)
        assert "Added since you last read." in page and "Corrected" not in page
        assert BEFORE not in words(cast, who, "corrections", case.pk)
    page = words(cast, "carys", "who_read", case.pk)
    assert "Corrected after" not in page and "Housing" in page
    assert "Housing: not acknowledged yet" in words(cast, "petra", "research_return", case.pk)


@pytest.mark.parametrize(("named", "who"), [(["housing"], "rowan"), ([], "chidi")])
def test_what_is_restricted_and_corrected_is_shown_to_those_it_names(cast, case, named, who):
    answer(cast, case)
    to = {"who_may_read": "restricted", "restricted_to": [cast.agency(one).pk for one in named]}
    item = write(cast, case, text=BEFORE, **to)
    submit(cast, case)
    get(cast, who, "case_research", case.pk)
    changed = rewrite(cast, item, text=NOW, **to)
    submit(cast, case)
    assert [one.now_id for one in waiting(cast, case, who)] == [changed.pk]
    page = words(cast, who, "corrections", case.pk)
    assert "What you read on" in page and "What stands now" in page


def test_the_room_sees_what_was_corrected_and_shared_alone(cast):
    meeting = meeting_in(cast, state=MeetingState.RUNNING)
    case = case_at(cast, Stage.RESEARCH, meeting=meeting)
    answer(cast, case)
    shared = write(cast, case, text=BEFORE)
    kept = write(cast, case, text="For the chair.", who_may_read="restricted")
    submit(cast, case)
    get(cast, "chidi", "case_research", case.pk)
    rewrite(cast, shared, text=NOW)
    rewrite(cast, kept, text="For all now.")
    submit(cast, case)
    in_the_room(cast, meeting, "chidi", "petra")
    do(cast, "chidi", begin_hearing, case_id=case.pk)
    page = words(cast, "chidi", "hearing", meeting.pk, case.pk)
    assert f"{NOW} Corrected since you read it." in page
    assert "For all now. Added since you last read." in page
    assert "since you" not in words(cast, "petra", "hearing", meeting.pk, case.pk)


def test_another_person_of_the_case_is_named_in_both(cast, case, item, read):
    rewrite(cast, item, text=BEFORE, source="A neighbour")
    submit(cast, case)
    page = words(cast, "rowan", "corrections", case.pk)
    assert "A neighbour" in page, "the text is the same, and where it comes from is not"


def test_no_function_tells_more_to_who_asks_by_hand(cast, case, item, corrected):
    asked = {
        "own_looks(%s::uuid[], '{research_read}')": ([case.pk], {"rowan", "carys"}),
        "corrections_waiting(%s::uuid[])": ([case.pk], {"rowan", "carys"}),
        "corrections_in(%s) AS number WHERE number > 0": (case.pk, {"rowan", "carys"}),
        "news_in(%s, '{research_read}') AS news WHERE news <> '{0,0}'": (
            case.pk,
            {"rowan", "carys"},
        ),
        "acknowledgements(%s)": (case.pk, {"petra", "carys", "chidi", "odile"}),
        "shared_since(%s::uuid[])": ([case.pk], {"carys", "chidi", "odile"}),
        "looks_of_agencies(%s::uuid[], '{}')": ([case.pk], {"carys", "chidi", "odile"}),
    }
    for who in ("rowan", "carys", "chidi", "petra", "ines", "wren", "hal", "odile", "alex", "nia"):
        with unit_of_work(cast.actor(who)), connection.cursor() as cursor:
            for function, (argument, there) in asked.items():
                cursor.execute(f"SELECT * FROM {function}", [argument])
                assert bool(cursor.fetchall()) == (who in there), (function, who)


@pytest.mark.parametrize(
    "function", ["looks_at_research(%s, NULL, '{}')", "research_is_open((%s::uuid[])[1])"]
)
def test_the_ground_of_it_is_open_to_nobody(cast, case, function):
    denied = pytest.raises(ProgrammingError, match="permission denied")
    work = unit_of_work(cast.actor("carys"))
    with work, connection.cursor() as cursor, denied, transaction.atomic():
        cursor.execute(f"SELECT * FROM {function}", [[case.pk]])
