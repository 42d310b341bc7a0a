"""What an agency's return must say, and until when it is taken."""

import re
from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from meetings.models import ResearchAnswer, Stage
from meetings.rules.phases import HEARD, WAITS
from sharing.rules import ChangedBy, RuleBroken

# Before, nobody was asked; after, the minutes are made from what was said.
OPEN_STAGES = (Stage.RESEARCH, Stage.HEARING)
MOST_FILES = 20  # of an agency, in a case
PEOPLE_CHANGED = _("The people of a case have changed. Check them and send it again.")
RETURN_CHANGED = _(
    "This return has changed since you opened it. Look at its answers, basis, items and files as "
    "they are now, then submit it."
)
CHANGED_MEANWHILE = _("A colleague has changed or withdrawn this item. Load the page again.")


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
