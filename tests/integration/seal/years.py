"""A sealed trail of many years, made without a database, as the honest sealer makes it."""

import json
from datetime import UTC, datetime

from sharing.seal import merkle
from sharing.seal.checkpoint import checkpoint
from tests.integration.seal.helpers import rewrite
from tests.sealing import EVENT, NAME, an_event, signer
from verifier import verify_trail


def at(year, month=6, day=1, hour=0):
    return datetime(year, month, day, hour, tzinfo=UTC)


class Years:
    """What the sealer seals, and what ends. Whoever attacks it has all but the key."""

    def __init__(self):
        self.tree, self.lines, self.leaves = merkle.Tree(), [], []
        self.events, self.notes, self.key = [], {}, signer()

    def add(self, recorded, count=1, **values):
        """Put in events of that moment; return their places."""
        places = []
        for _ in range(count):
            event = dict(zip(EVENT.split(", "), an_event(), strict=True)) | values
            event |= {"recorded_at": int(recorded.timestamp()) * 1_000_000}
            body = json.dumps(event, separators=(",", ":")).encode()
            leaf = merkle.leaf_hash(body)
            places.append(self.tree.size)
            self.events.append(event)
            self.lines.append(verify_trail.LINE % (self.tree.size, leaf.hex().encode(), body))
            self.leaves.append(leaf)
            self.tree.append(leaf)
        return places

    def seal(self, moment, says=None, by=None):
        """Sign how it stands; `says` are places by year."""
        years = {year: self.root(places) for year, places in (says or {}).items()}
        note = checkpoint(NAME, self.tree.size, self.tree.root(), by or [self.key], moment, years)
        self.notes[self.tree.size] = note
        return note

    def in_year(self, year, count=3, **values):
        """Put in and seal events in the middle of a year; return their places."""
        places = self.add(at(year), count, **values)
        self.seal(at(year))
        return places

    def root(self, places):
        tree = merkle.Tree()
        for place in places:
            tree.append(self.leaves[place])
        return tree.root()

    def end(self, year, places, *, when=None, again=()):
        """End a year under an event of that moment, which names those years again."""
        ended = [(year, self.root(places)), *again]
        items = [verify_trail.name_of(*one) for one in ended]
        moment = when or datetime.now(UTC)
        self.add(moment, role="retention", code="year_ended", items=items)
        self.seal(moment)
        self.remove(year, places)
        return ended

    def remove(self, year, places):
        for place in places:
            self.lines[place] = b'{"sequence":%d,"hash":"%s","ended":%d}\n' % (
                place,
                self.leaves[place].hex().encode(),
                year,
            )

    def write(self, folder, *, details=False, keys=None):
        """Write it as an export."""
        folder.mkdir()
        size = self.tree.size
        told = {"format": verify_trail.FORMAT, "origin": NAME, "kind": "range", "details": details}
        told |= {"first": 0, "end": size, "size": size, "left": [], "right": [], "consistency": {}}
        (folder / "export.json").write_text(json.dumps(told))
        rewrite(folder, self.lines)
        notes = "".join(f"{note}\n" for _size, note in sorted(self.notes.items()))
        (folder / "checkpoints.txt").write_text(notes, encoding="utf-8")
        (folder / "keys.txt").write_text("\n".join(one.verifier for one in keys or [signer()]))
        for name in ("unsealed.jsonl", *(["details.jsonl"] if details else [])):
            (folder / name).write_bytes(b"")
        return folder
