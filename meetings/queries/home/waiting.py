"""Cases of which their keepers learn on no other list: they wait for a meeting, or for somebody to
say that they are complete, or something new happened."""

from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Case, Meeting, MeetingState, Stage
from meetings.queries.developments import not_shown, with_new
from meetings.queries.groups import Group, every_action_ended
from meetings.queries.home.left import LeftCase, taken_off, was_taken_off
from meetings.queries.home.new import read_new
from meetings.queries.home.telling import is_untold, should_know, with_telling
from meetings.queries.home.todo import WEEK, Todo, by_words, end_of, way_to
from sharing import clock
from sharing.access import show, visible_to
from sharing.actor import Actor


@dataclass(frozen=True)
class WaitingCases:
    """What to do about them. Each is one line, however many cases it is about, so that no cut list
    loses it; it leads to the only case, or to the list of them."""

    new: list[Todo]
    to_list: list[Todo]
    to_complete: list[Todo]
    untold: list[Case]
    left: list[LeftCase]  # taken off a list that was out


def waiting_cases(actor: Actor, meetings: list[Meeting]) -> WaitingCases:
    """Return, in one query, what to do about new incidents and orders, about cases that wait for a
    meeting, and about those whose actions have all ended; the cases whose victim should know the
    outcome by now; and those that a colleague took off a list."""
    waits = Q(stage=Stage.ACCEPTED) | every_action_ended()
    was_off = was_taken_off(actor)
    has_new = Q(pk__in=not_shown(actor).values("scope_id"))
    cases = list(
        with_new(
            with_telling(Case.objects.filter(visible_to(actor, may.VIEW_CASE, "scope__"))), actor
        )
        .filter(waits | has_new | should_know() | was_off)
        .annotate(
            ended=ExpressionWrapper(every_action_ended(), BooleanField()),
            was_off=ExpressionWrapper(was_off, BooleanField()),
        )
        .order_by("stage_since", "reference")
    )
    new = [case for case in cases if case.new]
    to_list = [case for case in cases if case.stage == Stage.ACCEPTED]
    ended = [case for case in cases if case.ended]
    named = [group[0] for group in (new, to_list, ended) if len(group) == 1]
    left = taken_off(case for case in cases if case.was_off)
    show(actor, may.SEE_HOME, {case.pk for case in named} | {one.id for one in left})
    return WaitingCases(
        read_new(new),
        _to_list(to_list, meetings),
        _to_complete(ended),
        [case for case in cases if is_untold(case)],
        left,
    )


def _to_list(cases: list[Case], meetings: list[Meeting]) -> list[Todo]:
    if not cases:
        return []
    coming = next((one for one in meetings if one.state == MeetingState.PLANNED), None)
    at = coming.list_out_at if coming else end_of(clock.today())
    number = len(cases)
    return [
        Todo(
            at=at,
            title=ngettext(
                "%(number)s accepted case waits for a meeting",
                "%(number)s accepted cases wait for a meeting",
                number,
            )
            % {"number": number},
            why=ngettext(
                "It is on no list, since %(day)s.",
                "They are on no list. The oldest waits since %(day)s.",
                number,
            )
            % {"day": date_format(clock.day(cases[0].stage_since), "j F Y")},
            due=by_words(at),
            text=_("Put on a meeting"),
            **way_to(cases, Group.TO_LIST),
        )
    ]


def _to_complete(cases: list[Case]) -> list[Todo]:
    if not cases:
        return []
    number = len(cases)
    return [
        Todo(
            at=end_of(clock.today() + WEEK),  # it is never late
            title=ngettext(
                "Every action of %(number)s case has ended",
                "Every action of %(number)s cases has ended",
                number,
            )
            % {"number": number},
            why=ngettext(
                "It stays open until you say that its actions are complete.",
                "They stay open until you say that their actions are complete.",
                number,
            ),
            due=_("No deadline"),
            text=_("Look at it") if number == 1 else _("See them"),
            **way_to(cases, Group.TO_COMPLETE),
        )
    ]
