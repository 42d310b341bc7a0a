"""Measuring in turns, and what comes of it."""

import json
import os
import random
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results.json"
FULL = os.environ.get("BENCH") == "full"


@dataclass(frozen=True)
class Result:
    """One number, and the bound that it must keep: at least or at most, as `limit` begins."""

    name: str
    value: float
    unit: str
    limit: str
    what_it_is_compared_with: str

    @property
    def kept(self) -> bool:
        sign, _, bound = self.limit.partition(" ")
        if not bound:
            return True
        return self.value >= float(bound) if sign == "≥" else self.value <= float(bound)


def size(usual: int, full: int) -> int:
    """Return how much is measured: as the issue says with BENCH=full, else less."""
    return full if FULL else usual


def seconds(what: Callable[[], object]) -> float:
    """Return how long it takes, once."""
    begun = time.perf_counter()
    what()
    return time.perf_counter() - begun


def in_turns(arms: Mapping[str, Callable[[], float]], *, rounds: int) -> dict[str, list[float]]:
    """Return what each arm gives, round by round, the arms of a round in random order: what else
    the machine does meets all of them."""
    found: dict[str, list[float]] = {name: [] for name in arms}
    for _ in range(rounds):
        for name in random.sample(list(arms), len(arms)):
            found[name].append(arms[name]())
    return found


def ratio(found: Mapping[str, list[float]], one: str, other: str) -> float:
    """Return the median over the rounds of one arm by the other, which were measured together."""
    pairs = zip(found[one], found[other], strict=True)
    return round(statistics.median(a / b for a, b in pairs), 3)


def percentile(values: list[float], share: float) -> float:
    """Return the value below which that share of all lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def table(results: list[Result]) -> str:
    """Return the results in columns, with what did not keep its bound marked."""
    rows = [("", "what", "value", "limit", "compared with")]
    for one in results:
        mark = " " if one.kept else "!"
        value = f"{one.value:g} {one.unit}".strip()
        rows.append((mark, one.name, value, one.limit, one.what_it_is_compared_with))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(
            [*(cell.ljust(width) for cell, width in zip(row[:4], widths, strict=True)), row[4]]
        )
        for row in rows
    )


def write(results: list[Result]) -> None:
    """Keep the results, in the place of what was measured before under the same names."""
    new = {one.name: asdict(one) for one in results}
    before = {one["name"]: one for one in json.loads(RESULTS.read_text(encoding="utf-8"))}
    text = json.dumps([*(before | new).values()], indent=1, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8")
