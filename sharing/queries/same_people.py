"""People of a case who are in other cases too. No wall joins these cases, so each is searched only
where the actor may ask for its addresses: a reader of one case may not know that there is
another."""

from collections.abc import Collection
from uuid import UUID

from sharing.access import visible_to
from sharing.identity import Identity, identity
from sharing.models import SEARCH_ADDRESSES, Address, Party
from sharing.permissions import SHOW_ADDRESS
from sharing.work import current

# By which somebody is the same person as another.
WHO = ("given_name", "family_name", "born_on")


def people_of(case_ids: Collection[UUID]) -> dict[Identity, str]:
    """Return the role of each person of these cases who has a name and a birth date."""
    rows = Party.objects.filter(scope_id__in=case_ids).values_list(*WHO, "role")
    return {who: role for *names, role in rows if (who := identity(*names))}


def people_elsewhere(case_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """Return the people of these cases who are in another case by name and birth date: by their
    identifier there, that case and their role here."""
    roles = people_of(case_ids)
    if not roles:
        return {}
    theirs = Party.objects.filter(
        visible_to(current().actor, SHOW_ADDRESS, "scope__"),
        born_on__in={born_on for _name, born_on in roles},
    ).exclude(scope_id__in=case_ids)
    return {
        pk: (case_id, roles[who])
        for pk, case_id, *names in theirs.order_by().values_list("pk", "scope_id", *WHO)
        if (who := identity(*names)) in roles
    }


def protected_elsewhere(case_ids: Collection[UUID]) -> list[tuple[Address, str]]:
    """Return the addresses that are protected for the people of these cases in another case, with
    their role here."""
    here = Party.objects.filter(scope_id__in=case_ids)
    protected = (
        Address.objects.filter(
            visible_to(current().actor, SHOW_ADDRESS, "scope__"),
            party__born_on__in=here.values("born_on"),
        )
        .exclude(scope_id__in=case_ids)
        .exclude(kind__in=SEARCH_ADDRESSES)
        .select_related("party")
        .order_by()
    )
    found = list(protected)
    # Mostly there is none.
    roles = people_of(case_ids) if found else {}
    whose = [(one, identity(*(getattr(one.party, name) for name in WHO))) for one in found]
    return [(one, roles[who]) for one, who in whose if who in roles]
