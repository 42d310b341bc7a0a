"""Measures everything, prints a table, writes `results.json`; fails if a bound is not kept.

python -m benchmarks [sealing verifying walls reading homes vault packs pictures scale]"""

import os
import sys
import time
from collections.abc import Sequence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")

import django

django.setup()

from benchmarks import homes, packs, pictures, reading, scale, sealing, vault, verifying, walls
from benchmarks.measure import Result, table, write

PARTS = {
    "sealing": sealing.results,
    "verifying": verifying.results,
    "walls": walls.results,
    "reading": reading.results,
    "homes": homes.results,
    "vault": vault.results,
    "packs": packs.results,
    "pictures": pictures.results,
    "scale": scale.results,
}


def main(asked: Sequence[str]) -> int:
    """Measure what was asked for, or all of it; return 1 if a bound is not kept."""
    results: list[Result] = []
    for name in asked or PARTS:
        begun = time.perf_counter()
        print(f"{name} ...", flush=True)
        results += PARTS[name]()
        print(f"{name}: {time.perf_counter() - begun:.0f} seconds", flush=True)
    print(f"\n{table(results)}")
    write(results)
    missed = [one.name for one in results if not one.kept]
    if missed:
        print(f"\nNot kept: {', '.join(missed)}.")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
