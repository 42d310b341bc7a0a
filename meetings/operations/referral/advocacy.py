"""Speaking for the victim: contact, wishes, the children's voices, and who tells the outcome."""

from datetime import date, datetime
from typing import Any, Unpack
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.models import Case, ContactAttempt, OutcomePlan, Voice
from meetings.operations.referral.steps import check_details
from meetings.queries.hearing.recorded import heard_last
from meetings.queries.joined import heard_as, heard_with
from meetings.queries.referral.advocacy import newest_contacts, outcome_version
from meetings.rules.contact import check_attempt
from meetings.rules.outcome import check_day, check_safe_now
from meetings.rules.sharing_decision import check_decision
from sharing import clock
from sharing.access import perform, perform_together, visible_to
from sharing.actor import Actor
from sharing.history import save_all
from sharing.identifiers import in_time_order
from sharing.models import (
    Party,
    PartyRole,
    SafeContact,
    SharingDecision,
    UnsafeToTell,
    VictimAdvocate,
)
from sharing.operations import people
from sharing.operations.locking import lock
from sharing.operations.people import Contact
from sharing.queries.changed_by import last_writer_of, maker_of
from sharing.queries.memberships import colleagues_as
from sharing.roles import Role
from sharing.rules import Overtaken, RuleBroken, Together


def _check_heard_here(case_id: UUID) -> None:
    """Raise `RuleBroken` if the case was joined to another, where the work for the victim goes
    on."""
    living = heard_as(case_id)
    if living.pk != case_id:
        words = _("This referral was joined to %(reference)s. Record it there.")
        raise RuleBroken(words % {"reference": living.reference})


def record_attempt(
    *, actor: Actor, case_id: UUID, attempted_at: datetime, way: str, result: str, note: str = ""
) -> ContactAttempt:
    """An attempt to reach the victim is on record, with its outcome."""
    work = perform(actor, may.SPEAK_FOR_VICTIM, case_id)
    _check_heard_here(case_id)
    rules = Together()
    with rules.one():
        if attempted_at > clock.now():
            raise RuleBroken(_("The time must be now or earlier."), field="attempted_on")
    contacts = newest_contacts([one.pk for one in heard_with([case_id])])
    watched = any(found[0].phone_watched for found in contacts.values())
    with rules.one():
        check_attempt(way=way, note=note, phone_watched=watched)
    rules.check()
    attempt = ContactAttempt.objects.create(
        id=in_time_order(),
        scope_id=case_id,
        attempted_at=attempted_at,
        way=way,
        result=result,
        note=note,
        author_id=actor.person_id,
    )
    work.items.add(attempt.pk)
    return attempt


def record_wishes(
    *,
    actor: Actor,
    case_id: UUID,
    party_id: UUID,
    wishes: str,
    heard_on: date,
    heard_by: str,
) -> Voice:
    """What the victim wants, or a child says, is on record; earlier records stay. What a child says
    whom only a joined referral names is recorded for that one, and heard with the case."""
    work = perform(actor, may.SPEAK_FOR_VICTIM, case_id, event=may.WISHES_RECORDED)
    _check_heard_here(case_id)
    named_in = _where_named(case_id, party_id)
    if named_in != case_id:
        perform(actor, may.SPEAK_FOR_VICTIM, named_in, event=may.WISHES_RECORDED)
    party = people.party_of(named_in, party_id, may.WISHES_RECORDED)
    if party.role not in (PartyRole.VICTIM, PartyRole.CHILD):
        raise RuleBroken(_("Wishes are those of the victim or a child."), field="party_id")
    if heard_on > clock.today():
        raise RuleBroken(_("The date must be today or earlier."), field="heard_on")
    work.people.add(party.pk)
    voice = Voice.objects.create(
        id=in_time_order(),
        scope_id=named_in,
        party=party,
        wishes=wishes,
        heard_on=heard_on,
        heard_by=heard_by,
        author_id=actor.person_id,
    )
    work.items.add(voice.pk)
    return voice


def _where_named(case_id: UUID, party_id: UUID) -> UUID:
    """Return the joined referral that names this person, or the case itself."""
    joined = heard_with([case_id]).exclude(pk=case_id).values("pk")
    found = Party.objects.filter(scope_id__in=joined, pk=party_id).first()
    return found.scope_id if found else case_id


def record_agreement(
    *,
    actor: Actor,
    case_id: UUID,
    agreement: str,
    asked_on: date | None = None,
    necessity: str = "",
    proportionality: str = "",
    risk_if_not_shared: str = "",
) -> SharingDecision:
    """What the victim has since said about the referral is on record, with this agency's decision
    to share: in short if the victim agrees, otherwise with its reasons. Earlier decisions stay."""
    work = perform(actor, may.SPEAK_FOR_VICTIM, case_id, event=may.AGREEMENT_RECORDED)
    _check_heard_here(case_id)
    said: dict[str, Any] = {
        "agreement": agreement,
        "asked_on": asked_on,
        "necessity": necessity,
        "proportionality": proportionality,
        "risk_if_not_shared": risk_if_not_shared,
    }
    check_decision(said, today=clock.today())
    decision = SharingDecision.objects.create(
        scope_id=case_id,
        agency_id=actor.agency_id,
        decided_by_id=actor.person_id,
        decided_at=clock.now(),
        **said,
    )
    work.items.add(decision.pk)
    return decision


def plan_outcome(
    *,
    actor: Actor,
    case_id: UUID,
    who: str,
    way: str,
    by: date,
    safe_now: bool = False,
    version: int | None = None,
) -> OutcomePlan:
    """It is settled who tells the victim the outcome, how and by when. If the meeting found that
    nobody safely can, the person who plans it has read why, and says that this way is safe."""
    work = perform(actor, may.SPEAK_FOR_VICTIM, case_id, event=may.OUTCOME_PLANNED)
    case = lock(Case, case_id)
    _check_heard_here(case_id)
    plan = OutcomePlan.objects.filter(scope_id=case_id).first()
    if version is not None and version != outcome_version(plan):
        theirs = {name: getattr(plan, name, "") for name in ("who", "way", "by")}
        raise Overtaken(theirs, outcome_version(plan), last_writer_of(plan))
    rules = Together()
    with rules.one():
        # A day that has passed stays while something else is put right.
        if plan is None or plan.overruled or by != plan.by:
            check_day(by, today=clock.today())
    with rules.one():
        check_safe_now(heard_last(case), plan, safe_now=safe_now)
    rules.check()
    if plan is None:
        plan = OutcomePlan(scope_id=case_id)
    plan.who, plan.way, plan.by, plan.author_id = who, way, by, actor.person_id
    plan.overruled = False
    plan.save()
    work.items.add(plan.pk)
    return plan


def name_advocate(
    *, actor: Actor, case_id: UUID, user_id: UUID | None, version: int | None = None
) -> VictimAdvocate:
    """This IDVA speaks for the victim, and reads what agencies restrict to chair and IDVA. If
    nobody is named, the earlier IDVA no longer reads it. Whom joined referrals named no longer
    counts."""
    work = perform(actor, may.SPEAK_FOR_VICTIM, case_id, event=may.ADVOCATE_NAMED)
    lock(Case, case_id)
    _check_heard_here(case_id)
    named = VictimAdvocate.objects.filter(scope_id=case_id).first()
    named = named or VictimAdvocate(scope_id=case_id)
    if version is not None and version != named.version:
        raise Overtaken({"user_id": named.user_id}, named.version, maker_of(named))
    if user_id and user_id not in dict(colleagues_as(actor, Role.ADVOCATE)):
        raise RuleBroken(_("Choose an IDVA of your service."), field="user_id")
    named.user_id, named.version = user_id, named.version + 1
    named.agency_id = actor.agency_id if user_id else None
    named.save()
    work.items.add(named.pk)
    if user_id:
        work.people.add(user_id)
    _settle_joined(actor, case_id)
    return named


def _settle_joined(actor: Actor, case_id: UUID) -> None:
    """Nobody is named any longer for the referrals joined to the case, which names the one IDVA."""
    here = visible_to(actor, may.SPEAK_FOR_VICTIM, "scope__")
    joined = Case.objects.filter(here, joined_to=case_id).values("pk")
    others = list(VictimAdvocate.objects.filter(scope_id__in=joined, user__isnull=False))
    events = dict.fromkeys((one.scope_id for one in others), may.ADVOCATE_NAMED)
    work = perform_together(actor, may.SPEAK_FOR_VICTIM, events)
    for one in others:
        one.user_id, one.agency_id, one.version = None, None, one.version + 1
        work.items.add(one.pk)
    save_all(others, ["user", "agency", "version"])


def record_told(*, actor: Actor, case_id: UUID, told_on: date) -> OutcomePlan:
    """The victim was told the outcome on that day."""
    work = perform(actor, may.SPEAK_FOR_VICTIM, case_id, event=may.OUTCOME_TOLD)
    lock(Case, case_id)
    _check_heard_here(case_id)
    plan = OutcomePlan.objects.filter(scope_id=case_id).first()
    if plan is None:
        raise RuleBroken(_("Say first who tells the victim, how and by when."))
    if told_on > clock.today():
        raise RuleBroken(_("The date must be today or earlier."), field="told_on")
    plan.told_on = told_on
    plan.save()
    work.items.add(plan.pk)
    return plan


def confirm_safe_contact(
    *,
    actor: Actor,
    case_id: UUID,
    must_not_learn: str = "",
    version: int | None = None,
    **contact: Unpack[Contact],
) -> SafeContact:
    """This is the safe way to reach the victim from now on, with who confirmed it and when. Earlier
    ways are kept."""
    work = perform(actor, may.CORRECT_PEOPLE, case_id, event=may.SAFE_CONTACT_CONFIRMED)
    lock(Case, case_id)
    check_details(contact)
    before = SafeContact.objects.filter(scope_id=case_id)
    newest, number = before.first(), before.count()
    told = UnsafeToTell.objects.filter(scope_id=case_id).first()
    if newest is not None and version not in (None, number):
        theirs = {name: getattr(newest, name) for name in Contact.__annotations__}
        theirs |= {"must_not_learn": told.who if told else ""}
        raise Overtaken(theirs, number, last_writer_of(newest))
    if newest is not None and contact["confirmed_on"] < newest.confirmed_on:
        raise RuleBroken(
            _("A later confirmation is on record already. Give the date of this one."),
            field="confirmed_on",
        )
    victim = Party.objects.get(scope_id=case_id, role=PartyRole.VICTIM, ended_on__isnull=True)
    people.put_unsafe_to_tell(case_id, must_not_learn)
    return people.add_safe_contact(work, victim, contact)
