"""The lawful bases on which agencies share, and since when."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sharing import clock
from sharing.access import expect, require
from sharing.access import may as may_do
from sharing.actor import Actor
from sharing.bases import Law, in_one_line, law_of
from sharing.models import Agency, AgencyBases
from sharing.permissions import SEE_BASES, SET_BASES
from sharing.work import current


@dataclass(frozen=True)
class Version:
    """One version of an agency's bases, in words."""

    row: AgencyBases
    words: str

    @property
    def is_to_come(self) -> bool:
        return self.row.in_force_from > clock.today()


@dataclass(frozen=True)
class AgencyLine:
    """The bases of one agency today, if it has set any."""

    agency: Agency
    law: Law
    version: Version | None


@dataclass(frozen=True)
class BasesPage:
    agencies: list[AgencyLine]
    own: list[Version]  # every version of the reader’s own agency, the newest first
    sets: bool  # whether the reader sets those of their agency

    @property
    def missing(self) -> int:
        return sum(line.version is None for line in self.agencies)


@dataclass(frozen=True)
class OwnBases:
    """The bases to set for the actor’s own agency."""

    agency: Agency
    law: Law
    newest: AgencyBases | None


def bases_page(actor: Actor) -> BasesPage:
    """Return the bases of each agency that is asked for research, and the past bases of the actor's
    own."""
    require(actor, SEE_BASES)
    agencies = {one.pk: one for one in Agency.objects.filter(area=actor.area_id)}
    rows = list(AgencyBases.objects.filter(agency__in=agencies).order_by("-version"))
    today = clock.today()
    standing: dict[UUID, AgencyBases] = {}
    for row in rows:
        if row.in_force_from <= today:
            standing.setdefault(row.agency_id, row)
    current().items.update(row.pk for row in rows)
    # An agency that neither answers for every case nor has set bases shares nothing here.
    shown = [one for one in agencies.values() if one.core or one.pk in standing]
    own = agencies.get(actor.agency_id)
    sets = may_do(actor, SET_BASES).allowed
    if sets and own and own not in shown:
        shown.append(own)
    return BasesPage(
        [
            AgencyLine(
                one,
                law_of(one.kind),
                _version(one, standing.get(one.pk)),
            )
            for one in sorted(shown, key=lambda one: one.name)
        ],
        [Version(row, words_of(own, row)) for row in rows if own and row.agency_id == own.pk],
        sets,
    )


def bases_to_set(actor: Actor) -> OwnBases:
    """Return the bases that the actor's own agency has set so far, if the actor may set them."""
    expect(actor, SET_BASES)
    require(actor, SEE_BASES)
    agency = Agency.objects.get(pk=actor.agency_id)
    return OwnBases(agency, law_of(agency.kind), agency.bases.first())


def bases_on(agency_id: UUID, day: date) -> AgencyBases | None:
    """Return the bases on which the agency shared on that day, if it had set any."""
    return AgencyBases.objects.filter(agency=agency_id, in_force_from__lte=day).first()


def words_of(agency: Agency, row: AgencyBases) -> str:
    """Return the bases of an agency in one line."""
    return in_one_line(law_of(agency.kind), row.bases, row.other)


def _version(agency: Agency, row: AgencyBases | None) -> Version | None:
    return Version(row, words_of(agency, row)) if row else None
