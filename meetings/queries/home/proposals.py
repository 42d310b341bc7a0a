"""Proposals of agencies that wait for coordinator and chair, for their home."""

from collections.abc import Collection
from typing import Any

from django.db.models import F, Func, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import AddressProposal, Case, ContactProposal, DetailProposal, Meeting
from meetings.models.proposal import RIGHT
from meetings.queries.case import day_of
from meetings.queries.home.in_hand import InHand
from meetings.queries.home.todo import Todo, by_words
from sharing.access import visible_to
from sharing.actor import Actor


def to_decide(actor: Actor) -> Any:
    """Return, as part of the query that reads meetings, how many proposals about people of each
    meeting's cases wait for the actor."""
    of_meeting = Case.objects.filter(
        visible_to(actor, may.DECIDE_PROPOSALS, "scope__"), meeting=OuterRef(OuterRef("pk"))
    )
    counts = [
        Coalesce(
            Subquery(
                rows.filter(
                    visible_to(actor, may.DECIDE_PROPOSALS, "scope__"),
                    accepted=None,
                    scope_id__in=of_meeting.values("pk"),
                )
                .order_by()
                .annotate(number=Func(F("pk"), function="COUNT", output_field=IntegerField()))
                .values("number")
            ),
            0,
        )
        for rows in (
            DetailProposal.objects.exclude(detail__in=RIGHT),
            AddressProposal.objects.all(),
            ContactProposal.objects.all(),
        )
    ]
    return counts[0] + counts[1] + counts[2]


def proposals_to_decide(meetings: Collection[InHand]) -> list[Todo]:
    """Return, by meeting, how many proposals wait."""
    return [_todo(one.meeting, one.to_decide) for one in meetings if one.to_decide]


def _todo(meeting: Meeting, number: int) -> Todo:
    return Todo(
        at=meeting.research_due_at,
        title=ngettext(
            "%(number)s correction of people waits for %(day)s",
            "%(number)s corrections of people wait for %(day)s",
            number,
        )
        % {"number": number, "day": day_of(meeting.starts_at)},
        why=_("Agencies know a name, address or way of contact that the case does not say."),
        due=by_words(meeting.research_due_at),
        text=_("Decide"),
        page="proposals_of_meeting",
        about=meeting.pk,
    )
