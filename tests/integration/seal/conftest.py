"""A sealed trail, its export, and the sealer as a command."""

import json
import signal

import pytest

from sharing.database import SEALER_ROLE
from sharing.seal import merkle
from sharing.seal.checkpoint import checkpoint
from tests.integration.seal.helpers import BATCHES, rewrite, seal_batches
from tests.sealing import (
    EVENT,
    NAME,
    address_of,
    an_event,
    made_of_it,
    signer,
    trail,
    trail_database,
)
from tests.sessions import close_all
from verifier import verify_trail

__all__ = ["made_of_it", "trail", "trail_database"]  # fixtures


@pytest.fixture(scope="package", autouse=True)
def sessions():
    yield
    close_all()


@pytest.fixture
def sealed(trail):
    """A trail of some hundred events under some dozen checkpoints."""
    seal_batches(trail, BATCHES)
    return trail


@pytest.fixture(scope="module")
def sealed_once(tmp_path_factory):
    """An export and its newest checkpoint, made once."""
    folder = tmp_path_factory.mktemp("sealed") / "export"
    return folder, write_export(folder)


def write_export(folder, count=120, each=9):
    """Write an export without a database, as the format says; return its newest checkpoint."""
    folder.mkdir()
    tree, lines, notes = merkle.Tree(), [], []
    for number in range(count):
        event = dict(zip(EVENT.split(", "), an_event(), strict=True))
        event |= {"recorded_at": 1_000_000 * number}
        body = json.dumps(event).encode()
        leaf = merkle.leaf_hash(body)
        lines.append(verify_trail.LINE % (number, leaf.hex().encode(), body))
        tree.append(leaf)
        if number % each == 0 or number == count - 1:
            notes.append(checkpoint(NAME, tree.size, tree.root(), [signer()]) + "\n")
    rewrite(folder, lines)
    (folder / "checkpoints.txt").write_text("".join(notes), encoding="utf-8")
    (folder / "keys.txt").write_text(signer().verifier)
    (folder / "unsealed.jsonl").write_bytes(b"")
    told = {"format": verify_trail.FORMAT, "origin": NAME, "kind": "range", "details": False}
    told |= {"first": 0, "end": count, "size": count, "left": [], "right": [], "consistency": {}}
    (folder / "export.json").write_text(json.dumps(told))
    return notes[-1]


@pytest.fixture
def key_file(tmp_path, monkeypatch):
    path = tmp_path / "key"
    path.write_text(signer().written())
    path.chmod(0o600)
    monkeypatch.setenv("SEALER_KEY_FILE", str(path))
    return path


@pytest.fixture
def sealing(trail, key_file, monkeypatch):
    monkeypatch.setenv("SEALER_DATABASE_URL", address_of(SEALER_ROLE, trail.database))
    return trail


@pytest.fixture
def handlers():
    """Put the answers to signals back as they were."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)
