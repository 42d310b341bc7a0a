"""What victims want and children say, in the cases as which they are heard."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from meetings.models import Case, Voice
from meetings.queries.joined import heard_with, note_together
from meetings.rules.matching import named_alike
from sharing.models import Party, PartyRole


@dataclass(frozen=True)
class Spoken:
    """What a person said, and the case as which it is heard."""

    voice: Voice
    case_id: UUID
    reference: str = ""  # of the joined referral for which it was recorded

    @property
    def recorded_for(self) -> str:
        return recorded_for(self.reference)


def recorded_for(reference: str) -> str:
    """Return for which joined referral something was recorded, as a sentence; nothing for the
    case's own."""
    return _("Recorded for %(reference)s.") % {"reference": reference} if reference else ""


def same_person(one: Party, other: Party) -> bool:
    """Return whether two parties of cases that are heard together are one person. Whoever joined
    them found their victims to be one, however each is named."""
    both_victims = one.role == other.role == PartyRole.VICTIM
    return both_victims or named_alike(one, other)


def newest_voices(case_ids: Collection[UUID]) -> list[Spoken]:
    """Return each person's newest wishes in each of these cases, which were opened before, and
    newer ones that were recorded for a referral joined to it. Its own stay beside these, because a
    referrer may read them and not those."""
    of_case = Case.objects.filter(pk=OuterRef("scope_id")).order_by()
    rows: QuerySet[Any] = Voice.objects.filter(
        scope_id__in=heard_with(case_ids).values("pk"), party__ended_on__isnull=True
    )
    rows = rows.select_related("party").annotate(
        lives=Subquery(of_case.values("joined_to")),
        reference=Subquery(of_case.values("reference")),
    )
    own, others = list[Spoken](), list[Spoken]()
    for one in rows:  # the newest comes first
        if one.scope_id in case_ids:
            own.append(Spoken(one, one.scope_id))
        else:
            others.append(Spoken(one, one.lives, one.reference))
    found = list[Spoken]()
    for one in sorted([*own, *others], key=lambda it: _age(it.voice), reverse=True):
        if not any(_takes_place_of(newer, one) for newer in found):
            found.append(one)
    note_together({one.voice.scope_id for one in found if one.reference})
    return sorted(found, key=lambda one: one.voice.party.position)


def _age(voice: Voice) -> tuple[Any, ...]:
    return voice.heard_on, voice.pk


def _takes_place_of(newer: Spoken, one: Spoken) -> bool:
    if newer.case_id != one.case_id or (newer.reference and not one.reference):
        return False
    if newer.reference or one.reference:
        return same_person(newer.voice.party, one.voice.party)
    return newer.voice.party_id == one.voice.party_id
