"""What an agency owes, as its home says it: a line for each thing, and the page where it is
done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import Case, Stage
from meetings.queries.cases import CaseRow
from meetings.queries.home.todo import MOST, Todo, by_words, end_of
from meetings.queries.research.unsent import Waiting
from meetings.queries.telling import Telling
from sharing import clock


@dataclass(frozen=True)
class Owed:
    """Research that the agency owes for one meeting."""

    meeting_id: UUID
    starts_at: datetime
    due_at: datetime
    cases: int
    unanswered: int  # of these; of the others a file alone is not submitted
    asked: int
    to_look_up: int  # cases for which the agency has not yet said whom it knows
    only_case: UUID | None  # set if there is only one


def danger_to_staff(case_id: UUID, reference: str) -> Todo:
    """Return the to-do line for telling staff of a danger."""
    return _today(
        title=_("Danger to staff: %(reference)s") % {"reference": reference},
        why=_("Tell your own staff before anyone visits."),
        text=_("Read the warning"),
        page="staff_warnings",
        about=case_id,
    )


def overdue_actions(number: int) -> Todo:
    """Return the to-do line for overdue actions."""
    title = ngettext("%(number)s action is overdue", "%(number)s actions are overdue", number)
    return _today(
        title=title % {"number": number},
        why=_("Say how each stands, even where it is not done."),
        text=_("Update them"),
        page="actions",
    )


def outcome_to_tell(row: CaseRow, telling: Telling) -> Todo:
    """Return the to-do line for a victim who is to know the outcome by today or should already."""
    named = {"reference": row.case.reference, "initials": row.initials}
    return _today(
        title=_("Tell the victim of %(reference)s %(initials)s the outcome") % named,
        why=_("%(due)s. Record it when they know.") % {"due": telling.late or telling.due},
        text=_("Record it"),
        page="advocate",
        about=row.case.pk,
    )


def left_behind(number: int) -> Todo:
    """Return the to-do line for drafts that were left behind."""
    title = ngettext(
        "%(number)s referral was left behind", "%(number)s referrals were left behind", number
    )
    return _today(
        title=title % {"number": number},
        why=_("By somebody who is gone, and not sent."),
        text=_("Take over"),
        page="take_over_drafts",
    )


def to_complete(case: Case) -> Todo:
    """Return the to-do line for a referral that triage returned."""
    return _today(
        title=_("Complete %(reference)s and send it again") % {"reference": case.reference},
        why=_("Triage returned it on %(day)s. Nobody decides on it until it is back.")
        % {"day": date_format(clock.day(case.stage_since), "j F Y")},
        text=_("Complete it"),
        page="referral",
        about=case.pk,
    )


def returned_to_complete(rows: Sequence[CaseRow]) -> list[Todo]:
    """Return these lines for those that wait longest among rows of referrals, each of which the
    reader may complete."""
    returned = [row.case for row in rows if row.case.stage == Stage.RETURNED]
    return [to_complete(one) for one in sorted(returned, key=lambda one: one.stage_since)[:MOST]]


def victim_to_reach(row: CaseRow) -> Todo:
    """Return the to-do line for a victim whom nobody has reached yet."""
    named = {"reference": row.case.reference, "initials": row.initials}
    submitted = row.case.submitted_at
    day = date_format(timezone.localtime(submitted), "j F") if submitted else ""
    return _today(
        title=_("Reach the victim of %(reference)s %(initials)s") % named,
        why=_("Referred %(day)s. Wishes come before the meeting.") % {"day": day},
        text=_("Record contact"),
        page="advocate",
        about=row.case.pk,
    )


def research_to_write(owed: Owed) -> Todo:
    """Return the to-do line for research that the agency owes."""
    title = ngettext(
        "Research on %(number)s case for %(day)s",
        "Research on %(number)s cases for %(day)s",
        owed.cases,
    )
    if owed.to_look_up:
        text, page, about = _("Answer the whole list"), "research_list", owed.meeting_id
    elif owed.only_case:
        text, page, about = _("Write and submit"), "research_return", owed.only_case
    else:
        text, page, about = _("Write and submit"), "research", None
    day = date_format(timezone.localtime(owed.starts_at), "l j F")
    done = {"answered": owed.asked - owed.unanswered, "asked": owed.asked}
    why = _("%(answered)s of %(asked)s answered.") % done
    if files := owed.cases - owed.unanswered:
        waits = ngettext(
            "A file of %(number)s case is not submitted.",
            "Files of %(number)s cases are not submitted.",
            files,
        )
        why = f"{why} {waits % {'number': files}}"
    return Todo(
        at=owed.due_at,
        title=title % {"number": owed.cases, "day": day},
        why=why,
        due=by_words(owed.due_at),
        text=text,
        page=page,
        about=about,
    )


def research_to_send(waiting: list[Waiting]) -> list[Todo]:
    """Return the to-do line for returns that were changed and not submitted again, if any."""
    if not waiting:
        return []
    first, *others = waiting
    if others:
        title = _("The research on %(number)s cases was changed and not sent")
        return [
            _today(
                title=title % {"number": len(waiting)},
                why=_("Others read what was submitted before."),
                text=_("See which"),
                page="research",
            )
        ]
    title = _("The research on %(reference)s was changed and not sent")
    return [
        _today(
            title=title % {"reference": first.reference},
            why=_("%(items)s. Others read what was submitted before.")
            % {"items": first.unsent.words},
            text=_("Read and submit"),
            page="research_return",
            about=first.case_id,
        )
    ]


def _today(*, title: str, why: str, text: str, page: str, about: UUID | None = None) -> Todo:
    return Todo(
        at=end_of(clock.today()),
        title=title,
        why=why,
        due=_("Today"),
        text=text,
        page=page,
        about=about,
    )
