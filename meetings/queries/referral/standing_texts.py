"""Finds a protected address in texts that were written before it was protected."""

from collections.abc import Collection
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Referral, RiskAssessment
from sharing.actor import Actor
from sharing.addresses.places import Address as Place
from sharing.addresses.places import address_of
from sharing.joined_cases import with_joined
from sharing.models import (
    SEARCH_ADDRESSES,
    Address,
    Party,
    SafeContact,
    SharingDecision,
    UnsafeToTell,
)
from sharing.models.scope import Scoped
from sharing.queries.protected import fields_naming, places_of, side_of
from sharing.queries.same_people import people_elsewhere

# What a referral says.
OF_REFERRAL = (Party, Referral, RiskAssessment, SafeContact, SharingDecision, UnsafeToTell)


def texts_naming_protected(case_id: UUID) -> list[str]:
    """Return the names of the texts of a referral that contain a protected address."""
    protected = places_of(case_id).protected
    if not any(protected.values()):
        return []
    rows = [row for model in OF_REFERRAL for row in model.objects.filter(scope_id=case_id)]
    return fields_naming(rows, protected)


def texts_naming(actor: Actor, address: Address) -> list[str]:
    """Return the names of the texts that contain a protected address which was just added and that
    the other side reads. Keepers of the case are told of every text, others of those in its
    referrals."""
    if address.kind in SEARCH_ADDRESSES:
        return []
    models = OF_REFERRAL if actor.role not in may.KEEPERS else _of_cases()
    cases = {address.scope_id}
    if actor.role in may.KEEPERS:
        cases |= with_joined(address.scope_id)
        cases |= {case_id for case_id, _role in people_elsewhere(cases).values()}
    rows = [row for model in models for row in model.objects.filter(scope_id__in=cases)]
    place = address_of(address.lines, address.postcode)
    named = fields_naming(rows, {side_of(address.party.role): [place]})
    return [*named, *_sent_out(place, cases - {address.scope_id})]


def _sent_out(place: Place, case_ids: Collection[UUID]) -> list[str]:
    """Return the references of those cases in which this place goes out to search with."""
    standing = Address.objects.filter(
        scope_id__in=case_ids, kind__in=SEARCH_ADDRESSES, ended_on=None
    )
    found = {
        one.scope_id for one in standing if place.shares_place(address_of(one.lines, one.postcode))
    }
    named = Case.objects.filter(pk__in=found).order_by("reference")
    return [_("an address in %(case)s") % {"case": one.reference} for one in named]


def _of_cases() -> list[type[Scoped]]:
    models = (one for one in apps.get_models() if issubclass(one, Scoped))
    return [one for one in models if not hasattr(one, "history_object")]
