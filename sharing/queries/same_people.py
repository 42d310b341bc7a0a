"""People of a case who are in other cases too. No wall joins these cases, so each is searched only
where the actor may ask for its addresses: a reader of one case may not know that there is
another."""

from collections.abc import Collection
from uuid import UUID

from sharing.access import visible_to
from sharing.identity import identity
from sharing.models import Party
from sharing.permissions import SHOW_ADDRESS
from sharing.work import current

# By which somebody is the same person as another.
WHO = ("given_name", "family_name", "born_on")


def people_elsewhere(case_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """Return the people of these cases who are in another case by name and birth date: by their
    identifier there, that case and their role here."""
    roles = {
        identity(given, family, born_on): (born_on, role)
        for given, family, born_on, role in Party.objects.filter(scope_id__in=case_ids).values_list(
            *WHO, "role"
        )
    }
    roles.pop(None, None)
    if not roles:
        return {}
    theirs = Party.objects.filter(
        visible_to(current().actor, SHOW_ADDRESS, "scope__"),
        born_on__in={born_on for born_on, _role in roles.values()},
    ).exclude(scope_id__in=case_ids)
    return {
        pk: (case_id, roles[who][1])
        for pk, case_id, *names in theirs.order_by().values_list("pk", "scope_id", *WHO)
        if (who := identity(*names)) in roles
    }
