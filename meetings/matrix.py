"""Who may do what at which stage, as data: `docs/permission-matrix.txt`. The page is drawn from it,
and a test asks the door about every cell."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

PATH = "docs/permission-matrix.txt"
# What is about no case stands at no stage.
NO_STAGE = "no_case"


@dataclass(frozen=True)
class Answers:
    """What each persona is answered about one permission, at these stages."""

    permission: str
    stages: tuple[str, ...]
    of: tuple[str, ...]  # "yes" or the code of the reason, in the order of the personas


@dataclass(frozen=True)
class Matrix:
    personas: dict[str, str]  # each with who it is
    rows: list[Answers]


def matrix_of(text: str) -> Matrix:
    """Return the matrix that a text holds: a line for each persona, an empty line, then the rows
    under their head."""
    people, table = text.strip().split("\n\n")
    personas = dict(line.split(": ", 1) for line in people.splitlines())
    head, *lines = [line.split() for line in table.splitlines()]
    if head[2:] != list(personas):
        raise ValueError("The table must begin with: permission, stages and the personas.")
    rows = [Answers(row[0], tuple(row[1].split(",")), tuple(row[2:])) for row in lines]
    return Matrix(personas, rows)


def matrix() -> Matrix:
    """Return the matrix that stands."""
    return matrix_of((Path(settings.BASE_DIR) / PATH).read_text(encoding="utf-8"))


def text_of(found: Matrix) -> str:
    """Return the text that `matrix_of` reads, stages with the same answers in one row."""
    grouped: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for row in found.rows:
        grouped.setdefault((row.permission, row.of), []).extend(row.stages)
    rows = [["permission", "stages", *found.personas]]
    for (permission, answers), stages in grouped.items():
        rows.append([permission, ",".join(stages), *answers])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    people = "\n".join(f"{name}: {who}" for name, who in found.personas.items())
    table = "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return f"{people}\n\n{table}\n"
