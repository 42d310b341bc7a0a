"""What is read back of a case before the meeting agrees its plan."""

from collections.abc import Iterable

from meetings.models import Case, Hearing
from meetings.queries.actions import Plan
from meetings.queries.referral.advocacy import outcome_version
from meetings.queries.voices import Spoken, newest_voices
from meetings.rules.read_back import ReadBack


def read_back_of(hearing: Hearing | None, plan: Plan, voices: Iterable[Spoken]) -> ReadBack:
    """Return the marks of what the page of a case reads back."""
    marks = [f"action:{one.pk}:{one.version}" for one in plan.actions]
    marks += [f"gap:{person}" for person in plan.left_out]
    marks += [f"wish:{one.voice.pk}" for one in voices]
    if hearing:
        marks.append(f"heard:{hearing.pk}:{hearing.version}")
    if plan.outcome:
        marks.append(f"outcome:{plan.outcome.pk}:{outcome_version(plan.outcome)}")
    return ReadBack(frozenset(marks))


def read_back_now(case: Case, hearing: Hearing, plan: Plan) -> ReadBack:
    """Return the marks of what stands now, for a case that was opened before."""
    return read_back_of(hearing, plan, newest_voices([case.pk]))
