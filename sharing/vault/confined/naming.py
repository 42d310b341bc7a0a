"""Which passages of the words of a file name an address of those that it may not."""

import json
from functools import partial

from sharing.addresses.matching import names_address
from sharing.addresses.packing import unpacked
from sharing.addresses.passages import passages


def naming(addresses: bytes, words: bytes) -> bytes:
    names = partial(names_address, addresses=unpacked(addresses))
    return json.dumps(passages(words.decode(), names)).encode()
