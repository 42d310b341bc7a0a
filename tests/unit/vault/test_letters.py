"""What is sealed in a row opens for that row alone, as it was."""

from dataclasses import replace
from uuid import UUID

import pytest

from sharing.vault.chunks import CHUNK
from sharing.vault.letters import seal, sealed_as_written, unseal
from sharing.vault.problems import Altered, KeyMissing

ROW, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_it_opens_as_it_was(size):
    content = b"w" * size
    letter = seal(content, row_id=ROW)
    assert unseal(letter, row_id=ROW) == content
    assert b"w" * 8 not in letter.sealed  # three of them stand in so many random bytes by chance


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
@pytest.mark.parametrize("piece", [CHUNK // 3, CHUNK, 4 * CHUNK])
def test_what_is_sealed_as_it_is_written_opens_alike(size, piece):
    content = bytes(range(256)) * (size // 256) + b"w" * (size % 256)

    def write(out):
        assert out.writable()
        starts = range(0, size, piece)
        return [out.write(content[start : start + piece]) for start in starts]

    letter, done = sealed_as_written(write, row_id=ROW)
    assert unseal(letter, row_id=ROW) == content and sum(done) == size
    assert len(letter.sealed) == len(seal(content, row_id=ROW).sealed)


def test_it_opens_for_no_other_row():
    with pytest.raises(KeyMissing):
        unseal(seal(b"words", row_id=ROW), row_id=OTHER)


@pytest.mark.parametrize(
    "change", [lambda it: it[:-1], lambda it: it[:-1] + bytes([it[-1] ^ 1]), lambda it: b""]
)
def test_what_was_altered_does_not_open(change):
    letter = seal(b"words", row_id=ROW)
    with pytest.raises(Altered):
        unseal(replace(letter, sealed=change(letter.sealed)), row_id=ROW)


def test_each_has_a_key_of_its_own():
    one, two = seal(b"words", row_id=ROW), seal(b"words", row_id=ROW)
    assert one.sealed != two.sealed
    with pytest.raises(Altered):
        unseal(replace(one, key=two.key), row_id=ROW)
