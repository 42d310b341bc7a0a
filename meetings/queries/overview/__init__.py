"""The page of one case: what to do next, who is in it, its progress, who saw it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from meetings import permissions as may
from meetings import stages
from meetings.guards import ActionsOf
from meetings.models import ENDED, Action, Case, CaseStage, Development, Referral, Stage
from meetings.queries.case_bar import CaseBar, note_developments
from meetings.queries.cases import owed_to_victim
from meetings.queries.closure import death_of, open_proposal
from meetings.queries.groups import Group
from meetings.queries.named_idvas import NamedIdva, named_differently
from meetings.queries.overview.again import ReferredAgain, referred_again, referred_since
from meetings.queries.overview.became import became_of_it
from meetings.queries.overview.clock import Moment, clock_of
from meetings.queries.overview.grounds import Grounds, grounds_of
from meetings.queries.overview.people import Person, people_of
from meetings.queries.overview.research import Research, research_of
from meetings.queries.people import note_details
from meetings.queries.proposals import open_proposals
from meetings.queries.research.corrected_people import details_waiting, since_read
from meetings.queries.telling import Telling, planned, telling_of
from meetings.queries.untold import agencies_not_told
from meetings.rules.follow_up import Saying, is_late, to_say
from meetings.rules.phases import CLOSED, HEARD_NO_MORE, IN_FLOW
from sharing import access, clock
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
    became: list[str]  # what became of the case, in words
    not_told: list[str]  # for keepers, agencies that referred it and are told nothing by mail
    decides_on_death: bool  # as the second person, after somebody said that it was an error
    people: list[Person]
    grounds: Grounds | None
    research: Research | None
    earlier: list[Action]
    plan: list[Action]
    # The actions about which the reader may say more, and those whose end they may correct.
    updatable: set[UUID]
    owed: list[Action]  # actions of the plan about which the reader's agency can say more
    owed_to_victim: Group | None  # the group in which the case waits for the IDVA service
    telling: Telling | None  # by when the victim is still to be told the outcome
    # Whom the case and joined referrals name as IDVA, where they differ: for those who name one,
    # and keepers.
    idvas: str
    names_idva: bool
    correctable: set[UUID]
    late: set[UUID]  # actions of the plan that are still open after their due date
    open_actions: int
    done_earlier: int
    developments: list[Development]
    # When the latest incident was added, if that was after the case had ended.
    incident_since: date | None
    again: ReferredAgain | None  # as what the same people were referred again, if so
    may_refer: bool
    may_develop: bool
    may_warn: bool
    may_note_transfer: bool
    may_change_people: bool
    proposals: int  # of agencies, about the people, that wait for the reader
    clock: list[Moment]
    circulation: Circulation
    trail: list[Line] | None


def overview(actor: Actor, case: Case, bar: CaseBar) -> Overview:
    """Return the page of a case that was opened before, with its bar."""
    incident = _incident_since_end(case, bar)
    moves = list(_moves(actor, bar, incident))
    sees_actions = actor.role in may.SEE_ACTIONS.roles
    actions = (
        list(Action.objects.filter(scope_id=case.pk).select_related("agency", "party"))
        if sees_actions
        else []
    )
    earlier = [action for action in actions if action.before_meeting]
    plan = [action for action in actions if not action.before_meeting]
    if bar.joined_to and bar.follows:
        plan += _to_do_there(actor, bar.joined_to)
    sayings = _sayings(actor, case, actions)
    note_developments(bar)
    note_details([*bar.parties, *(one.party for one in bar.elsewhere)])
    research = research_of(actor, case)
    waits = research is not None and research.of_people
    since = since_read(details_waiting([case.pk])) if waits else {}
    facts = current().facts(case.pk)
    death = death_of(case) if case.stage == Stage.DIED else None
    proposal = open_proposal(death) if death else None
    to_tell = _telling(case, moves)
    speaks = access.may(actor, may.SPEAK_FOR_VICTIM, case.pk).allowed
    return Overview(
        offers=stages.offers(actor, case, ActionsOf(case, actions if sees_actions else None)),
        became=became_of_it(case, bar, moves, death, proposal),
        not_told=_not_told(actor, case, bar),
        decides_on_death=(
            proposal is not None
            and proposal.proposed_by_id != actor.user_id
            and access.may(actor, may.TAKE_BACK_DEATH, case.pk).allowed
        ),
        people=[replace(one, since=since.get(one.party.pk, "")) for one in people_of(bar)],
        grounds=grounds_of(actor, bar),
        research=research,
        earlier=earlier,
        plan=plan,
        updatable=sayings[Saying.UPDATE],
        owed=[
            one
            for one in plan
            if one.agency_id == actor.agency_id and one.pk in sayings[Saying.UPDATE]
        ],
        owed_to_victim=Group.TO_TELL if to_tell and speaks else owed_to_victim(actor, case.pk),
        telling=to_tell,
        idvas=_idvas(case, bar) if speaks or actor.role in may.KEEPERS else "",
        names_idva=speaks,
        correctable=sayings[Saying.CORRECT],
        late={
            one.pk
            for one in plan
            if is_late(state=one.state, due_on=one.due_on, today=clock.today())
        },
        open_actions=sum(action.state not in ENDED for action in plan),
        done_earlier=sum(action.state in ENDED for action in earlier),
        developments=bar.developments,
        incident_since=clock.day(incident) if incident else None,
        again=referred_again(actor, bar, moves[-1].again) if incident else None,
        may_refer=actor.role in may.REFER.roles,
        may_develop=access.may(actor, may.ADD_DEVELOPMENT, case.pk).allowed,
        may_warn=access.may(actor, may.READ_WARNINGS, case.pk).allowed,
        may_change_people=access.may(actor, may.CORRECT_PEOPLE, case.pk).allowed,
        proposals=open_proposals(actor, [case.pk]).get(case.pk, 0),
        may_note_transfer=(
            case.stage in IN_FLOW
            and not case.came_from
            and access.may(actor, may.TRANSFER_CASE, case.pk).allowed
        ),
        clock=clock_of(case, bar, moves, death, to_tell),
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


def _not_told(actor: Actor, case: Case, bar: CaseBar) -> list[str]:
    """Return which agencies are told nothing by mail because of a wall that came with a join, while
    the case goes on."""
    is_alone = not (bar.joined_to or bar.accounts)
    if is_alone or actor.role not in may.KEEPERS or (bar.joined_to or case).stage not in IN_FLOW:
        return []
    referrals = {one.reference: one.referral for one in bar.accounts}
    own = {case.reference: bar.referral} if bar.referral else {}
    return agencies_not_told(own | referrals, current().facts(case.pk).walled)


def _moves(actor: Actor, bar: CaseBar, incident: datetime | None) -> QuerySet[Any]:
    """Return the moves of the case. The day by which its victim is to be told comes with them and,
    after an incident that may be a repeat, who was referred again, as this page asks enough of the
    database."""
    more: dict[str, Any] = {
        "tell_by": planned("by", "scope_id"),
        "plan": planned("pk", "scope_id"),
    }
    if incident:
        more["again"] = referred_since(actor, bar, incident)
    return CaseStage.objects.filter(scope_id=bar.case.pk).annotate(**more)


def _telling(case: Case, moves: list[Any]) -> Telling | None:
    """Return by when the victim is still to be told, once the case was heard."""
    found = telling_of(case, moves[-1].tell_by if moves else None)
    if found:
        current().items.add(moves[-1].plan)
    return found


def _idvas(case: Case, bar: CaseBar) -> str:
    """Return whom a case that is still in the flow and the referrals joined to it name as IDVA of
    the victim, where they differ."""
    if case.stage not in IN_FLOW:
        return ""
    own = _named(bar.referral, case.reference)
    joined = [_named(one.referral, one.reference) for one in bar.accounts]
    return named_differently(own, [one for one in joined if one])


def _named(referral: Referral | None, reference: str) -> NamedIdva | None:
    user_id = getattr(referral, "idva_id", None)
    return NamedIdva(user_id, getattr(referral, "idva", ""), reference) if user_id else None


def _to_do_there(actor: Actor, followed: Case) -> list[Action]:
    """Return the actions of the reader's agency in the case that theirs was joined to."""
    planned = Action.objects.filter(
        scope_id=followed.pk, agency=actor.agency_id, before_meeting=False
    )
    return list(planned.select_related("agency"))


def _sayings(actor: Actor, case: Case, actions: list[Action]) -> dict[Saying, set[UUID]]:
    """Return, by kind of update, the actions about which the reader may say something: their
    agency's, or for a keeper any."""
    found: dict[Saying, set[UUID]] = {saying: set() for saying in Saying}
    if case.stage in CLOSED or not access.may(actor, may.UPDATE_ACTION, case.pk).allowed:
        return found
    all_of_them = actor.role in may.KEEPERS
    for one in actions:
        if all_of_them or one.agency_id == actor.agency_id:
            saying = to_say(state=one.state, before_meeting=one.before_meeting)
            found[saying].add(one.pk)
    return found


def _incident_since_end(case: Case, bar: CaseBar) -> datetime | None:
    if case.stage not in HEARD_NO_MORE:
        return None
    added = [
        one.added_at
        for one in bar.developments
        if one.kind == Development.Kind.INCIDENT and one.added_at > case.stage_since
    ]
    return max(added, default=None)
