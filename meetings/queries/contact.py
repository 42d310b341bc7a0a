"""The safe way of contact, as sentences for pages and papers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import (
    Case,
    ContactProposal,
    Development,
    Exit,
    Referral,
    StaffWarning,
    TakingBack,
)
from meetings.queries.joined import Account, joined_to, note_together
from meetings.rules.contact import must_be_checked
from sharing import clock
from sharing.access import visible_to
from sharing.identifiers import made_at
from sharing.models import ContactWay, Party, PartyRole, SafeContact, UnsafeToTell
from sharing.work import current

# The newest incident: the day on which it happened, and the moment when it was added.
Incident = tuple[date, datetime]


@dataclass(frozen=True)
class SaidOtherwise:
    """What another referral of the incident says of the safe way, as sentences."""

    whose: str
    way: str
    never: str
    confirmed: str


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
    under_age: str = ""
    # If the victim died: words for that, and no way of contact, because somebody else may have the
    # phone.
    died: str = ""
    # If referrals that are heard together differ, nobody knows which way is safe.
    others: tuple[SaidOtherwise, ...] = ()


def contact_strips(case_ids: Iterable[UUID]) -> dict[UUID, ContactStrip]:
    """Return the same for several cases; the number of queries does not grow with them."""
    cases = list(case_ids)
    joined = joined_to(cases)
    lives = {one.pk: case_id for case_id, accounts in joined.items() for one in accounts}
    note_together(lives)
    rows = list(
        Referral.objects.filter(scope_id__in=cases)
        .annotate(died=victim_died(OuterRef("scope_id")))
        .values_list("scope_id", "danger_to_staff", "died")
    )
    staff = {case_id: danger for case_id, danger, _died in rows}
    dead = [case_id for case_id, _danger, died in rows if died]
    incidents = (
        Development.objects.filter(scope_id__in=[*cases, *lives], kind=Development.Kind.INCIDENT)
        .order_by()
        .values("scope_id")
        .annotate(happened=Max("happened_on"), heard=Max("added_at"))
    )
    newest: dict[UUID, Incident] = {}
    for row in incidents:
        case_id = lives.get(row["scope_id"], row["scope_id"])
        happened, heard = newest.get(case_id, (row["happened"], row["heard"]))
        newest[case_id] = max(happened, row["happened"]), max(heard, row["heard"])
    return strips(cases, staff, newest, joined, dead=dead)


def strips(
    cases: list[UUID],
    staff: dict[UUID, str],
    incidents: dict[UUID, Incident],
    together: Mapping[UUID, Sequence[Account]],
    followed: UUID | None = None,
    dead: Collection[UUID] = (),
    alone: bool = False,
) -> dict[UUID, ContactStrip]:
    """Return the strips of these cases, for a page that already knows what they need: the warnings
    for staff, the newest incident of each case, the referrals heard with it, the case that its
    reader follows without reading it (of which staff are warned too), in which cases the victim is
    `dead`, and whether nothing was joined to any of them."""
    others = [one.pk for accounts in together.values() for one in accounts]
    newest_contacts: dict[UUID, SafeContact] = {}
    told: dict[UUID, list[str]] = {}
    # The strip names the people who must not learn of the referral together with the way of
    # contact.
    unsafe = UnsafeToTell.objects.filter(scope_id=OuterRef("scope_id")).values("who")
    contacts: QuerySet[Any] = SafeContact.objects.filter(scope_id__in=[*cases, *others])
    for contact in contacts.annotate(unsafe=ArraySubquery(unsafe)):
        if contact.scope_id not in newest_contacts:
            newest_contacts[contact.scope_id] = contact
            current().items.add(contact.pk)
        told[contact.scope_id] = contact.unsafe
    there = [followed] if followed else []
    warned = warnings_in_words([*cases, *others, *there], alone=alone)
    found = {}
    for case_id in cases:
        accounts = together.get(case_id, ())
        whom = [
            who for one in (case_id, *(one.pk for one in accounts)) for who in told.get(one, [])
        ]
        dangers = [
            staff.get(case_id, ""),
            *(one.referral.danger_to_staff for one in accounts),
            *(
                words
                for one in (case_id, *(one.pk for one in accounts), *there)
                for words in warned[one]
            ),
        ]
        strip = _strip(
            newest_contacts.get(case_id),
            ", ".join(_each_once(whom)),
            " ".join(_each_once(dangers)),
            incidents.get(case_id),
        )
        if case_id in dead:
            found[case_id] = ContactStrip(
                must_not_learn=strip.must_not_learn, staff=strip.staff, died=_died()
            )
            continue
        found[case_id] = replace(strip, others=_otherwise(case_id, accounts, newest_contacts))
    return found


def victim_died(case_id: OuterRef) -> Exists:
    """Return whether a death of the victim is on record and was not taken back."""
    error = TakingBack.objects.filter(death=OuterRef("pk"), second_agrees=True)
    deaths = Exit.objects.filter(
        ~Exists(error),
        scope_id=OuterRef("scope_id"),
        kind=Exit.Kind.DIED,
        parties__contains=[OuterRef("pk")],
    )
    return Exists(Party.objects.filter(Exists(deaths), scope_id=case_id, role=PartyRole.VICTIM))


def _died() -> str:
    return _(
        "The victim died. Use none of their ways of contact: somebody else may have the phone."
    )


def warnings_of(case_ids: Collection[UUID], *, alone: bool = False) -> QuerySet[Any]:
    """Return the warnings in these cases and in those joined to them, if any may be, each with the
    person whom it is about and, as `lives`, the case that its own case was joined to, if any."""
    ids = list(case_ids)
    among = Q(scope_id__in=ids)
    if not alone:
        seen = visible_to(current().actor, may.READ_WARNINGS, "scope__")
        among |= Q(scope_id__in=Case.objects.filter(seen, joined_to__in=ids).values("pk"))
    lives = Case.objects.filter(pk=OuterRef("scope_id")).order_by().values("joined_to")
    warnings = StaffWarning.objects.filter(among).select_related("about")
    return warnings.annotate(lives=Subquery(lives))


def warnings_in_words(case_ids: Collection[UUID], *, alone: bool = False) -> dict[UUID, list[str]]:
    """Return the warnings that stand in these cases and in those joined to them, oldest first, in
    one query, noted as shown."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for one in warnings_of(case_ids, alone=alone).filter(ended_at=None).order_by("given_at", "pk"):
        current().items.add(one.pk)
        found[one.scope_id].append(in_words(one))
        if one.lives is not None:
            current().cases.add(one.scope_id)
            found[one.lives].append(in_words(one))
    return found


def in_words(warning: StaffWarning) -> str:
    """Return the warning as a sentence about its person."""
    text = f"{warning.text.rstrip('.')}."
    if warning.about is None:
        return text
    return _("%(person)s: %(text)s") % {"person": warning.about.full_name, "text": text}


def _each_once(said: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(one for one in said if one))


def _otherwise(
    case_id: UUID, accounts: Sequence[Account], contacts: Mapping[UUID, SafeContact]
) -> tuple[SaidOtherwise, ...]:
    """Return what the other referrals say, if it differs from the case's own."""
    own = contacts.get(case_id)
    return tuple(
        SaidOtherwise(
            f"{one.referral.agency.name}, {one.reference}",
            _way(contact),
            _never(contact),
            _confirmed(contact.confirmed_by, contact.confirmed_on),
        )
        for one in accounts
        if (contact := contacts.get(one.pk)) and (own is None or _meant(contact) != _meant(own))
    )


def _meant(contact: SafeContact) -> tuple[object, ...]:
    said = (contact.details, contact.times, contact.never)
    return (contact.way, contact.phone_watched, *(one.strip().casefold() for one in said))


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
    """Return the moment if it is known, otherwise the beginning of the day, so that an incident on
    that day counts as newer."""
    made = made_at(contact.pk)
    if made and clock.day(made) == contact.confirmed_on:
        return made
    return timezone.make_aware(datetime.combine(contact.confirmed_on, time.min))


def _way(contact: SafeContact) -> str:
    return _("Safe contact: %(way)s.") % {"way": _parts(contact)}


def _parts(contact: SafeContact | ContactProposal) -> str:
    parts = [ContactWay(contact.way).label, contact.details, contact.times]
    return ", ".join(str(part) for part in parts if part)


def contact_in_words(contact: SafeContact | ContactProposal) -> str:
    """Return a way of contact as sentences: how, what never to do, and who confirmed it."""
    said = (
        f"{_parts(contact)}.",
        _never(contact),
        _confirmed(contact.confirmed_by, contact.confirmed_on),
    )
    return " ".join(one for one in said if one)


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}." if text else ""


def _never(contact: SafeContact | ContactProposal) -> str:
    """Return what must not be done. A phone that somebody else may see or hear comes first,
    whatever number is given with the way of contact."""
    watched = _("The phone may be watched: no call, text or voicemail.")
    said = [watched if contact.phone_watched else "", _sentence(contact.never)]
    return " ".join(one for one in said if one)


def _confirmed(by: str, on: date) -> str:
    return _("Confirmed by %(person)s, %(date)s.") % {"person": by, "date": date_format(on)}
