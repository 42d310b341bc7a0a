"""What became of a case, in words for everybody who reads it: how it left the flow, why it waits
for another meeting than before, where it came from."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.models import Case, CaseStage, Exit, Stage, TakingBack, TriageDecision
from meetings.queries.between_meetings import moves_between
from meetings.queries.case_bar import CaseBar
from meetings.queries.overview.clock import who_died
from meetings.rules.phases import IN_FLOW
from sharing import clock

# Ends and beginnings in which another area has part.
WITH_AREA = {
    Exit.Kind.WRONG_AREA: gettext_lazy("Sent to the right area, %(area)s, %(date)s: %(reason)s"),
    Exit.Kind.TRANSFERRED_OUT: gettext_lazy("Transferred to %(area)s, %(date)s: %(reason)s"),
    Exit.Kind.TRANSFERRED_IN: gettext_lazy("Transferred in from %(area)s, %(date)s: %(reason)s"),
}
OUT = {Stage.WRONG_AREA: Exit.Kind.WRONG_AREA, Stage.TRANSFERRED: Exit.Kind.TRANSFERRED_OUT}


def became_of_it(
    case: Case,
    bar: CaseBar,
    moves: list[CaseStage],
    death: Exit | None,
    proposal: TakingBack | None,
) -> list[str]:
    """Return what became of a case that was opened before, the latest first. A case on hold is read
    with its death and, if somebody said that this was recorded in error, with their proposal."""
    ended = _on_hold(death, bar, proposal) if death else _ended(case, moves)
    found = [ended, _moved(case, moves)]
    if case.came_from:
        found.append(_with_area(case, Exit.Kind.TRANSFERRED_IN))
    return [words for words in found if words]


def _ended(case: Case, moves: list[CaseStage]) -> str:
    """Return how and why the case left the flow, if it did."""
    if case.stage == Stage.DECLINED:
        return _declined(case)
    if case.stage in OUT:
        return _with_area(case, OUT[Stage(case.stage)])
    # A case that came back from a hold has the end that it had before.
    back = [move for move in moves if move.from_stage != Stage.DIED]
    newest = next((move for move in reversed(back) if move.to_stage == case.stage), None)
    if newest is None or not newest.reason or case.stage in IN_FLOW:
        return ""
    return _("%(stage)s, %(date)s: %(reason)s") % {
        "stage": Stage(case.stage).label,
        "date": date_format(clock.day(newest.moved_at)),
        "reason": newest.reason,
    }


def _declined(case: Case) -> str:
    """Return why two people declined the referral, and where it goes instead."""
    decision = TriageDecision.objects.filter(
        scope_id=case.pk, kind=TriageDecision.Kind.DECLINE, second_agrees=True
    ).latest("decided_at")
    why = _("Declined by two people, %(date)s: %(reason)s") % {
        "date": date_format(clock.day(case.stage_since)),
        "reason": decision.reason,
    }
    return "\n".join(
        [why, _("Where the referral goes instead: %(instead)s") % {"instead": decision.instead}]
    )


def _with_area(case: Case, kind: Exit.Kind) -> str:
    """Return with which other area a case left, or came, with what was written of it."""
    row = Exit.objects.filter(scope_id=case.pk, kind=kind).latest("recorded_at")
    return str(WITH_AREA[kind]) % {
        "area": row.area_name,
        "date": date_format(row.happened_on),
        "reason": row.reason,
    }


def _moved(case: Case, moves: list[CaseStage]) -> str:
    """Return from which meeting to which the case was moved last, and why, until it ends."""
    if case.stage not in IN_FLOW or not any(
        move.reason and move.to_stage == Stage.LISTED for move in moves
    ):
        return ""
    between = moves_between([case.pk])[case.pk]
    if not between:
        return ""
    newest = between[-1]
    return _("Moved on %(date)s from the meeting of %(left)s to that of %(to)s: %(reason)s") % {
        "date": date_format(clock.day(newest.moved_at)),
        "left": date_format(clock.day(newest.left_at)),
        "to": date_format(clock.day(newest.to_at)),
        "reason": newest.reason,
    }


def _on_hold(left: Exit, bar: CaseBar, proposal: TakingBack | None) -> str:
    """Return who died and when. The day of recording must not be mistaken for the day of death."""
    said = _("On hold: %(who)s died on %(date)s. %(reason)s Recorded on %(recorded)s.") % {
        "who": who_died(left, bar),
        "date": date_format(left.happened_on),
        "reason": f"{left.reason.rstrip('.')}.",
        "recorded": date_format(clock.day(left.recorded_at)),
    }
    if proposal is None:
        return said
    doubt = _("%(person)s said on %(date)s that this was recorded in error: %(reason)s") % {
        "person": proposal.proposed_by.name,
        "date": date_format(clock.day(proposal.proposed_at)),
        "reason": proposal.reason,
    }
    return f"{said} {doubt}"
