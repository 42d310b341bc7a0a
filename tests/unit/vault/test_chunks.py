"""A stored file comes out as it went in, or not at all."""

import io
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharing.vault import keys
from sharing.vault.chunks import CHUNK, TAG, VERSION, opened, sealed
from sharing.vault.problems import Altered

FILE = UUID(int=4)
KEY = bytes(range(32))
PIECE = CHUNK + TAG
CONTENT = b"".join(bytes([number]) * CHUNK for number in range(3)) + b"the end"
SEALED = b"".join(sealed(CONTENT, KEY, file_id=FILE))
BODY = SEALED[len(VERSION) :]


def content_of(stored, key=KEY, file_id=FILE):
    return b"".join(opened(io.BytesIO(stored), key, file_id=file_id))


class Dripping(io.BytesIO):
    """A storage that gives a few bytes at once."""

    def read(self, size=-1):
        return super().read(min(size, 1000))


sizes = st.one_of(
    st.integers(0, 40),
    st.sampled_from([CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5]),
)


@settings(max_examples=40)
@given(sizes, st.binary(min_size=1, max_size=20), st.uuids())
def test_what_goes_in_comes_out(size, pattern, file_id):
    content = (pattern * (size // len(pattern) + 1))[:size]
    key = keys.new_key()
    stored = b"".join(sealed(content, key, file_id=file_id))
    assert content_of(stored, key, file_id) == content
    assert b"".join(opened(Dripping(stored), key, file_id=file_id)) == content
    assert len(stored) == len(VERSION) + size + TAG * max(1, -(-size // CHUNK))


@settings(max_examples=60)
@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_each_bit_counts(place, change):
    altered = bytearray(SEALED)
    altered[place] ^= change
    with pytest.raises(Altered):
        content_of(bytes(altered))


@settings(max_examples=60)
@given(st.integers(0, len(SEALED) - 1))
def test_a_torn_file_is_found(length):
    with pytest.raises(Altered):
        content_of(SEALED[:length])


@given(st.permutations(range(4)))
def test_chunks_stand_in_their_order(order):
    pieces = [BODY[start : start + PIECE] for start in range(0, len(BODY), PIECE)]
    assert len(pieces) == 4
    moved = VERSION + b"".join(pieces[number] for number in order)
    if order == [0, 1, 2, 3]:
        assert content_of(moved) == CONTENT
        return
    with pytest.raises(Altered):
        content_of(moved)


@pytest.mark.parametrize(
    "stored",
    [
        VERSION + BODY[PIECE:],
        VERSION + BODY[:PIECE] + BODY[2 * PIECE :],
        VERSION + BODY[:PIECE],
        VERSION + BODY[: 3 * PIECE],
        VERSION + BODY[:PIECE] + BODY,
        SEALED + b"\0",
        SEALED + SEALED,
        VERSION,
        b"",
        b"vault-2\n" + BODY,
    ],
    ids=[
        "first gone", "middle gone", "one left", "last gone", "one twice", "a byte more",
        "twice", "no chunk", "nothing", "of another version",
    ],
)  # fmt: skip
def test_a_chunk_that_is_missing_or_too_many_is_found(stored):
    with pytest.raises(Altered):
        content_of(stored)


def test_another_key_or_file_opens_nothing():
    with pytest.raises(Altered):
        content_of(SEALED, keys.new_key())
    with pytest.raises(Altered):
        content_of(SEALED, file_id=uuid4())


def test_nothing_unproven_comes_out_before_what_was_altered():
    altered = SEALED[: len(VERSION) + 2 * PIECE] + b"\0" * 50
    found = []
    with pytest.raises(Altered):
        found.extend(opened(io.BytesIO(altered), KEY, file_id=FILE))
    assert b"".join(found) == CONTENT[: CHUNK * len(found)]


def test_the_clear_content_does_not_stand_in_it():
    assert b"the end" not in SEALED
    assert SEALED.count(CONTENT[:64]) == 0
