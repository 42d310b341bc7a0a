"""The page of one case: what to do next, who is in it, how it stands, who saw it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings import stages
from meetings.models import (
    ENDED,
    Action,
    Case,
    CaseStage,
    Development,
    MeetingState,
    Referral,
    ResearchRequest,
    Stage,
    TriageDecision,
)
from meetings.queries.case import CaseBar
from meetings.rules import checklist, grounds
from meetings.rules.ages import age_on
from meetings.rules.follow_up import CLOSED
from meetings.rules.research import ANSWERED, OPEN_STAGES, STATE_WORDS, State, state_of
from sharing import access, clock
from sharing.access import facts_of
from sharing.actor import Actor
from sharing.models import Agreement, Item, Party, PartyRole, Relationship
from sharing.permissions import READ_CASE_TRAIL, SEE_CONFLICTS
from sharing.queries.trail import Line, latest_events
from sharing.work import current

TO_COME = (Stage.LISTED, Stage.RESEARCH, Stage.HEARING)
STATE_COLOURS = {
    State.ASKED: "grey",
    State.OPENED: "grey",
    State.DRAFTED: "blue",
    State.NOT_YET: "yellow",
    State.LATE: "red",
    State.SILENT: "red",
}


@dataclass(frozen=True)
class Person:
    party: Party
    role: str
    born: str
    to_know: list[str]


@dataclass(frozen=True)
class Grounds:
    findings: list[grounds.Finding]
    met: int
    judged: str


@dataclass(frozen=True)
class Answered:
    """One agency's research, as this reader may know of it."""

    agency: str
    words: str | Promise
    colour: str = ""


@dataclass(frozen=True)
class Research:
    agencies: list[Answered]
    answered: int


@dataclass(frozen=True)
class Circulation:
    full: int
    search: int
    walled: int
    may_see_who: bool


@dataclass(frozen=True)
class Moment:
    on: date
    words: str
    strong: str = ""


@dataclass(frozen=True)
class Overview:
    offers: list[stages.Offer]
    ended: str
    people: list[Person]
    grounds: Grounds | None
    research: Research | None
    earlier: list[Action]
    plan: list[Action]
    updatable: set[UUID]
    open_actions: int
    done_earlier: int
    developments: list[Development]
    may_develop: bool
    may_note_transfer: bool
    clock: list[Moment]
    circulation: Circulation
    trail: list[Line] | None


def overview(actor: Actor, case: Case, bar: CaseBar) -> Overview:
    """Return the page of a case that was opened before, with its bar."""
    moves = list(CaseStage.objects.filter(scope_id=case.pk))
    actions = list(
        Action.objects.filter(scope_id=case.pk).select_related("agency", "party")
        if actor.role in may.SEE_ACTIONS.roles
        else []
    )
    earlier = [action for action in actions if action.before_meeting]
    plan = [action for action in actions if not action.before_meeting]
    current().people.update(party.pk for party in bar.parties)
    facts = current().facts(case.pk, facts_of)
    return Overview(
        offers=stages.offers(actor, case),
        ended=_ended(case, moves),
        people=_people(case, bar),
        grounds=_grounds(actor, case, bar.referral),
        research=_research(actor, case),
        earlier=earlier,
        plan=plan,
        updatable=_updatable(actor, case, actions),
        open_actions=sum(action.state not in ENDED for action in plan),
        done_earlier=sum(action.state in ENDED for action in earlier),
        developments=bar.developments,
        may_develop=access.may(actor, may.ADD_DEVELOPMENT, case.pk).allowed,
        may_note_transfer=(
            case.stage in stages.IN_FLOW
            and not case.came_from
            and access.may(actor, may.TRANSFER_CASE, case.pk).allowed
        ),
        clock=_clock(case, bar.referral, moves),
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


def _updatable(actor: Actor, case: Case, actions: list[Action]) -> set[UUID]:
    """The actions that the reader may say more of: their agency's, or as a keeper any."""
    if case.stage in CLOSED or not access.may(actor, may.UPDATE_ACTION, case.pk).allowed:
        return set()
    all_of_them = actor.role in may.KEEPERS
    return {one.pk for one in actions if all_of_them or one.agency_id == actor.agency_id}


def _ended(case: Case, moves: list[CaseStage]) -> str:
    """How and why the case left its way, where it did."""
    newest = next((move for move in reversed(moves) if move.to_stage == case.stage), None)
    if newest is None or not newest.reason or case.stage in stages.IN_FLOW:
        return ""
    return _("%(stage)s, %(date)s: %(reason)s") % {
        "stage": Stage(case.stage).label,
        "date": date_format(timezone.localdate(newest.moved_at)),
        "reason": newest.reason,
    }


def _people(case: Case, bar: CaseBar) -> list[Person]:
    ties = {}
    if bar.victim:
        ties = {
            tie.person_id: tie.get_tie_display()
            for tie in Relationship.objects.filter(other=bar.victim, ended_on__isnull=True)
        }
    return [
        Person(
            party,
            _role(party, ties),
            born_words(party),
            _to_know(party, bar.referral),
        )
        for party in bar.parties
    ]


def _role(party: Party, ties: dict[UUID, str]) -> str:
    label = str(PartyRole(party.role).label)
    tie = ties.get(party.pk, "")
    # "Child, son or daughter" would say one thing twice.
    if not tie or party.role == PartyRole.CHILD:
        return label
    return _("%(role)s, %(tie)s") % {"role": label, "tie": tie.lower()}


def born_words(party: Party) -> str:
    """Return the birth date with the age, or as much as is known."""
    if party.born_on:
        day = date_format(party.born_on, "SHORT_DATE_FORMAT")
        return _("%(date)s, %(age)s") % {
            "date": day,
            "age": age_on(party.born_on, clock.today()),
        }
    if party.due_on:
        return _("Due %(date)s") % {"date": date_format(party.due_on, "SHORT_DATE_FORMAT")}
    if party.age_about is not None:
        return _("About %(age)s") % {"age": party.age_about}
    return _("Not known")


def _to_know(party: Party, referral: Referral | None) -> list[str]:
    words = []
    agreement = getattr(referral, "agreement", "")
    if party.role == PartyRole.VICTIM and agreement:
        words.append(str(Agreement(agreement).label))
    if party.other_names:
        words.append(_("Also known as %(names)s") % {"names": party.other_names})
    if party.interpreter == "yes":
        words.append(_("Interpreter needed: %(language)s") % {"language": party.language})
    if party.pregnant == "yes":
        words.append(_("Pregnant"))
    if party.school:
        words.append(party.school)
    if party.role == PartyRole.CHILD and referral and referral.child_referral_on:
        day = date_format(referral.child_referral_on)
        words.append(_("Children’s social care referral made %(date)s") % {"date": day})
    return words


def _grounds(actor: Actor, case: Case, referral: Referral | None) -> Grounds | None:
    if referral is None or case.stage in (Stage.DRAFT, Stage.STOPPED):
        return None
    answers = getattr(referral, "answers", None) or {}
    protocol = case.protocol
    decision = (
        TriageDecision.objects.filter(scope_id=case.pk)
        .exclude(kind=TriageDecision.Kind.RETURN)
        .first()
    )
    counted = grounds.tally(answers, checklist.labels(protocol.checklist_wording))
    referred = timezone.localdate(case.submitted_at) if case.submitted_at else clock.today()
    given = grounds.Given(
        answers=answers,
        chosen=referral.grounds,
        judgement=referral.judgement,
        incidents=referral.incident_count,
        local_ground=referral.local_ground,
        earlier_marac=referral.earlier_marac,
        since=grounds.months_before(referred, protocol.repeat_months),
    )
    findings = [
        _as_decided(finding, decision) for finding in grounds.judge(given, counted, protocol)
    ]
    judged = ""
    if decision:
        judged = _("Judged on %(date)s under protocol version %(version)s") % {
            "date": date_format(timezone.localdate(decision.decided_at)),
            "version": protocol.version,
        }
    return Grounds(findings, len(grounds.met(findings)), judged)


def _as_decided(finding: grounds.Finding, decision: TriageDecision | None) -> grounds.Finding:
    """What triage found counts: it saw earlier cases that this reader may not."""
    if decision and finding.ground in decision.grounds_met:
        working = finding.working
        if finding.ground is grounds.Ground.REPEAT and finding.verdict is grounds.Verdict.NOT_MET:
            working = _("Found at triage")
        return grounds.Finding(finding.ground, grounds.Verdict.MET, working)
    return finding


def _research(actor: Actor, case: Case) -> Research | None:
    if case.meeting_id is None or not access.may(actor, may.READ_RESEARCH, case.pk).allowed:
        return None
    # Counted from what this reader may read, so a count tells nothing that is not shared.
    items = (
        Item.objects.filter(
            request_id=OuterRef("pk"), submitted_at__isnull=False, withdrawn_at__isnull=True
        )
        .order_by()
        .values("request_id")
        .annotate(number=Count("pk"))
    )
    requests = list(
        ResearchRequest.objects.filter(scope_id=case.pk, meeting=case.meeting_id)
        .select_related("agency")
        .annotate(items=Coalesce(Subquery(items.values("number")), 0))
    )
    if not requests:
        return None
    states = {request.pk: _state(request) for request in requests}
    requests.sort(key=lambda one: (_place(states[one.pk]), -one.items))
    return Research(
        [_answered(one.agency.name, states[one.pk], one.items, case) for one in requests],
        sum(state in ANSWERED for state in states.values()),
    )


def _state(request: ResearchRequest) -> State:
    return state_of(request, now=clock.now(), today=clock.today())


def _place(state: State) -> int:
    """Those who owe come first, those who know nobody last."""
    if state is State.NOT_KNOWN:
        return 2
    return 1 if state is State.SUBMITTED else 0


def _answered(agency: str, state: State, items: int, case: Case) -> Answered:
    if state is State.SUBMITTED:
        words = ngettext("%(number)s item", "%(number)s items", items) % {"number": items}
        return Answered(agency, words if items else _("Known to us"))
    if state not in ANSWERED and case.stage not in OPEN_STAGES:
        return Answered(agency, _("No answer"))  # nobody is asked any more
    return Answered(agency, STATE_WORDS[state], STATE_COLOURS.get(state, ""))


def _clock(case: Case, referral: Referral | None, moves: list[CaseStage]) -> list[Moment]:
    moments = []
    incident = referral.incident_on if referral else None
    if incident:
        moments.append(Moment(incident, _("Incident that led to the referral")))
    if case.submitted_at and referral:
        words = _("Referred by %(agency)s") % {"agency": referral.agency.name}
        moments.append(Moment(timezone.localdate(case.submitted_at), words))
    accepted = next((move for move in moves if move.to_stage == Stage.ACCEPTED), None)
    if accepted:
        moments.append(Moment(timezone.localdate(accepted.moved_at), _("Accepted")))
    if case.meeting:
        held = timezone.localdate(case.meeting.starts_at)
        strong = ""
        if incident and incident <= held:
            days = (held - incident).days
            strong = ngettext(
                "%(number)s day after the incident", "%(number)s days after the incident", days
            ) % {"number": days}
        if case.stage in TO_COME:
            due = timezone.localtime(case.meeting.research_due_at)
            words = _("Research due, %(time)s") % {"time": time_format(due)}
            moments.append(Moment(due.date(), words))
            moments.append(Moment(held, _("To be heard"), strong))
        else:
            moments.append(Moment(held, _("Heard"), strong))
            if case.meeting.state == MeetingState.AGREED and case.meeting.agreed_at:
                agreed = timezone.localdate(case.meeting.agreed_at)
                moments.append(Moment(agreed, _("Minutes agreed")))
    return sorted(moments, key=lambda moment: moment.on)
