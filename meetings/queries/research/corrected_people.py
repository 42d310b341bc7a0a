"""What is said of people of a case and was corrected since somebody read it, as an agency proposed or
by whoever keeps the case: it is what a corrected item is, and is acknowledged as one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Func, IntegerField, UUIDField, Value
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from meetings.models import Case, Detail
from meetings.models.proposal import in_words
from meetings.queries.contact import contact_in_words
from meetings.queries.joined import heard_together
from meetings.queries.people import note_people, with_past
from sharing.models import SEARCH_ADDRESSES, Address, Party, SafeContact
from sharing.queries.corrections import AcknowledgedBy, ToAcknowledge, rows_of
from sharing.work import current

ADDRESS, CONTACT = "address", "contact"


class PeopleCorrectionsIn(Func):
    """How many details of people wait for whoever acts, in the case of each row."""

    function = "people_corrections_in"
    output_field = IntegerField()

    @classmethod
    def once(cls, case_id: UUID) -> "PeopleCorrectionsIn":
        """Return the same of one case, to be asked beside rows of it: once for the query."""
        asked = "(SELECT %(function)s(%(expressions)s))"
        return cls(Value(case_id, output_field=UUIDField()), template=asked)


@dataclass(frozen=True)
class CorrectedDetail(ToAcknowledge):
    """Something said of a person that somebody read and that is no longer so. Its versions are the
    proposals and changes by which it was corrected since."""

    party_id: UUID
    detail: str
    was: UUID | None  # the address or way of contact that they read
    before: str | None  # any other detail, as they read it last


@dataclass(frozen=True)
class SaidOfPerson:
    """The same in words: whose and which, what was read, and what stands now. An address is asked for
    by itself, as everywhere."""

    correction: CorrectedDetail
    party: Party
    before: str
    now: str

    @property
    def about(self) -> str:
        return about_in_words(self.party, self.correction.detail)

    @property
    def hidden(self) -> Party | None:
        """Return whose address it is that is asked for."""
        return self.party if self.correction.detail == ADDRESS else None


@dataclass(frozen=True)
class AcknowledgedDetail(AcknowledgedBy):
    """Who of one agency has acknowledged it."""

    correction_id: UUID
    party_id: UUID
    detail: str


def called(detail: str) -> str:
    """Return what of a person it is, to stand within a sentence."""
    others = {ADDRESS: _("Address"), CONTACT: _("Safe contact")}
    return str(others[detail] if detail in others else Detail(detail).label).lower()


def about_in_words(party: Party, detail: str) -> str:
    """Return whose detail it is, and which."""
    return _("%(person)s, %(detail)s") % {"person": party.full_name, "detail": called(detail)}


def details_waiting(case_ids: Collection[UUID]) -> list[CorrectedDetail]:
    """Return what of the people of these cases whoever acts has read, was corrected, and they have
    yet to acknowledge: the latest first."""
    rows = rows_of(
        "SELECT * FROM people_corrections_waiting(%s::uuid[])"
        " ORDER BY corrected_at DESC, correction_id DESC",
        list(case_ids),
    )
    places: dict[tuple[UUID, str, UUID | None], CorrectedDetail] = {}
    for row in rows:
        place = row["party_id"], row["detail"], row.pop("replaced")
        correction_id = row.pop("correction_id")
        # The latest says what was read last.
        places.setdefault(place, CorrectedDetail(versions=[], **row))
        places[place].versions.append(correction_id)
    return list(places.values())


def since_read(waiting: Iterable[CorrectedDetail]) -> dict[UUID, str]:
    """Return by person what of them was corrected since the reader read it, in words."""
    found: dict[UUID, list[str]] = {}
    for one in waiting:
        found.setdefault(one.party_id, []).append(called(one.detail))
    words = _("Corrected since you read it: %(details)s")
    return {
        party_id: words % {"details": get_text_list(details, _("and"))}
        for party_id, details in found.items()
    }


def people_corrected(case: Case) -> list[SaidOfPerson]:
    """Return, of a case that was opened before, what of its people the reader has read and is no
    longer so, before and now, as long as they have not acknowledged it."""
    waiting = details_waiting([case.pk])
    if not waiting:
        return []
    scopes = heard_together(case).values("pk")
    about = {one.party_id for one in waiting}
    people = with_past(Party.objects.filter(scope_id__in=scopes, pk__in=about)).in_bulk()
    note_people(people.values())
    kinds = Address.objects.filter(scope_id__in=scopes, kind__in=SEARCH_ADDRESSES)
    addresses = list(kinds.defer("lines", "postcode").order_by("kind", "id"))
    contacts = list(SafeContact.objects.filter(scope_id=case.pk))
    return [_said(one, people[one.party_id], addresses, contacts) for one in waiting]


def _said(
    one: CorrectedDetail, party: Party, addresses: list[Address], contacts: list[SafeContact]
) -> SaidOfPerson:
    if one.detail == ADDRESS:
        was = next(address for address in addresses if address.pk == one.was)
        now = [it for it in addresses if it.party_id == party.pk and it.ended_on is None]
        said = [
            _("An address that holds no longer: %(kind)s") % {"kind": _kinds([was])},
            _("Hidden: %(kinds)s") % {"kinds": _kinds(now)},
        ]
    elif one.detail == CONTACT:
        way = next(contact for contact in contacts if contact.pk == one.was)
        current().items.update((way.pk, contacts[0].pk))
        said = [contact_in_words(way), contact_in_words(contacts[0])]
    else:
        values = (one.before, getattr(party, one.detail))
        said = [str(in_words(one.detail, value)) for value in values]
    return SaidOfPerson(one, party, *said)


def _kinds(addresses: Iterable[Address]) -> str:
    return ", ".join(str(one.get_kind_display()).lower() for one in addresses)


def details_acknowledged(case_id: UUID) -> list[AcknowledgedDetail]:
    """Return who has acknowledged what was corrected of people: as one's own agency proposed and,
    for who reads the trail of the case, of all. It names agencies, never who has no access."""
    statement = "SELECT * FROM people_acknowledgements(%s) ORDER BY corrected_at DESC"
    return [AcknowledgedDetail(**row) for row in rows_of(statement, case_id)]
