"""Which entries are those of a year that ended, the sealer said while they were there: no other can
be passed off as one of it."""

from datetime import UTC, datetime, timedelta

import pytest

from sharing.seal.checkpoint import checkpoint, text_of
from tests.integration.seal.years import Years, at
from tests.sealing import NAME, signer, verify

A, B, C = 2015, 2016, 2017  # over for six whole years
NEXT, STRANGER = signer(2), signer(9, NAME)


def now():
    return datetime.now(UTC) - timedelta(minutes=5)


@pytest.fixture
def trail():
    """Three years with three entries each, and what the sealer said of each; then today."""
    trail = Years()
    for year in (A, B, C):
        places = trail.in_year(year)
        trail.add(at(year + 1, 1, 2))
        trail.seal(at(year + 1, 1, 2), says={year: entries(trail, year)})
        assert places
    trail.add(now(), 2)
    trail.seal(now())
    return trail


def entries(trail, year):
    """Return the places of the entries of that year."""
    return [
        place
        for place, event in enumerate(trail.events)
        if datetime.fromtimestamp(event["recorded_at"] / 1e6, UTC).year == year
    ]


def checked(trail, folder, **asked):
    held = [trail.notes[trail.tree.size]]
    return verify(trail.write(folder / "export", **asked), keys=[signer()], held=held)


def forget(trail, *words):
    """As the owner, let no checkpoint be there that says one of this."""
    for size, note in list(trail.notes.items()):
        if size != trail.tree.size and any(word in note for word in words):
            del trail.notes[size]


def test_no_year_ended(trail, tmp_path):
    assert checked(trail, tmp_path)[0] == 0


@pytest.mark.parametrize("ending", [(A,), (B,), (A, B), (A, B, C), (C, A)])
def test_years_that_ended_are_proved(trail, tmp_path, ending):
    for year in ending:
        trail.end(year, entries(trail, year))
    answer, said = checked(trail, tmp_path)
    assert answer == 0, said
    assert all(f"events of {year} ended with their retention" in said for year in ending)


@pytest.mark.parametrize("with_its_own", [True, False])
def test_a_later_year_swallows_no_entry_of_an_earlier(trail, tmp_path, with_its_own):
    gone = entries(trail, A)[-1]
    trail.end(B, [gone, *(entries(trail, B) if with_its_own else [])])
    answer, said = checked(trail, tmp_path)
    assert answer == 1
    expected = (
        "Entry 2 was removed: a signed checkpoint says that 2016 had other entries"
        if with_its_own
        else "other entries of 2016 are there"
    )
    assert expected in said


def test_nor_where_what_the_sealer_said_is_there_no_more(trail, tmp_path):
    trail.end(B, [entries(trail, A)[-1], *entries(trail, B)])
    forget(trail, f"\nyear {B} ")
    answer, said = checked(trail, tmp_path)
    assert (answer, "that was signed before 2016 began" in said) == (1, True)


def test_without_any_checkpoint_in_between_nobody_can_tell(trail, tmp_path):
    trail.end(B, [entries(trail, A)[-1], *entries(trail, B)])
    forget(trail, f"\nyear {B} ", f"\ntime {A}")
    answer, said = checked(trail, tmp_path)
    assert answer == 3, said
    assert "no signed checkpoint says that they were all of 2016" in said


def test_whoever_holds_what_the_sealer_said_needs_it_in_no_export(trail, tmp_path):
    (said,) = [note for note in trail.notes.values() if f"\nyear {B} " in note]
    trail.end(B, entries(trail, B))
    forget(trail, f"\nyear {B} ")
    folder = trail.write(tmp_path / "export")
    assert verify(folder, keys=[signer()])[0] == 3
    assert verify(folder, keys=[signer()], held=[said])[0] == 0


def test_a_year_swallows_no_entry_of_the_first_of_january_after_it(tmp_path):
    trail = Years()
    own = trail.in_year(A)
    trail.add(at(B, 1, 1, 9))
    trail.seal(at(B, 1, 1, 9))
    trail.add(at(B, 1, 2), 2)
    trail.seal(at(B, 1, 2), says={A: own})
    trail.end(A, [*own, own[-1] + 1])
    answer, said = checked(trail, tmp_path)
    assert (answer, f"says that {A} had other entries" in said) == (1, True)
    forget(trail, f"\nyear {A} ")
    answer, said = verify(trail.write(tmp_path / "forgot"), keys=[signer()])
    assert (answer, f"that they were all of {A}" in said) == (3, True)


def test_a_year_in_which_nothing_happened_swallows_nothing(tmp_path):
    trail = Years()
    places = trail.in_year(A)
    trail.add(now())
    trail.seal(now(), says={A: places, B: []})
    trail.end(B, [places[-1]])
    answer, said = checked(trail, tmp_path)
    assert (answer, f"says that {B} had other entries" in said) == (1, True)


@pytest.mark.parametrize("late", [timedelta(hours=9), timedelta(days=3)])
def test_a_sealer_that_was_off_over_new_year(tmp_path, late):
    trail = Years()
    own = trail.in_year(A)
    own += trail.add(at(A, 12, 31, 20), 2)
    trail.add(at(B, 1, 1, 1))
    back = at(B, 1, 1) + late
    trail.seal(back)
    trail.add(at(B, 1, 5))
    trail.seal(at(B, 1, 5), says={A: own})
    trail.end(A, own)
    answer, said = checked(trail, tmp_path)
    in_time = late < timedelta(days=1)
    assert answer == (0 if in_time else 3), said
    assert ("were sealed more than a day after it" in said) == (not in_time)


def test_a_checkpoint_of_a_clock_that_was_set_back_shows_nothing(tmp_path):
    trail = Years()
    own = trail.in_year(A)
    trail.add(at(B))
    trail.seal(at(B))
    own += trail.add(at(A, 7))  # dated back
    trail.seal(at(A, 12))  # by a sealer that is set back too
    trail.add(now())
    trail.seal(now(), says={A: own})
    trail.end(A, own)
    answer, said = checked(trail, tmp_path)
    assert (answer, "were sealed more than a day after it" in said) == (3, True)


def test_what_another_key_says_of_a_year_is_not_believed(trail, tmp_path):
    swallowed = [entries(trail, A)[-1], *entries(trail, B)]
    trail.end(B, swallowed)
    forget(trail, f"\nyear {B} ", f"\ntime {A}")
    at_size = swallowed[-1] + 1
    part = Years()
    for leaf in trail.leaves[:at_size]:
        part.tree.append(leaf)
    trail.notes[at_size] = checkpoint(
        NAME, at_size, part.tree.root(), [STRANGER], at(B, 12), {B: trail.root(swallowed)}
    )
    assert checked(trail, tmp_path)[0] != 0


def test_what_the_event_that_ended_a_year_says_is_said_again_before_it_ends(tmp_path):
    trail = Years()
    early = 2005
    old = trail.in_year(early)
    trail.add(at(early + 1, 1, 2))
    trail.seal(at(early + 1, 1, 2), says={early: old})
    again = trail.end(early, old, when=at(A))
    own = entries(trail, A)
    trail.add(at(B, 1, 2))
    trail.seal(at(B, 1, 2), says={A: own})
    trail.end(A, own, again=again)
    answer, said = checked(trail, tmp_path)
    assert answer == 0, said
    assert said.count(f"under entry {trail.tree.size - 1}.") == 2


@pytest.mark.parametrize("later_ended", [True, False])
def test_where_nothing_says_any_more_what_ended_a_year(tmp_path, later_ended):
    trail = Years()
    early = 2005
    old = trail.in_year(early)
    trail.add(at(early + 1, 1, 2))
    trail.seal(at(early + 1, 1, 2), says={early: old})
    trail.remove(early, old)
    own = trail.in_year(A)
    trail.add(at(B, 1, 2))
    trail.seal(at(B, 1, 2), says={A: own})
    if later_ended:
        trail.end(A, own)
    answer, said = checked(trail, tmp_path)
    assert answer == (3 if later_ended else 1), said
    assert ("of a year that ended since" in said) == later_ended


def test_a_key_took_over_in_a_year_that_ended(tmp_path):
    trail = Years()
    own = trail.in_year(A)
    own += trail.add(at(A, 7), role="sealer", code="seal_key_named", items=[str(NEXT.identifier)])
    trail.seal(at(A, 7), by=[signer(), NEXT])
    trail.key = NEXT
    trail.add(at(B, 1, 2))
    trail.seal(at(B, 1, 2), says={A: own})
    control = trail.write(tmp_path / "before", keys=[signer(), NEXT])
    assert verify(control, keys=[signer()])[0] == 0
    trail.end(A, own)
    answer, said = checked(trail, tmp_path, keys=[signer(), NEXT])
    assert (answer, "took over" in said) == (0, True), said


def test_the_personal_part_of_an_event_was_erased_in_a_year_that_ended(tmp_path):
    trail = Years()
    (kept,) = trail.in_year(A, 1, commitment="00" * 32)
    erased = trail.in_year(
        C, 1, role="retention", code="details_erased", items=[trail.events[kept]["id"]]
    )
    trail.add(at(C + 1, 1, 2))
    trail.seal(at(C + 1, 1, 2), says={C: erased})
    answer, said = verify(trail.write(tmp_path / "before", details=True), keys=[signer()])
    assert (answer, "1 personal parts were erased under entry 1" in said) == (0, True), said
    trail.end(C, erased)
    answer, said = checked(trail, tmp_path, details=True)
    assert (answer, "the event that erased them may have ended with its year" in said) == (3, True)


def test_no_year_that_ended_before_excuses_a_personal_part_that_was_removed(trail, tmp_path):
    trail.end(A, entries(trail, A))
    trail.add(now(), commitment="00" * 32)
    trail.seal(now())
    answer, said = checked(trail, tmp_path, details=True)
    assert (answer, "The personal part of entry" in said) == (1, True), said


@pytest.mark.parametrize("moment", [at(A + 6, 12, 31), at(2100)])
def test_a_year_that_ended_too_soon_was_removed(trail, tmp_path, moment):
    trail.end(A, entries(trail, A), when=moment)
    answer, said = checked(trail, tmp_path)
    assert (answer, "before it was over for 6 whole years" in said) == (1, True)


def test_a_year_is_written_in_a_checkpoint_or_it_is_none(trail, tmp_path):
    first = min(trail.notes)
    trail.notes[first] = text_of(trail.notes[first]) + "year 2015\n\n— x AAAA\n"
    answer, said = checked(trail, tmp_path)
    assert (answer, "holds what is no checkpoint" in said) == (1, True)
