"""The action plan, as the meeting makes it."""

from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Action, ActionState, Case, Stage
from meetings.operations.circulation import take_back
from meetings.queries.actions import action_of
from meetings.queries.hearing.recorded import check_being_heard, check_declared
from meetings.queries.people import heard_among
from meetings.rules import plan
from meetings.rules.phases import NOT_HEARD
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.models import Agency
from sharing.operations import circulation
from sharing.operations.locking import lock
from sharing.reasons import Reason
from sharing.rules import RuleBroken, Together
from sharing.work import Refused

CORRECTED = ("agency_id", "what", "for_whom", "party_id", "owner", "due_on")

# Until the minutes are agreed. A draft belongs to its author, and a case that left the flow has no
# plan.
BEFORE_MINUTES = (*NOT_HEARD, Stage.HEARD)


def record_action(
    *,
    actor: Actor,
    case_id: UUID,
    agency_id: UUID,
    what: str,
    for_whom: str,
    owner: str,
    due_on: date,
    party_id: UUID | None = None,
    read_back: str | None = None,
) -> Action:
    """The plan of the case has this action, whose agency reads the whole case from now on.
    `read_back` is when the plan was read back, as the page said: if that was later, or the page did
    not say so, nothing is recorded."""
    event = may.RECORD_ACTION.event
    work = perform(actor, may.RECORD_ACTION, case_id)
    case = lock(Case, case_id)
    check_being_heard(case)
    check_declared(actor, case, event)
    _check_told(case, read_back)
    _check(actor, case, agency_id, party_id, due_on)
    said = {"what__iexact": what.strip(), "for_whom": for_whom, "party_id": party_id}
    _check_new(actor, case, agency_id=agency_id, due_on=due_on, **said)
    action = Action.objects.create(
        scope_id=case_id,
        meeting=case.meeting,
        agency_id=agency_id,
        what=what.strip(),
        for_whom=for_whom,
        party_id=party_id,
        owner=owner.strip(),
        due_on=due_on,
        position=_next_position(case_id),
        recorded_by_id=actor.person_id,
        recorded_at=clock.now(),
    )
    circulation.circulate(work, case_id, full={agency_id})
    work.items.add(action.pk)
    return action


def correct_action(
    *,
    actor: Actor,
    action_id: UUID,
    version: int | None,
    agency_id: UUID,
    what: str,
    for_whom: str,
    owner: str,
    due_on: date,
    party_id: UUID | None = None,
    read_back: str | None = None,
) -> Action:
    """The action has these values instead; its history keeps the earlier ones."""
    event = may.ACTION_CORRECTED
    case_id = action_of(actor, action_id, event).scope_id
    work = perform(actor, may.RECORD_ACTION, case_id, event=event)
    case = lock(Case, case_id)
    check_being_heard(case)
    check_declared(actor, case, event)
    _check_told(case, read_back)
    action = lock(Action, action_id, version=version, fields=CORRECTED)
    _check(actor, case, agency_id, party_id, due_on)
    before = action.agency_id
    action.agency_id, action.what, action.for_whom = agency_id, what.strip(), for_whom
    action.party_id, action.owner, action.due_on = party_id, owner.strip(), due_on
    action.version += 1
    action.save()
    circulation.circulate(work, case_id, full={agency_id})
    work.items.add(action_id)
    if before != agency_id:
        take_back(work, case_id, before)
    return action


def strike_action(
    *,
    actor: Actor,
    action_id: UUID,
    version: int | None,
    reason: str,
    read_back: str | None = None,
) -> Action:
    """The action is no longer in the plan, and its agency no longer reads the case unless it has
    another reason to. The action and the reason for striking it out are kept."""
    event = may.ACTION_STRUCK
    case_id = action_of(actor, action_id, event).scope_id
    work = perform(actor, may.RECORD_ACTION, case_id, event=event)
    case = lock(Case, case_id)
    check_being_heard(case)
    check_declared(actor, case, event)
    _check_told(case, read_back)
    action = lock(Action, action_id, version=version, fields=CORRECTED)
    action.state, action.result, action.ended_on = ActionState.STRUCK, reason, clock.today()
    action.version += 1
    action.save()
    work.items.add(action_id)
    take_back(work, case_id, action.agency_id)
    return action


def record_earlier_action(
    *,
    actor: Actor,
    case_id: UUID,
    what: str,
    for_whom: str,
    done_on: date,
    result: str,
    agency_id: UUID,
) -> Action:
    """The case records what an agency did before the meeting. That is not an action of the plan."""
    event = may.RECORD_EARLIER_ACTION.event
    work = perform(actor, may.RECORD_EARLIER_ACTION, case_id)
    case = lock(Case, case_id)
    if actor.role not in may.KEEPERS and agency_id != actor.agency_id:
        raise Refused(Reason.NOT_OWN_AGENCY, event, case_id)
    _check_agency(actor, agency_id)
    if case.stage not in BEFORE_MINUTES:
        raise RuleBroken(_("The minutes of this case are agreed, so nothing is added to them."))
    plan.check_done(done_on, today=clock.today())
    action = Action.objects.create(
        scope_id=case_id,
        meeting=case.meeting,
        agency_id=agency_id,
        what=what.strip(),
        for_whom=for_whom,
        before_meeting=True,
        state=ActionState.COMPLETED,
        result=result.strip() or _("Done before the meeting"),
        ended_on=done_on,
        position=_next_position(case_id),
        recorded_by_id=actor.person_id,
        recorded_at=clock.now(),
    )
    work.items.add(action.pk)
    return action


def _check_told(case: Case, read_back: str | None) -> None:
    """Raise `RuleBroken` if the page was opened before the plan was read back: whoever changes an
    agreed plan is told so first. The draft minutes mark what they change."""
    if case.stage != Stage.HEARD or read_back in (None, case.stage_since.isoformat()):
        return
    raise RuleBroken(
        _(
            "The plan of this case was read back and agreed at %(time)s, so nothing was recorded. "
            "Send it again to change the agreed plan: the draft minutes mark that for the chair."
        )
        % {"time": time_format(localtime(case.stage_since))}
    )


def _check_new(actor: Actor, case: Case, **said: object) -> None:
    """Raise `RuleBroken` if somebody else recorded the same: two who keep the record heard it."""
    same = Action.objects.filter(scope=case.pk, before_meeting=False, **said)
    same = same.exclude(recorded_by=actor.person_id)
    if found := same.select_related("recorded_by").first():
        words = _("%(person)s recorded this already at %(time)s, so it was not recorded again.")
        time = time_format(localtime(found.recorded_at))
        raise RuleBroken(words % {"person": found.recorded_by.name, "time": time})


def _check(
    actor: Actor,
    case: Case,
    agency_id: UUID,
    party_id: UUID | None,
    due_on: date,
) -> None:
    rules = Together()
    with rules.one():
        _check_agency(actor, agency_id)
    with rules.one():
        plan.check_due(due_on, today=clock.today())
    with rules.one():
        if party_id and not heard_among(actor, case.pk, [party_id]):
            raise RuleBroken(_("Choose somebody of this case."), field="for_whom")
    rules.check()


def _check_agency(actor: Actor, agency_id: UUID) -> None:
    if not Agency.objects.filter(pk=agency_id, area=actor.area_id).exists():
        raise RuleBroken(_("Choose an agency of this area."), field="agency_id")


def _next_position(case_id: UUID) -> int:
    last = Action.objects.filter(scope=case_id).aggregate(last=Max("position"))["last"]
    return 1 if last is None else last + 1
