"""What a verifier costs beside reading the same lines, and that it grows with nothing else."""

import json
import resource
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from benchmarks.measure import Result, in_turns, ratio, size
from sharing.seal import merkle
from sharing.seal.checkpoint import checkpoint
from tests.sealing import EVENT, NAME, an_event, signer
from verifier import verify_trail

EACH = 100  # events under one checkpoint, as in a second of a busy day


def results() -> list[Result]:
    count = size(120_000, 1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large", Path(folder) / "small"
        write_export(large, count)
        write_export(small, count // 4)
        found = in_turns(
            {
                "verified": lambda: run("verify", large)[0],
                "read": lambda: run("read", large)[0],
                "small": lambda: run("verify", small)[0] * 4,
            },
            rounds=size(5, 7),
        )
        memory = run("verify", large)[1] / run("verify", small)[1]
    return [
        Result(
            "full verification",
            ratio(found, "read", "verified"),
            "×",
            "≥ 0.6",
            f"json.loads and SHA-256 of each of the same {count:,} lines",
        ),
        Result(
            "verification of four times the events, for each event",
            ratio(found, "verified", "small"),
            "×",
            "≤ 1.25",
            "the time for each of a quarter of them: linear is 1",
        ),
        Result(
            "memory of verifying four times the events",
            round(memory, 3),
            "×",
            "≤ 1.1",
            "the memory for a quarter of them: flat is 1",
        ),
    ]


def run(what: str, folder: Path) -> tuple[float, int]:
    """Return seconds of the work itself, and the most memory, of a process of its own."""
    command = [sys.executable, "-m", "benchmarks.verifying", what, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    spent, memory = done.stdout.splitlines()[-1].split()
    return float(spent), int(memory)


def read(folder: Path) -> None:
    """Do what no verifier can do without: parse each line, and hash it."""
    with (folder / "events.jsonl").open("rb") as lines:
        for line in lines:
            json.loads(line)
            sha256(line).digest()


def verify(folder: Path) -> None:
    keys = verify_trail.read_keys(folder / "keys.txt")
    held = list(verify_trail.read_notes(folder / "held.txt", held=True))
    verify_trail.Verification(folder, keys, held).run()


def write_export(folder: Path, count: int) -> None:
    """Write an export as the format says, with a checkpoint that the auditor holds."""
    folder.mkdir()
    tree, notes = merkle.Tree(), []
    names = EVENT.split(", ")
    with (folder / "events.jsonl").open("wb") as file:
        for number in range(count):
            event = dict(zip(names, an_event(), strict=True))
            body = json.dumps(event | {"recorded_at": 1_000 * number}).encode()
            leaf = merkle.leaf_hash(body)
            file.write(verify_trail.LINE % (number, leaf.hex().encode(), body))
            tree.append(leaf)
            tree.completed.clear()
            if number % EACH == 0 or number == count - 1:
                notes.append(checkpoint(NAME, tree.size, tree.root(), [signer()]) + "\n")
    (folder / "checkpoints.txt").write_text("".join(notes), encoding="utf-8")
    (folder / "held.txt").write_text(notes[-1], encoding="utf-8")
    (folder / "keys.txt").write_text(signer().verifier)
    (folder / "unsealed.jsonl").write_bytes(b"")
    told = {"format": verify_trail.FORMAT, "origin": NAME, "kind": "range", "details": False}
    told |= {"first": 0, "end": count, "size": count, "left": [], "right": [], "consistency": {}}
    (folder / "export.json").write_text(json.dumps(told))


if __name__ == "__main__":
    import time

    work, place = {"read": read, "verify": verify}[sys.argv[1]], Path(sys.argv[2])
    begun = time.perf_counter()
    work(place)
    took = time.perf_counter() - begun
    print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
