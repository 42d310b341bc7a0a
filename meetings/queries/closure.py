"""What the pages of an end show."""

from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import ENDED, Action
from sharing.access import expect, require
from sharing.actor import Actor
from sharing.models import Party


def people_to_name(actor: Actor, case_id: UUID) -> list[tuple[str, str]]:
    """Return the people of a case by identifier, for the page that says who of them died."""
    require(actor, may.VIEW_CASE, case_id)
    expect(actor, may.RECORD_DEATH, case_id)
    parties = Party.objects.filter(scope_id=case_id, ended_on__isnull=True)
    return [
        (
            str(party.pk),
            _("%(name)s, %(role)s")
            % {"name": party.full_name, "role": str(party.get_role_display()).lower()},
        )
        for party in parties
    ]


def actions_of(case_id: UUID) -> list[Action]:
    """Return the actions of a case that was opened before, what is still open first."""
    actions = Action.objects.filter(scope_id=case_id).select_related("agency")
    return sorted(actions, key=lambda action: action.state in ENDED)
