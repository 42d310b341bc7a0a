"""The people on the list of a meeting, as far as this reader may know them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from meetings import permissions as may
from meetings.models import Case
from meetings.queries.people import born_words, note_people, people_heard, whom_to_look_up
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.models import Party
from sharing.work import current


@dataclass(frozen=True)
class Listed:
    """A person of a case on the list. Only people who may read the case see the role."""

    party: Party
    born: str
    role: str = ""


def people_on(
    actor: Actor, cases: Iterable[Case], *, among: Collection[UUID] | None = None
) -> dict[UUID, list[Listed]]:
    """Return the people of these cases, noted as shown. A reader who only looks people up learns no
    role, not even from the order, and of no unborn child. If `among` is given, people of any other
    case are only to be looked up."""
    ids = [case.pk for case in cases]
    read = Case.objects.filter(
        visible_to(actor, may.VIEW_CASE, "scope__"), pk__in=ids if among is None else among
    )
    readable = set(ids) & set(read.values_list("pk", flat=True))
    known = people_heard(actor, readable)
    looked_up = whom_to_look_up(actor, [one for one in ids if one not in readable])
    shown = [one.party for people in (known | looked_up).values() for one in people]
    note_people(shown)
    current().cases.update(party.scope_id for party in shown)
    found = {
        case_id: [
            Listed(one.party, born_words(one.party), one.party.get_role_display()) for one in people
        ]
        for case_id, people in known.items()
    }
    return found | {
        case_id: [Listed(one.party, born_words(one.party)) for one in people]
        for case_id, people in looked_up.items()
    }
