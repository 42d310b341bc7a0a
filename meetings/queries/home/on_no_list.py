"""Cases that need something and are on no other list. A meeting left them over, because its chair
had no access to them; agencies were not asked about them with the others of their list; they are on
hold and somebody says that nobody died; or something was corrected that the reader had read about
them."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Meeting, MeetingState, Stage, TakingBack
from meetings.queries.case import day_of
from meetings.queries.hearing.not_minuted import heard_and_not_minuted
from meetings.queries.home.corrections import (
    corrected,
    correction_to_read,
    corrections_in_each,
)
from meetings.queries.home.todo import Todo, end_of
from meetings.rules.listing import LIST_IS_OUT, OVER
from meetings.rules.phases import IN_FLOW, WAITS
from sharing import clock
from sharing.access import show, visible_to
from sharing.actor import Actor

ROWS = 20


def on_no_list(actor: Actor) -> list[Todo]:
    """Return what to do: first, corrections of what the actor had read; then deaths on which the
    actor decides as a second person, and cases that their meeting neither heard nor moved, about
    which nobody was asked, or whose minutes were not agreed with the others."""
    not_heard = Q(meeting__state__in=OVER, stage__in=WAITS)
    not_agreed = Q(meeting__state=MeetingState.AGREED) & heard_and_not_minuted()
    proposals = TakingBack.objects.filter(scope_id=OuterRef("pk"), second_at=None)
    doubted = Q(Exists(proposals.exclude(proposed_by=actor.user_id)), stage=Stage.DIED)
    # Moved there by a job, or back from a hold: the person who published the list did not see it.
    not_asked = Q(stage=Stage.LISTED, meeting__state__in=LIST_IS_OUT)
    waits = not_heard | not_agreed | doubted | not_asked
    cases = list(
        Case.objects.annotate(corrections=corrections_in_each())
        .annotate(waits=ExpressionWrapper(waits, BooleanField()))
        .filter(
            waits | corrected(),
            visible_to(actor, may.VIEW_CASE, "scope__"),
        )
        .select_related("meeting")
        .order_by("meeting__starts_at", "reference")[:ROWS]
    )
    show(actor, may.SEE_HOME, [case.pk for case in cases])
    # Corrections come before duties, because people rely on what they have read.
    read = [
        correction_to_read(case.pk, case.reference, case.corrections)
        for case in cases
        if case.corrections and case.stage in IN_FLOW
    ]
    deaths = [_decide(case) for case in cases if case.stage == Stage.DIED]
    left = [case for case in cases if case.waits and case.stage != Stage.DIED]
    return [*read, *deaths, *(_todo(case, case.meeting) for case in left if case.meeting)]


def _decide(case: Case) -> Todo:
    return Todo(
        at=end_of(clock.today()),
        title=_("Decide on the death in %(reference)s") % {"reference": case.reference},
        why=_("Somebody said that it was recorded in error. A second person decides on it."),
        due=_("Today"),
        text=_("Review"),
        page="take_back_death",
        about=case.pk,
    )


def _todo(case: Case, meeting: Meeting) -> Todo:
    if meeting.state in LIST_IS_OUT:
        return Todo(
            at=end_of(clock.today()),
            title=_("No agency was asked about %(reference)s") % {"reference": case.reference},
            why=_("It stands on the list of %(day)s, which is out. Ask, so that it can be heard.")
            % {"day": day_of(meeting.starts_at)},
            due=_("Today"),
            text=_("Ask agencies"),
            page="ask_research",
            about=case.pk,
        )
    heard, begun = case.stage not in WAITS, case.stage == Stage.HEARING
    why = _("That meeting is over and did not hear it. Move it to another meeting.")
    if heard:
        why = _("It was heard, but its minutes are not agreed. A chair with access agrees them.")
    elif begun:
        why = _(
            "That meeting is over and did not hear it to its end. Read it back and agree, so that "
            "its minutes can be agreed. If nothing was recorded of it, it can be moved to another "
            "meeting."
        )
    return Todo(
        at=end_of(clock.today()),
        title=_("%(reference)s was left over by the meeting of %(day)s")
        % {"reference": case.reference, "day": day_of(meeting.starts_at)},
        why=why,
        due=_("Today"),
        text=_("Open the minutes") if heard else _("Move the case"),
        page="meeting_minutes" if heard else "defer",
        about=meeting.pk if heard else case.pk,
    )
