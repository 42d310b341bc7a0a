"""The state of an agency's research, and what an answer must say."""

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from meetings.models import ResearchAnswer, ResearchRequest, Stage
from meetings.rules.phases import HEARD, WAITS
from sharing.rules import ChangedBy, RuleBroken

# Before, nobody was asked; after, the minutes are made from what was said.
OPEN_STAGES = (Stage.RESEARCH, Stage.HEARING)
MOST_FILES = 20  # of an agency, in a case
REMIND_AGAIN = timedelta(days=1)
PEOPLE_CHANGED = _("The people of a case have changed. Check them and send it again.")
RETURN_CHANGED = _(
    "This return has changed since you opened it. Look at its answers, basis, items and files as "
    "they are now, then submit it."
)
FILE_WAITS = _("Submitted, but for a file: submit it, or attach it again")
CHANGED_MEANWHILE = _("A colleague has changed or withdrawn this item. Load the page again.")


class State(StrEnum):
    """The state of one agency's research about one case."""

    NOT_ASKED = "not_asked"  # though it is a core agency
    ASKED = "asked"
    OPENED = "opened"
    DRAFTED = "drafted"
    NOT_YET = "not_yet"
    AGAIN = "again"
    LATE = "late"
    SILENT = "silent"
    NOT_KNOWN = "not_known"
    SUBMITTED = "submitted"


STATE_WORDS: dict[State, Promise] = {
    State.NOT_ASKED: _("Not asked"),
    State.ASKED: _("Not opened"),
    State.OPENED: _("Opened"),
    State.DRAFTED: _("Draft"),
    State.NOT_YET: _("Cannot check yet"),
    State.AGAIN: _("Asked again"),
    State.LATE: _("Late"),
    State.SILENT: _("Silent"),
    State.NOT_KNOWN: _("Not known to us"),
    State.SUBMITTED: _("Submitted"),
}
# For a cell of the grid, which has room for one short word, and the meaning of each.
SHORT_WORDS: dict[State, Promise] = {
    State.NOT_ASKED: _("Unasked"),
    State.ASKED: _("Asked"),
    State.OPENED: _("Opened"),
    State.DRAFTED: _("Draft"),
    State.NOT_YET: _("Not yet"),
    State.AGAIN: _("Again"),
    State.LATE: _("Late"),
    State.SILENT: _("Silent"),
    State.NOT_KNOWN: _("Nil"),
    State.SUBMITTED: _("Sent"),
}
MEANINGS: dict[State, Promise] = {
    State.NOT_ASKED: _("a core agency that nobody has asked"),
    State.ASKED: _("not opened yet"),
    State.OPENED: _("looked at, nothing written"),
    State.DRAFTED: _("being written, read by its agency alone"),
    State.NOT_YET: _("cannot check yet"),
    State.AGAIN: _("asked again, about people who were added or corrected, or for a file"),
    State.LATE: _("opened or begun, and overdue"),
    State.SILENT: _("not even opened, and overdue"),
    State.NOT_KNOWN: _("nobody known, and what was searched"),
    State.SUBMITTED: _("submitted"),
}
# By meaning: grey asks nothing now, yellow waits, red is late, green is done.
COLOURS: dict[State, str] = {
    State.NOT_ASKED: "red",
    State.ASKED: "grey",
    State.OPENED: "grey",
    State.DRAFTED: "blue",
    State.NOT_YET: "yellow",
    State.AGAIN: "yellow",
    State.LATE: "red",
    State.SILENT: "red",
    State.NOT_KNOWN: "grey",
    State.SUBMITTED: "green",
}
ANSWERED = (State.NOT_KNOWN, State.SUBMITTED)
NOT_BEGUN = (State.ASKED, State.SILENT)


def state_of(it: ResearchRequest, *, now: datetime, today: date, is_drafted: bool = False) -> State:
    """Return the state of the request. An agency that said until when it cannot check is not late;
    one that has not even opened the request by the deadline is silent. An answer does not cover
    people who were added or corrected after it or not looked up yet, nor a file that was withdrawn.
    `is_drafted` says that something is written and not submitted, for readers who may know that."""
    if it.submitted_at and (it.added_parties or it.file_taken_back):
        return State.LATE if now > it.due_at else State.AGAIN
    cannot_yet = it.check_by is not None and it.check_by >= today
    if it.submitted_at and it.unchecked_parties:
        return State.NOT_YET if cannot_yet else State.LATE
    if it.submitted_at:
        nil = it.answer == ResearchAnswer.NOT_KNOWN
        return State.NOT_KNOWN if nil else State.SUBMITTED
    if it.answer == ResearchAnswer.NOT_YET and cannot_yet:
        return State.NOT_YET
    begun = is_drafted or it.opened_at is not None or it.answer != ResearchAnswer.NONE
    if now > it.due_at and not begun:
        return State.SILENT
    # The day that the agency named has passed too.
    if now > it.due_at or it.answer == ResearchAnswer.NOT_YET:
        return State.LATE
    if it.answer == ResearchAnswer.KNOWN or is_drafted:
        return State.DRAFTED
    return State.OPENED if it.opened_at else State.ASKED


def may_be_reminded(reminded_at: datetime | None, now: datetime) -> bool:
    """Return whether an agency may be reminded again: at most once a day."""
    return reminded_at is None or now - reminded_at >= REMIND_AGAIN


def check_stage(stage: str, *, for_this_meeting: bool = True, goes_along: bool = False) -> None:
    """Raise `RuleBroken` unless the stage is one in which research is answered: from the published
    list until the case was heard. Text that `goes_along` with a case is also written while it waits
    for the meeting to which it was moved."""
    if goes_along and not for_this_meeting and stage == Stage.LISTED:
        return
    if not for_this_meeting and stage in WAITS:
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
    """Raise `RuleBroken` unless the answer says what it claims: whom the agency knows, or until
    when it cannot say."""
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
    """Raise `RuleBroken` unless an agency that cannot check yet says until when, and not in the
    past."""
    if check_by is None:
        raise RuleBroken(_("Say by when you can check."), field="check_by")
    if check_by < today:
        raise RuleBroken(_("Choose a day that has not passed."), field="check_by")


def check_people(people: Collection[UUID], *, of_case: Collection[UUID]) -> None:
    """Raise `RuleBroken` if the answer is about somebody who is not, or no longer, part of the
    case."""
    if set(people) - set(of_case):
        raise RuleBroken(PEOPLE_CHANGED)


def refuse_to_leave(
    case_id: UUID, reference: str = "", *, typed_by: ChangedBy | None = None
) -> None:
    """Raise `RuleBroken` for an agency that has written something though it knows nobody. If many
    cases are answered at once, the message is at the field of the case with this reference.
    `typed_by` is the author of an item that is not added yet, if there is nothing else."""
    if typed_by and reference:
        words = _(
            "%(reference)s: an item is typed there and not added yet (%(by)s). Add it or discard it "
            "in your return, or tick whom you know. This case is not answered yet."
        )
    elif typed_by:
        words = _(
            "An item is typed here and not added yet (%(by)s). Add it or discard it first: you say "
            "that you know nobody here."
        )
    elif reference:
        words = _(
            "%(reference)s: withdraw your items and files first, or tick whom you know. You say that "
            "you know nobody there. This case is not answered yet."
        )
    else:
        words = _("Withdraw your items and files first: you say that you know nobody here.")
    said = {"reference": reference, "by": whose(typed_by) if typed_by else ""}
    raise RuleBroken(words % said, field=field_of_case(case_id) if reference else None)


def refuse_gone(reference: str, stage: str, *, moved: bool) -> None:
    """A case of a whole list is not answered for a meeting that no longer asks about it: it was
    moved to another, heard, or left the list."""
    if moved:
        words = _(
            "%(reference)s was moved to another meeting, which asks again. It is not answered here."
        )
    elif stage == Stage.DIED:
        words = _(
            "%(reference)s is on hold and cannot be changed. It is not answered; once it goes on, "
            "it can be."
        )
    elif stage in HEARD:
        words = _(
            "%(reference)s is at “%(stage)s”, so it is not answered. What is new goes on the case "
            "as a new incident or order or, if it is not open to you, to the coordinator."
        )
    else:
        words = _(
            "%(reference)s is no longer to be heard by this meeting. It is not answered; if another "
            "meeting takes it, that one asks again."
        )
    raise RuleBroken(words % {"reference": reference, "stage": Stage(stage).label})


def refuse_half_changed(by: Collection[ChangedBy]) -> None:
    """Raise `RuleBroken` if a change to an item is typed and not saved, so that it is neither left
    behind nor sent unseen."""
    words = _(
        "Nothing is submitted yet. A change to an item is typed and not saved: %(by)s. Save it or "
        "discard it under “Change”, at the item that says so, then submit."
    )
    raise RuleBroken(words % {"by": "; ".join(map(whose, by))})


def whose(by: ChangedBy) -> str:
    """Return who wrote something and when, in a few words."""
    at = timezone.localtime(by.at)
    when = {"day": date_format(at, "j F"), "time": date_format(at, "H:i")}
    if by.name:
        return _now("%(name)s, %(day)s at %(time)s") % {"name": by.name, **when}
    if by.oneself:
        return _now("you, %(day)s at %(time)s") % when
    return _now("%(day)s at %(time)s") % when


def field_of_case(case_id: UUID) -> str:
    """Return the field of a case on a list that answers for many."""
    return f"later-{case_id}"


def check_room_for_file(there: int) -> None:
    """Raise `RuleBroken` if there are too many files for others to read before the meeting."""
    if there >= MOST_FILES:
        raise RuleBroken(
            _("%(number)s files are attached already. Withdraw one first.") % {"number": there}
        )


def check_can_write(answer: str) -> None:
    """Raise `RuleBroken` if the agency writes items before it has said whom it knows."""
    if answer != ResearchAnswer.KNOWN:
        raise RuleBroken(_("Say first who is known to you."))


def check_anything_new(*, submitted: bool, drafts: int) -> None:
    """Raise `RuleBroken` unless the version has something that the last one had not."""
    if submitted and not drafts:
        raise RuleBroken(_("Nothing has changed since you submitted."))


def answer_for(known: Collection[UUID], unchecked: Collection[UUID]) -> ResearchAnswer:
    """Return the answer that these people make: known if one is known, otherwise not yet if one is
    still to be looked up."""
    if known:
        return ResearchAnswer.KNOWN
    return ResearchAnswer.NOT_YET if unchecked else ResearchAnswer.NOT_KNOWN


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, separated by empty lines."""
    return [
        part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()
    ]


def check_subject(code: str, subjects: Collection[str]) -> None:
    """Raise `RuleBroken` unless the subject of an item is one of the checklist, or empty."""
    if code and code not in subjects:
        raise RuleBroken(_("Choose a subject of the list."), field="subject")


def check_reminder(*, owed: int, reminded_at: datetime | None, now: datetime) -> None:
    """Raise `RuleBroken` if the agency owes nothing, or was reminded less than a day ago."""
    if not owed:
        raise RuleBroken(_("This agency owes nothing for this meeting."))
    if not may_be_reminded(reminded_at, now):
        raise RuleBroken(_("This agency was reminded less than a day ago."))


def check_silent(not_begun: int) -> None:
    """Raise `RuleBroken` if each agency that owes something has begun."""
    if not not_begun:
        raise RuleBroken(_("Every agency that owes something has begun."))


def check_owing(owing: int) -> None:
    """Raise `RuleBroken` if no agency owes anything."""
    if not owing:
        raise RuleBroken(_("No agency owes an answer for this meeting."))


def check_reminders(to_remind: int) -> None:
    """Raise `RuleBroken` if each agency that would be reminded was reminded lately."""
    if not to_remind:
        raise RuleBroken(_("Each of these agencies was reminded less than a day ago."))
