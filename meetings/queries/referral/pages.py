"""The referral for the pages that change it, shown only to somebody who could change it."""

from uuid import UUID

from meetings import permissions as may
from meetings.models import Protocol, Referral
from meetings.queries.area_rules import protocol_in_force
from meetings.queries.case import open_case
from meetings.queries.case_bar import CaseBar, case_bar
from meetings.queries.referral.full import FullReferral, Person, full_referral
from meetings.rules.referral import is_own
from sharing.access import expect, require
from sharing.access import may as may_do
from sharing.actor import Actor
from sharing.models import Address
from sharing.permissions import SHOW_ADDRESS
from sharing.reasons import Reason
from sharing.work import Refused


def protocol_to_refer_under(actor: Actor) -> Protocol | None:
    """Return the protocol in force in the actor's area, for the page that begins a referral."""
    expect(actor, may.REFER)
    return protocol_in_force(actor)


def referral_to_write(actor: Actor, case_id: UUID) -> FullReferral:
    """Return the referral for a page of its form. Raises `Refused`, before anything else is read,
    if it is somebody else's."""
    facts = require(actor, may.VIEW_CASE, case_id)
    expect(actor, may.WRITE_REFERRAL, case_id)
    if facts and facts.owner_agency_id != actor.agency_id:
        # Probably not theirs: one more query finds out, which the author is spared.
        _only_own(actor, Referral.objects.only("author", "agency").get(scope_id=case_id))
    shown = full_referral(actor, case_id)
    _only_own(actor, shown.referral)
    return shown


def _only_own(actor: Actor, referral: Referral) -> None:
    if not is_own(actor, referral):
        raise Refused(Reason.NOT_OWN_AGENCY, may.WRITE_REFERRAL.event, referral.scope_id)


def people_to_change(actor: Actor, case_id: UUID) -> FullReferral:
    """Return the referral for a page that changes its people, while it is written or later."""
    require(actor, may.VIEW_CASE, case_id)
    if not may_do(actor, may.WRITE_REFERRAL, case_id).allowed:
        expect(actor, may.CORRECT_PEOPLE, case_id)
    shown = full_referral(actor, case_id)
    if not shown.writable:
        expect(actor, may.CORRECT_PEOPLE, case_id)
    return shown


def person_to_change(actor: Actor, case_id: UUID, party_id: UUID) -> tuple[FullReferral, Person]:
    """Return one of the people. Raises `Refused` if there is no such person."""
    shown = people_to_change(actor, case_id)
    found = [person for person in shown.people if person.party.pk == party_id]
    if not found:
        raise Refused(Reason.NOTHING_THERE, may.CORRECT_PEOPLE.event, case_id)
    return shown, found[0]


def addresses_to_show(actor: Actor, case_id: UUID, party_id: UUID) -> tuple[CaseBar, list[Address]]:
    """Return the kinds of the addresses of a person, for the page that asks for a reason."""
    case = open_case(actor, case_id)
    expect(actor, SHOW_ADDRESS, case_id)
    found = list(
        Address.objects.filter(scope_id=case_id, party=party_id, ended_on__isnull=True)
        .defer("lines", "postcode")
        .select_related("party")
    )
    if not found:
        raise Refused(Reason.NOTHING_THERE, SHOW_ADDRESS.event, case_id)
    return case_bar(case), found


def address_to_change(actor: Actor, case_id: UUID, address_id: UUID) -> FullReferral:
    """Return the referral for the page that takes an address off. Raises `Refused` if the case has
    no such address."""
    shown = people_to_change(actor, case_id)
    if not any(address.pk == address_id for one in shown.people for address in one.addresses):
        raise Refused(Reason.NOTHING_THERE, may.CORRECT_PEOPLE.event, case_id)
    return shown
