"""Addresses as bytes for the confined process, which compares the words of a file with them."""

import json
from collections.abc import Iterable

from sharing.addresses.places import Address, Street


def packed(addresses: Iterable[Address]) -> bytes:
    """Return the addresses as bytes. The same addresses always give the same bytes."""
    said = [
        {
            "streets": sorted(
                (one.words, *map(sorted, (one.numbers, one.flats))) for one in address.streets
            ),
            "names": sorted(address.names),
            "postcodes": sorted(address.postcodes),
        }
        for address in addresses
    ]
    return json.dumps(said).encode()


def unpacked(said: bytes) -> list[Address]:
    return [
        Address(
            frozenset(
                Street(tuple(words), frozenset(numbers), frozenset(flats))
                for words, numbers, flats in one["streets"]
            ),
            frozenset(map(tuple, one["names"])),
            frozenset(one["postcodes"]),
        )
        for one in json.loads(said)
    ]
