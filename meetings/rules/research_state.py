"""The state of an agency's research about a case, in words and colours."""

from datetime import date, datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import ResearchAnswer, ResearchRequest


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
FILE_WAITS = _("Submitted, but for a file: submit it, or attach it again")
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
