"""The page of one case: what to do next, who is in it, how it stands, who saw it."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings import stages
from meetings.models import ENDED, Action, Case, CaseStage, Development, Exit, Stage
from meetings.queries.case import CaseBar
from meetings.queries.overview.clock import Moment, clock_of
from meetings.queries.overview.grounds import Grounds, grounds_of
from meetings.queries.overview.people import Person, people_of
from meetings.queries.overview.research import Research, research_of
from meetings.rules.follow_up import Saying, to_say
from meetings.rules.phases import CLOSED, IN_FLOW
from sharing import access, clock
from sharing.access import facts_of
from sharing.actor import Actor
from sharing.permissions import READ_CASE_TRAIL, SEE_CONFLICTS
from sharing.queries.trail import Line, latest_events
from sharing.work import current


@dataclass(frozen=True)
class Circulation:
    full: int
    search: int
    walled: int
    may_see_who: bool


@dataclass(frozen=True)
class Overview:
    offers: list[stages.Offer]
    ended: str
    people: list[Person]
    grounds: Grounds | None
    research: Research | None
    earlier: list[Action]
    plan: list[Action]
    # Of what the reader may say more, and of what correct how it ended.
    updatable: set[UUID]
    correctable: set[UUID]
    open_actions: int
    done_earlier: int
    developments: list[Development]
    may_develop: bool
    may_note_transfer: bool
    may_change_people: bool
    clock: list[Moment]
    circulation: Circulation
    trail: list[Line] | None


def overview(actor: Actor, case: Case, bar: CaseBar) -> Overview:
    """Return the page of a case that was opened before, with its bar."""
    moves = list(CaseStage.objects.filter(scope_id=case.pk))
    actions = list(
        Action.objects.filter(scope_id=case.pk).select_related("agency", "party")
        if actor.role in may.SEE_ACTIONS.roles
        else Action.objects.none()
    )
    earlier = [action for action in actions if action.before_meeting]
    plan = [action for action in actions if not action.before_meeting]
    sayings = _sayings(actor, case, actions)
    current().people.update(party.pk for party in bar.parties)
    facts = current().facts(case.pk, facts_of)
    return Overview(
        offers=stages.offers(actor, case),
        ended=_ended(case, bar, moves),
        people=people_of(bar),
        grounds=grounds_of(case, bar.referral),
        research=research_of(actor, case),
        earlier=earlier,
        plan=plan,
        updatable=sayings[Saying.UPDATE],
        correctable=sayings[Saying.CORRECT],
        open_actions=sum(action.state not in ENDED for action in plan),
        done_earlier=sum(action.state in ENDED for action in earlier),
        developments=bar.developments,
        may_develop=access.may(actor, may.ADD_DEVELOPMENT, case.pk).allowed,
        may_change_people=access.may(actor, may.CORRECT_PEOPLE, case.pk).allowed,
        may_note_transfer=(
            case.stage in IN_FLOW
            and not case.came_from
            and access.may(actor, may.TRANSFER_CASE, case.pk).allowed
        ),
        clock=clock_of(case, bar.referral, moves),
        circulation=Circulation(
            full=len(facts.full_circulation),
            search=len(facts.search_circulation),
            walled=len(facts.walled) if actor.role in may.KEEPERS else 0,
            may_see_who=access.may(actor, SEE_CONFLICTS, case.pk).allowed,
        ),
        trail=(
            latest_events(case.pk) if access.may(actor, READ_CASE_TRAIL, case.pk).allowed else None
        ),
    )


def _sayings(actor: Actor, case: Case, actions: list[Action]) -> dict[Saying, set[UUID]]:
    """Return what the reader may say of which actions: of their agency's, or as a keeper of any."""
    found: dict[Saying, set[UUID]] = {saying: set() for saying in Saying}
    if case.stage in CLOSED or not access.may(actor, may.UPDATE_ACTION, case.pk).allowed:
        return found
    all_of_them = actor.role in may.KEEPERS
    for one in actions:
        if all_of_them or one.agency_id == actor.agency_id:
            saying = to_say(state=one.state, before_meeting=one.before_meeting)
            found[saying].add(one.pk)
    return found


def _ended(case: Case, bar: CaseBar, moves: list[CaseStage]) -> str:
    """How and why the case left its way, where it did."""
    if case.stage == Stage.DIED:
        return _on_hold(case, bar)
    newest = next((move for move in reversed(moves) if move.to_stage == case.stage), None)
    if newest is None or not newest.reason or case.stage in IN_FLOW:
        return ""
    return _("%(stage)s, %(date)s: %(reason)s") % {
        "stage": Stage(case.stage).label,
        "date": date_format(clock.day(newest.moved_at)),
        "reason": newest.reason,
    }


def _on_hold(case: Case, bar: CaseBar) -> str:
    """Who died and when: the day of recording must not be read as the day of death."""
    left = Exit.objects.filter(scope_id=case.pk, kind=Exit.Kind.DIED).latest("recorded_at")
    died = [party.full_name for party in bar.parties if party.pk in left.parties]
    return _("On hold: %(who)s died on %(date)s. %(reason)s Recorded on %(recorded)s.") % {
        "who": get_text_list(died, _("and")),
        "date": date_format(left.happened_on),
        "reason": f"{left.reason.rstrip('.')}.",
        "recorded": date_format(clock.day(left.recorded_at)),
    }
