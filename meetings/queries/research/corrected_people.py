"""Details of people that were corrected after somebody read them, through an agency's proposal or
directly. Such a correction is like that of an item, and is acknowledged in the same way."""

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
    """How many corrected details wait for the actor, in the case of each row."""

    function = "people_corrections_in"
    output_field = IntegerField()

    @classmethod
    def once(cls, case_id: UUID) -> "PeopleCorrectionsIn":
        """Return the same for one case, evaluated once for a query on its rows."""
        asked = "(SELECT %(function)s(%(expressions)s))"
        return cls(Value(case_id, output_field=UUIDField()), template=asked)


@dataclass(frozen=True)
class CorrectedDetail(ToAcknowledge):
    """A detail of a person that somebody read and that was corrected. Its versions are the
    proposals and changes that corrected it since."""

    party_id: UUID
    detail: str
    was: UUID | None  # the address or way of contact that they read
    before: str | None  # any other detail, as they last read it


@dataclass(frozen=True)
class SaidOfPerson:
    """The same in words: person and detail, the value read, and the value now. Readers ask for
    addresses one by one, as everywhere."""

    correction: CorrectedDetail
    party: Party
    before: str
    now: str

    @property
    def about(self) -> str:
        return about_in_words(self.party, self.correction.detail)

    @property
    def hidden(self) -> Party | None:
        """Return the person whose address has to be asked for."""
        return self.party if self.correction.detail == ADDRESS else None


@dataclass(frozen=True)
class AcknowledgedDetail(AcknowledgedBy):
    """The people of one agency who have acknowledged it."""

    correction_id: UUID
    party_id: UUID
    detail: str


def called(detail: str) -> str:
    """Return the name of the detail, for the middle of a sentence."""
    others = {ADDRESS: _("Address"), CONTACT: _("Safe contact")}
    return str(others[detail] if detail in others else Detail(detail).label).lower()


def about_in_words(party: Party, detail: str) -> str:
    """Return the person and the detail, in words."""
    return _("%(person)s, %(detail)s") % {"person": party.full_name, "detail": called(detail)}


def details_waiting(case_ids: Collection[UUID]) -> list[CorrectedDetail]:
    """Return the corrected details of people of these cases that the actor has read and has yet to
    acknowledge, the latest first."""
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
    """Return, by person, what was corrected since the reader read it, in words."""
    found: dict[UUID, list[str]] = {}
    for one in waiting:
        found.setdefault(one.party_id, []).append(called(one.detail))
    words = _("Corrected since you read it: %(details)s")
    return {
        party_id: words % {"details": get_text_list(details, _("and"))}
        for party_id, details in found.items()
    }


def people_corrected(case: Case) -> list[SaidOfPerson]:
    """Return, for a case that was opened before, the corrected details of its people that the
    reader has read, before and now, until they have acknowledged them."""
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
    """Return who has acknowledged corrections of people: those that the actor's agency proposed or,
    for readers of the case's trail, all. It names agencies, never people without access."""
    statement = "SELECT * FROM people_acknowledgements(%s) ORDER BY corrected_at DESC"
    return [AcknowledgedDetail(**row) for row in rows_of(statement, case_id)]
