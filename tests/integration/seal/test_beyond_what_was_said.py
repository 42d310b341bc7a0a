"""What the sealer said of a year holds: nothing is dated into it afterwards, nothing said
otherwise; and what nobody signed neither proves nor spoils a year that ended."""

import json

import pytest

from sharing.seal import merkle
from sharing.seal.checkpoint import checkpoint, text_of
from tests.integration.seal.test_said_years import A, B, C, entries, now, trail
from tests.integration.seal.years import Years, at
from tests.sealing import EVENT, NAME, an_event, signer, verify
from verifier import verify_trail

__all__ = ["trail"]  # a fixture
OLD_KEY, NEXT, STRANGER = signer(), signer(2), signer(9, NAME)


def newest(trail):
    return trail.notes[trail.tree.size]


def told(trail, folder, **asked):
    asked = {"keys": [signer()], "held": [newest(trail)]} | asked
    return verify(trail.write(folder), **asked)


def test_an_event_that_is_dated_back_into_such_a_year_is_named(trail, tmp_path):
    (place,) = trail.add(at(B, 6, 2))
    trail.seal(now())
    answer, said = told(trail, tmp_path / "export")
    assert (answer, f"Entry {place} is of {B}, and was sealed after" in said) == (3, True)


def test_a_year_that_was_said_while_it_went_on_is_one_of_those(tmp_path):
    trail = Years()
    own = trail.in_year(A)
    trail.seal(at(A, 7), says={A: own})
    later = trail.in_year(A)[0]
    answer, said = told(trail, tmp_path / "export")
    assert (answer, f"Entry {later} is of {A}, and was sealed after" in said) == (3, True)


def test_two_signed_checkpoints_that_differ_are_named(trail, tmp_path):
    trail.add(at(B, 6, 2))
    trail.add(now())
    trail.seal(now(), says={B: entries(trail, B)})
    answer, said = told(trail, tmp_path / "export")
    assert (answer, f"say that {B} had other entries" in said) == (1, True)


def test_saying_the_same_twice_is_no_fault(trail, tmp_path):
    trail.add(now())
    trail.seal(now(), says={B: entries(trail, B)})
    assert told(trail, tmp_path / "export")[0] == 0


def test_a_clock_of_the_database_that_was_ahead_over_new_year(tmp_path):
    trail = Years()
    own = trail.in_year(A)
    (ahead,) = trail.add(at(B, 1, 4))  # recorded by the wrong clock
    trail.seal(at(A, 12, 4))  # by the right one
    own += trail.add(at(A, 12, 5))
    trail.seal(at(A, 12, 5))
    for year in (A, B):
        trail.add(at(year + 1, 1, 1, 12))
        trail.seal(at(year + 1, 1, 1, 12))
        trail.add(at(year + 1, 1, 2))
        said = own if year == A else entries(trail, B)
        trail.seal(at(year + 1, 1, 2), says={year: said})
    assert ahead in said
    again = trail.end(A, own)
    assert told(trail, tmp_path / "first")[0] == 0
    trail.end(B, said, again=again)
    answer, words = told(trail, tmp_path / "second")
    assert answer == 0, words


def test_what_nobody_signed_takes_no_proof_away(trail, tmp_path):
    swallowed = [entries(trail, A)[-1], *entries(trail, B)]
    trail.end(B, swallowed)
    held = [trail.notes[3], newest(trail)]
    for size in [size for size, note in trail.notes.items() if f"\nyear {B} " in note]:
        del trail.notes[size]
    assert told(trail, tmp_path / "before", held=held)[0] == 1
    trail.notes[4] = checkpoint(NAME, 4, root_of(trail, 4), [STRANGER], at(A, 7))
    answer, said = told(trail, tmp_path / "export", held=held)
    assert (answer, f"that was signed before {B} began" in said) == (1, True)


def test_nor_does_it_spoil_a_year(trail, tmp_path):
    trail.end(A, entries(trail, A))
    trail.notes[1] = checkpoint(NAME, 1, root_of(trail, 1), [STRANGER], at(2090))
    answer, said = told(trail, tmp_path / "export")
    assert (answer, f"events of {A} ended with their retention" in said) == (0, True)


def root_of(trail, size):
    tree = merkle.Tree()
    for leaf in trail.leaves[:size]:
        tree.append(leaf)
    return tree.root()


def rotated(*, ended=True):
    """A key took over after the sealer said what a year had."""
    trail = Years()
    own = trail.in_year(A)
    trail.add(at(B, 1, 2))
    trail.seal(at(B, 1, 2), says={A: own})
    trail.add(at(C), role="sealer", code="seal_key_named", items=[str(NEXT.identifier)])
    trail.seal(at(C), by=[OLD_KEY, NEXT])
    trail.key = NEXT
    trail.add(now())
    trail.seal(now())
    if ended:
        trail.end(A, own, when=now())
    return trail


@pytest.mark.parametrize("keys", [[OLD_KEY], [NEXT], [OLD_KEY, NEXT]])
def test_whoever_holds_one_key_or_all_is_told_the_same(tmp_path, keys):
    trail = rotated()
    folder = trail.write(tmp_path / "export", keys=[OLD_KEY, NEXT])
    answer, said = verify(folder, keys=keys, held=[newest(trail)])
    assert (answer, f"events of {A} ended with their retention" in said) == (0, True), said


@pytest.mark.parametrize("before", [STRANGER, signer(4)])
def test_no_key_comes_before_another_without_its_own_signature(tmp_path, before):
    trail = rotated()
    size = next(size for size, note in trail.notes.items() if "\nafter " in note)
    text = text_of(checkpoint(NAME, size, root_of(trail, size), [before, NEXT], at(C)))
    trail.notes[size] = f"{text}\n{NEXT.signature(text)}"
    folder = trail.write(tmp_path / "export", keys=[OLD_KEY, NEXT])
    assert verify(folder, keys=[NEXT], held=[newest(trail)])[0] == 1


@pytest.mark.parametrize("keys", [[OLD_KEY], [NEXT], [OLD_KEY, NEXT]])
def test_a_key_that_handed_over_signs_nothing_larger(tmp_path, keys):
    trail = rotated(ended=False)
    trail.add(now())
    trail.seal(now(), by=[OLD_KEY])
    folder = trail.write(tmp_path / "export", keys=[OLD_KEY, NEXT])
    answer, said = verify(folder, keys=keys)
    assert answer == 1, said


@pytest.mark.parametrize("year", [b"9999", b"0000", b"1969"])
def test_no_year_that_no_calendar_has_ended(trail, tmp_path, year):
    place = trail.tree.size - 1
    leaf = trail.leaves[place].hex().encode()
    trail.lines[place] = b'{"sequence":%d,"hash":"%s","ended":%s}\n' % (place, leaf, year)
    answer, said = told(trail, tmp_path / "export")
    assert (answer, f"Entry {place} was changed" in said) == (1, True)


@pytest.mark.parametrize("recorded", [300_000_000_000_000_000, -90_000_000_000_000_000])
def test_an_event_of_a_time_that_no_calendar_has_gets_a_verdict(trail, tmp_path, recorded):
    event = dict(zip(EVENT.split(", "), an_event(), strict=True)) | {"recorded_at": recorded}
    body = json.dumps(event, separators=(",", ":")).encode()
    leaf = merkle.leaf_hash(body)
    trail.lines.append(verify_trail.LINE % (trail.tree.size, leaf.hex().encode(), body))
    trail.leaves.append(leaf)
    trail.tree.append(leaf)
    trail.seal(now())
    assert told(trail, tmp_path / "export")[0] == 0
