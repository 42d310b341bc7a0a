"""The plan of a case, and the meanings that the words of a typed line can have in it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.text import get_text_list
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import (
    Action,
    Attendance,
    Case,
    ForWhom,
    Meeting,
    MeetingState,
    OutcomePlan,
)
from meetings.queries.hidden import refusal
from meetings.queries.people import Heard, people_heard
from meetings.queries.unseen import staff_for
from meetings.rules.action_line import Known, KnownAgency, KnownParty
from meetings.rules.plan import Check, Person, Planned, check, due_by
from meetings.rules.working_days import add_working_days
from sharing import access, clock
from sharing.actor import Actor
from sharing.bank_holidays import days_off
from sharing.events import Event
from sharing.models import Agency
from sharing.scoping import FOR_THE_DOOR
from sharing.work import current


@dataclass(frozen=True)
class Named:
    """A check of the plan, with the people whom it leaves out, by given name or role."""

    check: Check
    without: list[Heard]

    @property
    def role_label(self) -> str:
        return str(ForWhom(self.check.role).label)

    @property
    def names(self) -> str:
        return ", ".join(one.called for one in self.without)


@dataclass(frozen=True)
class Plan:
    """The actions of a case for its meeting, what was done before, and whom the plan leaves out."""

    actions: list[Action]
    earlier: list[Action]
    checks: list[Named]
    outcome: OutcomePlan | None
    people: list[Heard]  # of the case, as it is heard

    def those(self, people: Collection[UUID]) -> list[Heard]:
        """Return these people of the case, in its order."""
        return [one for one in self.people if one.id in people]

    def names(self, people: Collection[UUID]) -> str:
        """Return these people of the case by given name, within a sentence."""
        return get_text_list([one.called for one in self.those(people)], _("and"))

    @property
    def gaps(self) -> list[Named]:
        return [one for one in self.checks if not one.check.complete]

    @property
    def left_out(self) -> set[UUID]:
        """Return the people for whom it has nothing."""
        return {person for one in self.checks for person in one.check.without}

    @property
    def missing(self) -> int:
        """Return how many gaps need a reason: people left out, and a victim whom nobody tells."""
        return len(self.gaps) + (self.who_tells is None)

    @property
    def who_tells(self) -> OutcomePlan | None:
        """Return the plan of who tells the victim; None if its day has passed without it being
        done, or the meeting overruled it."""
        plan = self.outcome
        if plan is None or plan.told_on:
            return plan
        return None if plan.overruled or plan.by < clock.today() else plan

    @property
    def untold(self) -> bool:
        """Return whether nobody is to tell the victim: a meeting that has ended says why."""
        return self.outcome is None or self.outcome.overruled

    @property
    def last(self) -> Action | None:
        """Return the action recorded last."""
        return max(self.actions, key=lambda one: one.recorded_at, default=None)

    @property
    def agencies(self) -> int:
        return len({one.agency_id for one in self.actions})


def plan_of(case: Case) -> Plan:
    """Return the plan of a case that was opened before."""
    return plans_of([case])[case.pk]


def plans_of(cases: Iterable[Case]) -> dict[UUID, Plan]:
    """Return the plans of cases that were opened before."""
    cases = list(cases)
    ids = [case.pk for case in cases]
    actions, outcomes = _by_case(ids), _outcomes_by_case(ids)
    people = people_heard(current().actor, ids)
    plans = {}
    for case in cases:
        all_of_it = actions.get(case.pk, [])
        planned = [
            one for one in all_of_it if not one.before_meeting and one.meeting_id == case.meeting_id
        ]
        parties = {one.id: one for one in people[case.pk]}
        checks = check(
            [Person(one.id, one.party.role) for one in parties.values()],
            [Planned(one.for_whom, one.party_id) for one in planned],
        )
        plans[case.pk] = Plan(
            actions=planned,
            earlier=[one for one in all_of_it if one.before_meeting],
            checks=[Named(one, [parties[pk] for pk in one.without]) for one in checks],
            outcome=outcomes.get(case.pk),
            people=people[case.pk],
        )
    return plans


def _by_case(ids: list[UUID]) -> dict[UUID, list[Action]]:
    found: dict[UUID, list[Action]] = {}
    rows = Action.objects.filter(scope__in=ids)
    for one in rows.select_related("agency", "party", "recorded_by"):
        found.setdefault(one.scope_id, []).append(one)
    return found


def _outcomes_by_case(ids: list[UUID]) -> dict[UUID, OutcomePlan]:
    # The newest plan counts: later ones replace those before.
    rows = OutcomePlan.objects.filter(scope__in=ids).order_by("by", "pk")
    return {one.scope_id: one for one in rows}


def due_before_next(meeting: Meeting) -> date:
    """Return the due date of this meeting's actions, unless an action says otherwise."""
    day = localdate(meeting.starts_at)
    following = (
        Meeting.objects.filter(area=meeting.area_id, starts_at__gt=meeting.starts_at)
        .exclude(state=MeetingState.CALLED_OFF)
        .order_by("starts_at")
        .values_list("starts_at", flat=True)
        .first()
    )
    deadline = None
    if following:
        off = days_off(meeting.area)
        next_day = localdate(following)
        deadline = add_working_days(next_day, -meeting.protocol.actions_due, off)
    return due_by(max(day, clock.today()), deadline)


def known_of(case: Case) -> Known:
    """Return the meanings that a line's words can have in a case that was opened before."""
    meeting = case.meeting  # none once it was taken off the list while somebody typed the line
    area_id = current().actor.area_id
    came = dict(
        Attendance.objects.filter(meeting=meeting).exclude(who="").values_list("agency", "who")
    )
    all_of_them = list(Agency.objects.filter(area=area_id))
    staff = staff_for(case.pk, [one.pk for one in all_of_them])
    agencies = []
    for one in all_of_them:
        there = [name for name in names_in(came.get(one.pk, "")) if staff.may_be_named(name)]
        people = staff.people.get(one.pk, [])
        agencies.append(
            KnownAgency(
                id=one.pk,
                name=one.name,
                kind=one.kind,
                who=there[0] if there else "",
                people=(*there, *people),
                unseen=not people,
            )
        )
    today = clock.today()
    heard = people_heard(current().actor, [case.pk])[case.pk]
    current().cases.update(one.party.scope_id for one in heard)
    return Known(
        today=today,
        due_on=due_before_next(meeting) if meeting else today,
        agencies=tuple(agencies),
        parties=tuple(
            KnownParty(one.id, one.party.role, one.party.given_name, one.named_in) for one in heard
        ),
    )


def names_in(who: str) -> tuple[str, ...]:
    """Return the names in a comma-separated text about who came."""
    return tuple(name for part in who.split(",") if (name := part.strip()))


def words_of_gaps(plan: Plan) -> str:
    """Return the people left out, as a sentence that says what to do."""
    return _(
        "The plan has nothing yet for: %(people)s. Add an action, or say why there is none."
    ) % {"people": ", ".join(one.role_label.lower() for one in plan.gaps)}


def action_of(actor: Actor, action_id: UUID, event: Event) -> Action:
    """Return an action, for the operation that changes it to decide on its case."""
    found = Action.objects.unscoped(FOR_THE_DOOR).filter(pk=action_id)
    action = found.select_related("agency", "party").first()
    if action is None:
        raise refusal(actor, may.RECORD_ACTION, action_id, event)
    return action


def open_action_to_correct(actor: Actor, action_id: UUID) -> Action:
    """Return an action of a plan that can still be corrected, with its case noted as read."""
    action = action_of(actor, action_id, may.ACTION_CORRECTED)
    access.require(actor, may.SEE_HEARING, action.scope_id)
    access.expect(actor, may.RECORD_ACTION, action.scope_id)
    return action


def line_of(actor: Actor, case_id: UUID) -> Known:
    """Return the meanings that a line's words can have, for somebody who could record the action.
    The page of the form notes that the case is seen."""
    access.expect(actor, may.RECORD_ACTION, case_id)
    case = Case.objects.select_related("meeting__protocol", "meeting__area").get(pk=case_id)
    return known_of(case)


def agencies_for_earlier(actor: Actor, case_id: UUID) -> list[tuple[UUID, str]]:
    """Return the agencies for which the actor may record what they did before the meeting."""
    access.expect(actor, may.RECORD_EARLIER_ACTION, case_id)
    agencies = Agency.objects.filter(area=actor.area_id)
    if actor.role not in may.KEEPERS:
        agencies = agencies.filter(pk=actor.agency_id)
    return list(agencies.values_list("pk", "name"))
