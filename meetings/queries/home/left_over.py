"""Cases that a meeting left over: it ended under a chair who had no access to them."""

from django.db.models import Q
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Meeting, MeetingState, Stage
from meetings.queries.case import day_of
from meetings.queries.home.todo import Todo, end_of
from meetings.rules.listing import OVER
from meetings.rules.phases import WAITS
from sharing import clock
from sharing.access import show, visible_to
from sharing.actor import Actor

ROWS = 10


def left_over(actor: Actor) -> list[Todo]:
    """Return what to do about cases that their meeting neither heard nor moved, or whose minutes
    were not agreed with the others. They stand on no other list of what is to come."""
    not_heard = Q(meeting__state__in=OVER, stage__in=WAITS)
    not_agreed = Q(meeting__state=MeetingState.AGREED, stage=Stage.HEARD)
    cases = list(
        Case.objects.filter(not_heard | not_agreed, visible_to(actor, may.VIEW_CASE, "scope__"))
        .select_related("meeting")
        .order_by("meeting__starts_at", "reference")[:ROWS]
    )
    show(actor, may.SEE_HOME, [case.pk for case in cases])
    return [_todo(case, case.meeting) for case in cases if case.meeting]


def _todo(case: Case, meeting: Meeting) -> Todo:
    heard = case.stage == Stage.HEARD
    return Todo(
        at=end_of(clock.today()),
        title=_("%(reference)s was left over by the meeting of %(day)s")
        % {"reference": case.reference, "day": day_of(meeting.starts_at)},
        why=_("It was heard, but its minutes are not agreed. A chair with access agrees them.")
        if heard
        else _("That meeting is over and did not hear it. Move it to another meeting."),
        due=_("Today"),
        text=_("Open the minutes") if heard else _("Move the case"),
        page="meeting_minutes" if heard else "defer",
        about=meeting.pk if heard else case.pk,
    )
