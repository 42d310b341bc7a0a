"""Beginning a referral. The victim comes first, because a referral of somebody too young stops at
once."""

from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings import stages
from meetings.models import Case, Protocol, Referral, Stage
from meetings.operations.referral.draft import open_draft, values_of
from meetings.queries.area_rules import protocol_in_force
from meetings.queries.cases import just_begun
from meetings.rules import ages
from meetings.rules.completeness import Step
from meetings.rules.references import new_reference
from sharing import clock
from sharing.access import expect, perform, require
from sharing.actor import Actor
from sharing.models import Area, Party, PartyRole, Sensitivity, User
from sharing.operations import circulation, people
from sharing.rules import RuleBroken
from sharing.unit import savepoint
from sharing.work import Work

# There are 160,000 references for a prefix: with 20,000 cases, ten in a row are taken once in a
# billion.
TRIES = 10


def begin_referral(
    *,
    actor: Actor,
    given_name: str = "",
    family_name: str = "",
    other_names: str = "",
    born_on: date | None = None,
    age_about: int | None = None,
    worker_name: str = "",
    worker_role: str = "",
    worker_contact: str = "",
) -> Case:
    """A draft with its victim exists, and only its author sees it. If the victim is too young for a
    MARAC, it is stopped and kept. An author who sends the same form again gets the draft that they
    began."""
    expect(actor, may.REFER)
    ages.check_birth(born_on, age_about, today=clock.today())
    protocol = _protocol_of(actor)
    stopped = _is_too_young(protocol, born_on, age_about)
    victim: dict[str, object] = {
        "given_name": given_name,
        "family_name": family_name,
        "other_names": other_names,
        "born_on": born_on,
        "age_about": age_about,
    }
    worker = {
        "worker_name": worker_name,
        "worker_role": worker_role,
        "worker_contact": worker_contact,
    }
    begun = _begun_alike(actor, victim, worker)
    if begun is not None:
        require(actor, may.VIEW_CASE, begun.pk)
        return begun
    require(actor, may.REFER)
    work = perform(actor, may.REFER, event=may.REFERRAL_STOPPED if stopped else None)
    case = _open_case(work, protocol)
    people.add_party(work, case.pk, PartyRole.VICTIM, victim)
    Referral.objects.create(
        scope_id=case.pk,
        agency_id=actor.agency_id,
        author_id=actor.person_id,
        **worker,
        steps_done=[Step.VICTIM.value],
    )
    if stopped:
        stages.move(case, Stage.STOPPED)
    return case


def save_victim(
    *,
    actor: Actor,
    case_id: UUID,
    version: int | None = None,
    given_name: str = "",
    family_name: str = "",
    other_names: str = "",
    born_on: date | None = None,
    age_about: int | None = None,
    worker_name: str = "",
    worker_role: str = "",
    worker_contact: str = "",
) -> Case:
    """The referral holds these details of the victim and of the worker who refers. A draft about
    somebody too young is stopped. A referral that was submitted before says so on each page, and
    goes to no meeting."""
    require(actor, may.WRITE_REFERRAL, case_id)
    ages.check_birth(born_on, age_about, today=clock.today())
    case = Case.objects.select_related("protocol").get(pk=case_id)
    stopped = case.stage == Stage.DRAFT and _is_too_young(case.protocol, born_on, age_about)
    draft = open_draft(actor, case_id, event=may.REFERRAL_STOPPED if stopped else None)
    victim, referral = draft.victim(), draft.referral
    names = ("given_name", "family_name", "other_names", "born_on", "age_about")
    worker = ("worker_name", "worker_role", "worker_contact")
    draft.check(
        version,
        lambda: (
            {name: getattr(victim, name) for name in names}
            | {name: getattr(referral, name) for name in worker}
        ),
        values_of(victim, names),
        values_of(referral, worker),
    )
    people.change_party(
        draft.work,
        victim,
        {
            "given_name": given_name,
            "family_name": family_name,
            "other_names": other_names,
            "born_on": born_on,
            "age_about": age_about,
        },
    )
    referral.worker_name, referral.worker_role = worker_name, worker_role
    referral.worker_contact = worker_contact
    draft.done(Step.VICTIM)
    if stopped:
        _stop(draft.case)
    return draft.case


def stop_referral(*, actor: Actor, case_id: UUID) -> Case:
    """The draft is stopped, because the victim is too young for a MARAC; it is kept."""
    draft = open_draft(actor, case_id, event=may.REFERRAL_STOPPED)
    _stop(draft.case)
    return draft.case


def _stop(case: Case) -> None:
    if case.stage != Stage.DRAFT:
        raise RuleBroken(
            _(
                "This victim is too young for a MARAC. Call children’s social care now, and tell"
                " your coordinator, who withdraws the referral."
            ),
            field="born_on",
        )
    stages.move(case, Stage.STOPPED)


def _begun_alike(actor: Actor, victim: dict[str, object], worker: dict[str, str]) -> Case | None:
    # One after the other: of two pages sent at once, the second finds the draft of the first.
    User.objects.select_for_update(no_key=True).get(pk=actor.person_id)
    same_victim = Party.objects.filter(role=PartyRole.VICTIM, ended_on=None, **victim)
    same_worker = Referral.objects.filter(**worker)
    alike = just_begun(actor).filter(
        pk__in=same_victim.values("scope_id"), scope__in=same_worker.values("scope_id")
    )
    return alike.first()


def _protocol_of(actor: Actor) -> Protocol:
    protocol = protocol_in_force(actor)
    if protocol is None:
        raise RuleBroken(_("Your area has no protocol in force yet. Ask your coordinator."))
    return protocol


def _is_too_young(protocol: Protocol, born_on: date | None, age_about: int | None) -> bool:
    return ages.is_too_young(
        born_on=born_on,
        age_about=age_about,
        youngest=protocol.youngest_victim,
        today=clock.today(),
    )


def _open_case(work: Work, protocol: Protocol) -> Case:
    case_id, actor = uuid4(), work.actor
    circulation.open_scope(
        work,
        case_id,
        area_id=protocol.area_id,
        owner_agency_id=actor.agency_id,
        sensitivity=Sensitivity.DRAFT,
    )
    work.cases.add(case_id)
    prefix = Area.objects.get(pk=protocol.area_id).prefix
    for _try in range(TRIES):
        try:
            with savepoint():
                return Case.objects.create(
                    scope_id=case_id,
                    reference=new_reference(prefix),
                    protocol=protocol,
                    stage_since=clock.now(),
                )
        except IntegrityError:  # the reference is taken, perhaps by a case out of sight
            continue
    raise RuleBroken(_("No free reference was found. Try again."))
