"""The other steps of a referral's form, each saved separately. The portal asks for missing answers
when the referral is submitted, so that nobody has to stop in the middle."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Unpack
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from meetings.models import Ground, Referral, RiskAssessment
from meetings.operations.referral.draft import Change, open_draft, rows_of, values_of
from meetings.rules.completeness import Step
from meetings.rules.contact import check_contact
from meetings.rules.grounds import check_judgement
from meetings.rules.sharing_decision import check_decision
from sharing import clock
from sharing.actor import Actor
from sharing.models import Address, SafeContact, SharingDecision, UnsafeToTell
from sharing.operations import people
from sharing.operations.people import Contact, Details
from sharing.rules import RuleBroken


def save_safe_contact(
    *,
    actor: Actor,
    case_id: UUID,
    must_not_learn: str = "",
    version: int | None = None,
    **contact: Unpack[Contact],
) -> Referral:
    """The referral names the one safe way to reach the victim, and who must not learn of it."""
    check_details(contact)
    draft = open_draft(actor, case_id)
    standing = SafeContact.objects.filter(scope_id=case_id).first()
    told = UnsafeToTell.objects.filter(scope_id=case_id).first()
    draft.check(
        version,
        lambda: _contact_values(standing, told),
        values_of(standing, list(Contact.__annotations__)),
        values_of(told, ["who"]),
    )
    if standing is None:
        people.add_safe_contact(draft.work, draft.victim(), contact)
    else:
        _change(standing, contact)
    people.put_unsafe_to_tell(case_id, must_not_learn)
    return draft.done(Step.CONTACT)


def check_details(contact: Contact) -> None:
    """Raise `RuleBroken` if the way of contact is not safe, or was confirmed on a future day."""
    check_contact(
        way=contact["way"],
        phone_watched=contact.get("phone_watched", False),
        confirmed_on=contact["confirmed_on"],
        today=clock.today(),
    )


def save_children(
    *,
    actor: Actor,
    case_id: UUID,
    child_referral: str = "",
    child_referral_on: date | None = None,
    version: int | None = None,
) -> Referral:
    """The referral names the children and others at risk, and says whether children's social care
    was told."""
    values = {"child_referral": child_referral, "child_referral_on": child_referral_on}
    return _save(actor, case_id, version, Step.CHILDREN, values)


def finish_addresses(*, actor: Actor, case_id: UUID, version: int | None = None) -> Referral:
    """The author has given every address that is known."""
    return _save(actor, case_id, version, Step.ADDRESSES, {}, rows_of(Address, scope_id=case_id))


def save_incident(
    *,
    actor: Actor,
    case_id: UUID,
    incident_on: date | None = None,
    what_happened: str = "",
    background: str = "",
    done_today: str = "",
    danger_to_staff: str = "",
    version: int | None = None,
) -> Referral:
    """The referral says what happened, what went before and what was done today, as far as it is
    known."""
    if incident_on is not None and incident_on > clock.today():
        raise RuleBroken(_("The incident must be today or earlier."), field="incident_on")
    values = {
        "incident_on": incident_on,
        "what_happened": what_happened,
        "background": background,
        "done_today": done_today,
        "danger_to_staff": danger_to_staff,
    }
    return _save(actor, case_id, version, Step.INCIDENT, values)


def save_checklist(
    *,
    actor: Actor,
    case_id: UUID,
    answers: Mapping[str, str],
    assessed_on: date,
    source: str = "",
    tool: str = "DASH",
    tool_version: str = "2009",
    comment: str = "",
    version: int | None = None,
) -> Referral:
    """The risk checklist holds these answers, by subject. A "don't know" stays one."""
    if assessed_on > clock.today():
        raise RuleBroken(_("The date must be today or earlier."), field="assessed_on")
    draft = open_draft(actor, case_id)
    standing = RiskAssessment.objects.filter(scope_id=case_id).first()
    values = {
        "answers": dict(answers),
        "assessed_on": assessed_on,
        "source": source,
        "tool": tool,
        "tool_version": tool_version,
        "comment": comment,
    }
    draft.check(
        version, lambda: _assessment_values(standing, values), values_of(standing, list(values))
    )
    if standing is None:
        RiskAssessment.objects.create(scope_id=case_id, author_id=actor.person_id, **values)
    else:
        _change(standing, values)
    return draft.done(Step.CHECKLIST)


def save_grounds(
    *,
    actor: Actor,
    case_id: UUID,
    grounds: Sequence[str],
    judgement: str = "",
    incident_count: int | None = None,
    local_ground: str = "",
    earlier_marac: str = "",
    version: int | None = None,
) -> Referral:
    """The referral names the worker's grounds. If there are none or the worker is unsure, triage
    judges."""
    check_judgement(grounds, judgement)
    values = {
        "grounds": [ground for ground in grounds if ground in Ground.values],
        "judgement": judgement,
        "incident_count": incident_count,
        "local_ground": local_ground,
        "earlier_marac": earlier_marac,
    }
    return _save(actor, case_id, version, Step.GROUNDS, values)


def save_sharing(
    *,
    actor: Actor,
    case_id: UUID,
    agreement: str,
    asked_on: date | None = None,
    necessity: str = "",
    proportionality: str = "",
    risk_if_not_shared: str = "",
    version: int | None = None,
) -> Referral:
    """The agency has decided that the case may be shared: in short if the victim agrees, with full
    reasons if the victim does not or was not asked."""
    values: dict[str, Any] = {
        "agreement": agreement,
        "asked_on": asked_on,
        "necessity": necessity,
        "proportionality": proportionality,
        "risk_if_not_shared": risk_if_not_shared,
    }
    check_decision(values, today=clock.today())
    draft = open_draft(actor, case_id)
    agency_id = draft.referral.agency_id
    standing = SharingDecision.objects.filter(scope_id=case_id, agency_id=agency_id).first()
    names = list(values)
    draft.check(
        version,
        lambda: {name: getattr(standing, name, "") for name in names},
        values_of(standing, names),
    )
    values |= {"decided_by_id": actor.person_id, "decided_at": clock.now()}
    if standing is None:
        SharingDecision.objects.create(scope_id=case_id, agency_id=agency_id, **values)
    else:
        _change(standing, values)
    return draft.done(Step.SHARING)


def save_equality(
    *,
    actor: Actor,
    case_id: UUID,
    version: int | None = None,
    **details: Unpack[Details],
) -> Referral:
    """The referral holds what the victim said about themselves; a question that was not asked says
    so."""
    draft = open_draft(actor, case_id)
    victim = draft.victim()
    draft.check(
        version,
        lambda: {name: getattr(victim, name) for name in details},
        values_of(victim, list(details)),
    )
    people.change_party(draft.work, victim, details)
    return draft.done(Step.EQUALITY)


def _save(
    actor: Actor,
    case_id: UUID,
    version: int | None,
    step: Step,
    values: Mapping[str, object],
    *about: Change,
) -> Referral:
    draft = open_draft(actor, case_id)
    draft.check(
        version,
        lambda: {name: getattr(draft.referral, name) for name in values},
        values_of(draft.referral, list(values)),
        *about,
    )
    for name, value in values.items():
        setattr(draft.referral, name, value)
    return draft.done(step)


def _change(row: SafeContact | RiskAssessment | SharingDecision, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _contact_values(standing: SafeContact | None, told: UnsafeToTell | None) -> dict[str, object]:
    names = Contact.__annotations__ if standing else ()
    return {name: getattr(standing, name) for name in names} | {
        "must_not_learn": told.who if told else ""
    }


def _assessment_values(
    standing: RiskAssessment | None, values: Mapping[str, Any]
) -> dict[str, object]:
    theirs = {name: getattr(standing, name, "") for name in values if name != "answers"}
    return theirs | (standing.answers if standing else {})
