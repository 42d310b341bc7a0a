"""All that an agency can propose of a victim, for tests that look at whom it reaches."""

from meetings.models import ActionProposal, AddressProposal, ContactProposal, Detail, DetailProposal
from sharing import clock
from sharing.models import AddressKind, Party, PartyRole


def propose_everything(request, user):
    """The agency of the request says of the victim, in each way in which that can be said, what is
    another than the case says."""
    by = {
        "scope_id": request.scope_id,
        "agency_id": request.agency_id,
        "proposed_by": user,
        "proposed_at": clock.now(),
    }
    victim = Party.objects.get(scope_id=request.scope_id, role=PartyRole.VICTIM)
    about = by | {"party": victim, "source": "An arrest"}
    DetailProposal.objects.create(detail=Detail.OTHER_NAMES, value="Tess", **about)
    for kind in (AddressKind.SAFE, AddressKind.CURRENT):
        AddressProposal.objects.create(kind=kind, lines="6 Hollow Way", **about)
    confirmed = {"confirmed_by": "An officer", "confirmed_on": clock.today()}
    ContactProposal.objects.create(way="in_person", details="At work", **confirmed, **about)
    action = {"what": "Visit weekly.", "for_whom": "victim"}
    ActionProposal.objects.create(by_agency_id=request.agency_id, **action, **by)
