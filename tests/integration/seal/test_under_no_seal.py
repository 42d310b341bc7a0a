"""What an export brings that is under no seal: only what came just before it, by the signed time of
the newest checkpoint, which nobody can date past."""

import json
from datetime import timedelta

import pytest

from sharing.seal import merkle
from tests.integration.seal.helpers import manifest
from tests.integration.seal.test_said_years import A, B, C, entries, now, trail
from tests.integration.seal.years import Years, at
from tests.sealing import EVENT, an_event, signer, verify
from verifier import verify_trail

__all__ = ["trail"]  # a fixture
MINUTE = timedelta(minutes=1)


class Leaves:
    """The leaves of a trail, as kept roots are asked for."""

    def __init__(self, leaves):
        self.leaves = leaves

    def between(self, level, first, end):
        return [
            merkle.folded(self.leaves[place << level : (place + 1) << level])
            for place in range(first, end)
        ]


def part(trail, folder, first, end):
    """Write a period of the trail, as whoever carries the whole can cut it down to."""
    size, lines, notes = trail.tree.size, trail.lines, trail.notes
    left = verify_trail.Tree(0, ())
    for leaf in trail.leaves[:first]:
        left.append(leaf)
    right = merkle.nodes(Leaves(trail.leaves), end, size)
    trail.lines = lines[first:end]
    trail.notes = {of: note for of, note in notes.items() if first <= of <= end or of == size}
    trail.write(folder)
    trail.lines, trail.notes = lines, notes
    roots = {"left": [peak.hex() for peak in left.peaks], "right": [node.hex() for node in right]}
    manifest(folder, first=first, end=end, **roots)
    return folder


def beside(folder, recorded, **values):
    """Put an event into the export that is under no seal."""
    event = dict(zip(EVENT.split(", "), an_event(), strict=True)) | values
    event["recorded_at"] = int(recorded.timestamp()) * 1_000_000
    (folder / "unsealed.jsonl").write_text(json.dumps(event, separators=(",", ":")) + "\n")
    return folder


def told(trail, folder):
    return verify(folder, keys=[signer()], held=[trail.notes[trail.tree.size]])


def test_nothing_is_put_beside_a_period_that_was_sealed_long_ago(trail, tmp_path):
    places = entries(trail, B)
    folder = part(trail, tmp_path / "export", places[0], places[-1] + 1)
    assert told(trail, folder)[0] == 0
    answer, said = told(trail, beside(folder, at(B) + MINUTE / 2))
    assert (answer, "was inserted: it is under no seal" in said) == (1, True)


@pytest.mark.parametrize("end", [0, None])
def test_nor_beside_a_period_without_an_entry(trail, tmp_path, end):
    end = trail.tree.size if end is None else end
    folder = beside(part(trail, tmp_path / "export", end, end), at(C))
    answer, said = told(trail, folder)
    assert (answer, "was inserted: it is under no seal" in said) == (1, True)


def test_a_heartbeat_that_is_dated_back_makes_no_old_event_new(trail, tmp_path):
    for moment in (now(), at(2019)):
        trail.add(moment, role="sealer", code="heartbeat")
        trail.seal(now())
    folder = beside(trail.write(tmp_path / "export"), at(2019) + MINUTE / 2)
    answer, said = told(trail, folder)
    assert (answer, "older than what the sealer signed last" in said) == (3, True)


def test_nor_does_one_that_is_dated_to_come_make_a_later_event_new(trail, tmp_path):
    trail.add(now() + 60 * MINUTE, role="sealer", code="heartbeat")
    trail.seal(now())
    folder = beside(trail.write(tmp_path / "export"), now() + 60 * MINUTE)
    answer, said = told(trail, folder)
    assert (answer, "the sealer signed nothing for 3600 seconds before" in said) == (3, True)


def test_nobody_else_is_heard_in_place_of_the_sealer(trail, tmp_path):
    trail.add(now() - 60 * MINUTE, role="sealer", code="heartbeat")
    trail.add(now(), role="coordinator", code="heartbeat")
    trail.seal(now())
    answer, said = told(trail, beside(trail.write(tmp_path / "export"), now()))
    assert (answer, "than the sealer was last heard of" in said) == (1, True)


def test_a_clock_that_was_set_back_is_no_fault_of_the_trail(trail, tmp_path):
    ahead = now() + 60 * MINUTE
    trail.add(ahead, role="sealer", code="heartbeat")
    trail.seal(ahead)
    trail.add(now() + MINUTE, 2)
    trail.seal(ahead)
    folder = beside(trail.write(tmp_path / "export"), now() + 1.2 * MINUTE)
    answer, said = told(trail, folder)
    assert (answer, "or a clock was set back" in said) == (3, True)


def test_what_is_new_is_only_counted(trail, tmp_path):
    folder = beside(trail.write(tmp_path / "export"), now() + MINUTE / 4)
    answer, said = told(trail, folder)
    assert (answer, "1 events are too new to be sealed" in said) == (0, True)


def test_what_erased_a_personal_part_is_not_sealed_yet(tmp_path):
    trail = Years()
    (place,) = trail.add(at(A), commitment="00" * 32)
    trail.seal(at(A))
    trail.add(now(), role="sealer", code="heartbeat")
    trail.seal(now())
    folder = trail.write(tmp_path / "export", details=True)
    erasing = {"role": "retention", "code": "details_erased", "items": [trail.events[place]["id"]]}
    answer, said = told(trail, beside(folder, now(), **erasing))
    assert (answer, "1 personal parts were erased under an event that is not" in said) == (3, True)
    answer, said = told(trail, beside(folder, now(), **erasing | {"role": "coordinator"}))
    assert (answer, f"The personal part of entry {place}" in said) == (1, True)


def test_personal_parts_that_were_left_out_are_told(trail, tmp_path):
    trail.add(now(), commitment="00" * 32)
    trail.seal(now())
    folder = trail.write(tmp_path / "export", details=True)
    assert told(trail, folder)[0] == 1
    manifest(folder, details=False)
    (folder / "details.jsonl").unlink()
    answer, said = told(trail, folder)
    assert (answer, "Personal parts did not come with the export" in said) == (0, True)


def test_of_a_period_nobody_can_tell_whether_a_personal_part_was_erased_later(trail, tmp_path):
    (place,) = trail.add(now(), commitment="00" * 32)
    trail.seal(now())
    trail.add(now())
    trail.seal(now())
    folder = part(trail, tmp_path / "export", 0, place + 1)
    (folder / "details.jsonl").write_bytes(b"")
    manifest(folder, details=True)
    answer, said = told(trail, folder)
    assert (answer, "the event that erased them may lie outside this export" in said) == (3, True)
    answer, said = told(trail, trail.write(tmp_path / "whole", details=True))
    assert (answer, f"The personal part of entry {place}" in said) == (1, True)


def spoken(*moments):
    """A trail in which the sealer spoke at these."""
    trail = Years()
    for moment in moments:
        trail.add(moment, role="sealer", code="heartbeat")
        trail.seal(moment)
    return trail


def test_where_the_sealer_was_silent_is_told(tmp_path):
    begun = now()
    trail = spoken(begun, begun + MINUTE, begun + 3 * MINUTE)
    answer, said = told(trail, trail.write(tmp_path / "often"))
    assert (answer, "silent" in said) == (0, False)
    trail = spoken(begun, begun + 4 * MINUTE, begun + 7 * MINUTE)
    answer, said = told(trail, trail.write(tmp_path / "seldom"))
    silent = (
        "silent for more than two minutes 2 times, once for 240 seconds before entry 1: ask why"
    )
    assert (answer, silent in said) == (0, True), said


def test_what_it_said_in_a_year_that_ended_was_no_silence(tmp_path):
    trail = spoken(at(A), at(A) + MINUTE)
    own = [0, 1]
    trail.add(at(B, 1, 2), role="sealer", code="heartbeat")
    trail.seal(at(B, 1, 2), says={A: own})
    trail.end(A, own)
    answer, said = told(trail, trail.write(tmp_path / "export"))
    assert (answer, "silent" in said) == (0, False), said
