"""Cases on which somebody died, for the home of the safeguarding lead, who reads none of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sharing import clock
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.case_names import names_of
from sharing.models import Scope, ScopeVersion
from sharing.permissions import READ_CASE_TRAIL
from sharing.queries.last_done import done_at

# A case stays on hold; it stands on home for as long as what follows a death is set up.
SHOWN_FOR = timedelta(weeks=12)


@dataclass(frozen=True)
class OnHold:
    """A case on hold, by its reference, and the day since when."""

    id: UUID
    reference: str
    since: date


def on_hold_lately(actor: Actor) -> list[OnHold]:
    """Return the cases on hold since the last weeks whose trail the actor may read, the latest
    first; referrals joined to such a case are on hold too."""
    held = Scope.objects.filter(visible_to(actor, READ_CASE_TRAIL), frozen=True)
    versions = ScopeVersion.objects.filter(scope__in=held).order_by("scope", "version")
    since: dict[UUID, tuple[UUID, datetime]] = {}
    for scope_id, frozen, event_id, at in versions.values_list(
        "scope_id", "frozen", "event_id", "recorded_at"
    ):
        if frozen:
            since.setdefault(scope_id, (event_id, at))
        else:  # it was not on hold then, or an earlier hold was lifted
            since.pop(scope_id, None)
    lately = {one: held for one, held in since.items() if held[1] > clock.now() - SHOWN_FOR}
    # By the clock, as every other page says it; an example is written in one go, and its past with
    # it.
    said = done_at(dict(lately.values()))
    days = {one: clock.day(said.get(event, at)) for one, (event, at) in lately.items()}
    found = [OnHold(one, name, days[one]) for one, name in names_of(actor, list(days)).items()]
    return sorted(found, key=lambda one: (-one.since.toordinal(), one.reference))
