"""How an agency's research stands, and what an answer must say."""

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import ResearchAnswer, ResearchRequest, Stage
from sharing.rules import RuleBroken

# Before, nobody was asked; after, the minutes are made from what was said.
OPEN_STAGES = (Stage.RESEARCH, Stage.HEARING)
REMIND_AGAIN = timedelta(days=1)
CHANGED_MEANWHILE = _("A colleague has changed or withdrawn this item. Load the page again.")


class State(StrEnum):
    """How one agency's research about one case stands."""

    ASKED = "asked"
    OPENED = "opened"
    DRAFTED = "drafted"
    NOT_YET = "not_yet"
    LATE = "late"
    SILENT = "silent"
    NOT_KNOWN = "not_known"
    SUBMITTED = "submitted"


STATE_WORDS: dict[State, Promise] = {
    State.ASKED: _("Not opened"),
    State.OPENED: _("Opened"),
    State.DRAFTED: _("Draft"),
    State.NOT_YET: _("Cannot check yet"),
    State.LATE: _("Late"),
    State.SILENT: _("Silent"),
    State.NOT_KNOWN: _("Not known to us"),
    State.SUBMITTED: _("Submitted"),
}
# By meaning: grey asks nothing now, yellow waits, red is late, green is done.
COLOURS: dict[State, str] = {
    State.ASKED: "grey",
    State.OPENED: "grey",
    State.DRAFTED: "blue",
    State.NOT_YET: "yellow",
    State.LATE: "red",
    State.SILENT: "red",
    State.NOT_KNOWN: "grey",
    State.SUBMITTED: "green",
}
ANSWERED = (State.NOT_KNOWN, State.SUBMITTED)


def state_of(it: ResearchRequest, *, now: datetime, today: date) -> State:
    """Return how the request stands. Nobody is late who said until when they cannot check, and
    who does not even open it is silent: after a reminder in vain, or after the deadline."""
    if it.submitted_at:
        nil = it.answer == ResearchAnswer.NOT_KNOWN
        return State.NOT_KNOWN if nil else State.SUBMITTED
    if it.answer == ResearchAnswer.NOT_YET and it.check_by and it.check_by >= today:
        return State.NOT_YET
    in_vain = it.reminded_at is not None and may_be_reminded(it.reminded_at, now)
    if it.opened_at is None and not it.answer and (now > it.due_at or in_vain):
        return State.SILENT
    # The day that they named themselves has passed too.
    if now > it.due_at or it.answer == ResearchAnswer.NOT_YET:
        return State.LATE
    if it.answer == ResearchAnswer.KNOWN:
        return State.DRAFTED
    return State.OPENED if it.opened_at else State.ASKED


def may_be_reminded(reminded_at: datetime | None, now: datetime) -> bool:
    """Return whether an agency may be reminded again: at most once a day."""
    return reminded_at is None or now - reminded_at >= REMIND_AGAIN


def check_stage(stage: str, *, for_this_meeting: bool = True) -> None:
    """Research is answered from the published list until the case was heard."""
    if not for_this_meeting:
        raise RuleBroken(_("This case was moved to another meeting, which asks again."))
    if stage not in OPEN_STAGES:
        raise RuleBroken(
            _(
                "This case is at “%(stage)s”, so research cannot be changed. "
                "What is new goes on the case as a new incident or order."
            )
            % {"stage": Stage(stage).label}
        )


def check_answer(
    *,
    answer: str,
    known: Collection[UUID],
    unchecked: Collection[UUID],
    check_by: date | None,
    today: date,
) -> None:
    """An answer says what it claims: whom the agency knows, or until when it cannot say."""
    if not answer:
        raise RuleBroken(_("Say whether these people are known to you."))
    if answer == ResearchAnswer.KNOWN and not known:
        raise RuleBroken(_("Say who is known to you."))
    if answer != ResearchAnswer.KNOWN and known:
        raise RuleBroken(_("Somebody is known to you: the answer is “Known to us”."))
    if answer == ResearchAnswer.NOT_KNOWN and unchecked:
        raise RuleBroken(_("Somebody was not looked up yet, so “Not known to us” is too early."))
    if answer == ResearchAnswer.NOT_YET or unchecked:
        check_until(check_by, today=today)


def check_until(check_by: date | None, *, today: date) -> None:
    """Who cannot check yet says until when, and not in the past."""
    if check_by is None:
        raise RuleBroken(_("Say by when you can check."), field="check_by")
    if check_by < today:
        raise RuleBroken(_("Choose a day that has not passed."), field="check_by")


def check_people(people: Collection[UUID], *, of_case: Collection[UUID]) -> None:
    """An answer is about people of the case, who are still part of it."""
    if set(people) - set(of_case):
        raise RuleBroken(_("The people of a case have changed. Check them and send it again."))


def check_no_items_left(answer: str, count: int) -> None:
    """Who knows nobody has nothing to say of them."""
    if answer != ResearchAnswer.KNOWN and count:
        raise RuleBroken(_("Withdraw your items first: you say that you know nobody here."))


def check_can_write(answer: str) -> None:
    """Items come from who said whom they know."""
    if answer != ResearchAnswer.KNOWN:
        raise RuleBroken(_("Say first who is known to you."))


def check_anything_new(*, submitted: bool, drafts: int) -> None:
    """A version is submitted when there is something in it that the last one had not."""
    if submitted and not drafts:
        raise RuleBroken(_("Nothing has changed since you submitted."))


def check_searched(searched: str) -> None:
    """A nil return says what was searched: silence and nothing found are different risks."""
    if not searched.strip():
        raise RuleBroken(
            _("Say what you searched, for example names and dates of birth."), field="searched"
        )


def answer_for(known: Collection[UUID], unchecked: Collection[UUID]) -> ResearchAnswer:
    """Return the answer that these people make: one known is known, else one to look up yet."""
    if known:
        return ResearchAnswer.KNOWN
    return ResearchAnswer.NOT_YET if unchecked else ResearchAnswer.NOT_KNOWN


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, parted by empty lines."""
    return [
        part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()
    ]


def check_subject(code: str, subjects: Collection[str]) -> None:
    """What an item bears on is a subject of the checklist, or not said."""
    if code and code not in subjects:
        raise RuleBroken(_("Choose a subject of the list."), field="subject")


def check_reminder(*, owed: int, reminded_at: datetime | None, now: datetime) -> None:
    """Who owes nothing is not reminded, and nobody more than once a day."""
    if not owed:
        raise RuleBroken(_("This agency owes nothing for this meeting."))
    if not may_be_reminded(reminded_at, now):
        raise RuleBroken(_("This agency was reminded less than a day ago."))
