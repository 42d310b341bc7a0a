"""One case: the row, the bar on each of its pages, and the safe way of contact."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Development, Referral, RiskAssessment, Stage
from meetings.rules.contact import must_be_checked
from meetings.stages import open_actions
from sharing import clock
from sharing.access import expect, require, visible_to
from sharing.access import may as may_read
from sharing.actor import Actor
from sharing.identifiers import made_at
from sharing.models import (
    Address,
    ContactWay,
    Party,
    PartyRole,
    SafeContact,
    SharingDecision,
    UnsafeToTell,
)
from sharing.permissions import Permission
from sharing.watch.names import note_shown
from sharing.work import current

# The newest incident: the day on which it happened, and the moment when it was added.
Incident = tuple[date, datetime]

# By meaning: grey asks nothing now, yellow waits for somebody; every other stage is under way.
STAGE_COLOURS = {
    Stage.DRAFT: "grey",
    Stage.RETURNED: "yellow",
    Stage.DECLINING: "yellow",
    Stage.DIED: "yellow",
    Stage.STOPPED: "grey",
    Stage.DISCARDED: "grey",
    Stage.DECLINED: "grey",
    Stage.JOINED: "grey",
    Stage.COMPLETE: "grey",
    Stage.WITHDRAWN: "grey",
    Stage.WRONG_AREA: "grey",
    Stage.TRANSFERRED: "grey",
}


def open_case(
    actor: Actor,
    case_id: UUID,
    permission: Permission = may.VIEW_CASE,
    change: Permission | None = None,
) -> Case:
    """Return the case, noted as read; raises `Refused` for whom it is not there, and for whom
    could not make the change that the page is for."""
    require(actor, permission, case_id)
    if change is not None:
        expect(actor, change, case_id)
    return _numbered(actor).get(pk=case_id)


@dataclass(frozen=True)
class ContactStrip:
    """The one safe way, as sentences for the strip on every page and paper about a case."""

    way: str = ""
    never: str = ""
    confirmed: str = ""
    check: str = ""
    must_not_learn: str = ""
    staff: str = ""
    research: str = ""


@dataclass(frozen=True)
class CaseBar:
    """What stands above every page about a case; the rest is for pages that show more of it."""

    case: Case
    victim: Party | None
    contact: ContactStrip
    colour: str = "blue"
    facts: list[str] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    # With the newest checklist's `answers` and the newest decision's `agreement`.
    referral: Referral | None = None
    developments: list[Development] = field(default_factory=list)


def case_bar(case: Case) -> CaseBar:
    """Return what stands above every page about a case that was opened before."""
    addresses = Address.objects.filter(party=OuterRef("pk"), ended_on__isnull=True)
    parties: list[Party] = list(
        Party.objects.filter(scope_id=case.pk, ended_on__isnull=True).annotate(
            has_address=Exists(addresses)
        )
    )
    victim = next((party for party in parties if party.role == PartyRole.VICTIM), None)
    if victim:
        current().people.add(victim.pk)
    note_shown(current(), [(party.given_name, party.family_name) for party in parties])
    referral = _referral(case)
    developments = list(
        Development.objects.filter(scope_id=case.pk).select_related("agency", "author")
    )
    incidents = [one for one in developments if one.kind == Development.Kind.INCIDENT]
    newest: dict[UUID, Incident] = {}
    if incidents:
        happened = max(one.happened_on for one in incidents)
        newest[case.pk] = happened, max(one.added_at for one in incidents)
    strips = _strips(
        [case.pk],
        staff={case.pk: referral.danger_to_staff} if referral else {},
        incidents=newest,
    )
    return CaseBar(
        case,
        victim,
        strips[case.pk],
        STAGE_COLOURS.get(Stage(case.stage), "blue"),
        _facts(case, current().actor),
        parties,
        referral,
        developments,
    )


def _referral(case: Case) -> Referral | None:
    assessments = RiskAssessment.objects.filter(scope_id=OuterRef("scope_id"))
    decisions = SharingDecision.objects.filter(scope_id=OuterRef("scope_id"))
    referrals = Referral.objects.select_related("agency").filter(scope_id=case.pk)
    return referrals.annotate(
        answers=Subquery(assessments.values("answers")[:1]),
        agreement=Subquery(decisions.values("agreement")[:1]),
    ).first()


def readable_bar(actor: Actor, case_id: UUID) -> CaseBar | None:
    """Return the bar of a case whose trail is read, where the reader may read the case too."""
    if not may_read(actor, may.VIEW_CASE, case_id).allowed:
        return None
    return case_bar(_numbered(actor).get(pk=case_id))


def in_order(actor: Actor, meeting: UUID | OuterRef) -> QuerySet[Case]:
    """Return the cases of a meeting that the actor may follow, in their order. They are numbered
    as they stand here: a gap would tell of a case that is walled off."""
    return Case.objects.filter(
        visible_to(actor, may.SEE_HEARING, "scope__"), meeting=meeting
    ).order_by("position", "reference")


def _numbered(actor: Actor) -> QuerySet[Any]:
    """Return cases with their meeting, and their number in its order as this actor knows it."""
    up_to_it = in_order(actor, OuterRef("meeting")).filter(position__lte=OuterRef("position"))
    number = up_to_it.order_by().values("meeting").annotate(number=Count("pk")).values("number")
    return Case.objects.select_related("meeting", "protocol").annotate(
        number=Subquery(number), action_is_open=Exists(open_actions(OuterRef("pk")))
    )


def _facts(case: Case, actor: Actor) -> list[str]:
    facts = []
    if case.meeting:
        day = day_of(case.meeting.starts_at)
        # Numbers of the running order are for those who keep it.
        number = getattr(case, "number", None) if actor.role in may.KEEPERS else None
        if number:
            facts.append(_("%(day)s, number %(number)s") % {"day": day, "number": number})
        else:
            facts.append(day)
    if case.with_children:
        facts.append(_("Children in the case"))
    if case.came_from:
        facts.append(_("Transferred in from %(area)s") % {"area": case.came_from})
    return facts


def day_of(moment: datetime) -> str:
    """Return the day in the reader's words: Thursday 26 November."""
    return date_format(timezone.localtime(moment), "l j F")


def contact_strips(case_ids: Iterable[UUID]) -> dict[UUID, ContactStrip]:
    """Return the same for several cases, in as many queries as for one."""
    cases = list(case_ids)
    danger = Referral.objects.filter(scope_id__in=cases).values_list("scope_id", "danger_to_staff")
    incidents = (
        Development.objects.filter(scope_id__in=cases, kind=Development.Kind.INCIDENT)
        .order_by()
        .values("scope_id")
        .annotate(happened=Max("happened_on"), heard=Max("added_at"))
    )
    newest = {row["scope_id"]: (row["happened"], row["heard"]) for row in incidents}
    return _strips(cases, dict(danger), newest)


def _strips(
    cases: list[UUID], staff: dict[UUID, str], incidents: dict[UUID, Incident]
) -> dict[UUID, ContactStrip]:
    newest_contacts: dict[UUID, SafeContact] = {}
    for contact in SafeContact.objects.filter(scope_id__in=cases):
        newest_contacts.setdefault(contact.scope_id, contact)
    told: dict[UUID, list[str]] = {}
    for case_id, who in UnsafeToTell.objects.filter(scope_id__in=cases).values_list(
        "scope_id", "who"
    ):
        told.setdefault(case_id, []).append(who)
    return {
        case_id: _strip(
            newest_contacts.get(case_id),
            ", ".join(told.get(case_id, [])),
            staff.get(case_id, ""),
            incidents.get(case_id),
        )
        for case_id in cases
    }


def _strip(
    contact: SafeContact | None, told: str, staff: str, newest: Incident | None
) -> ContactStrip:
    if contact is None:
        return ContactStrip(must_not_learn=told, staff=staff)
    check = ""
    happened, heard = newest or (None, None)
    if must_be_checked(
        contact.confirmed_on,
        today=clock.today(),
        newest_incident=happened,
        heard_since=heard is not None and heard > _confirmed_at(contact),
    ):
        check = _("Ask %(person)s first.") % {"person": contact.confirmed_by}
    return ContactStrip(
        way=_way(contact),
        never=_never(contact),
        confirmed=_confirmed(contact.confirmed_by, contact.confirmed_on),
        check=check,
        must_not_learn=told,
        staff=staff,
    )


def _confirmed_at(contact: SafeContact) -> datetime:
    """Return the moment, as far as it is known: else the day counts from its beginning, so that
    an incident of that day is the newer one."""
    made = made_at(contact.pk)
    if made and clock.day(made) == contact.confirmed_on:
        return made
    return timezone.make_aware(datetime.combine(contact.confirmed_on, time.min))


def _way(contact: SafeContact) -> str:
    parts = [ContactWay(contact.way).label, contact.details, contact.times]
    return _("Safe contact: %(way)s.") % {"way": ", ".join(str(part) for part in parts if part)}


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}." if text else ""


def _never(contact: SafeContact) -> str:
    """What must not be done; first of all not to use a phone that somebody else may see or hear,
    whatever number stands with the way."""
    watched = _("The phone may be watched: no call, text or voicemail.")
    said = [watched if contact.phone_watched else "", _sentence(contact.never)]
    return " ".join(one for one in said if one)


def _confirmed(by: str, on: date) -> str:
    return _("Confirmed by %(person)s, %(date)s.") % {"person": by, "date": date_format(on)}
