"""Copies of the pack of a meeting: asked for, made, recalled, and cleared away."""

from meetings.operations.packs.making import clear_packs, make_copy
from meetings.operations.packs.recalling import answer_recall, recall_copies
from meetings.operations.packs.taking import ask_again, note_unopened, take_copy

__all__ = [
    "answer_recall",
    "ask_again",
    "clear_packs",
    "make_copy",
    "note_unopened",
    "recall_copies",
    "take_copy",
]
