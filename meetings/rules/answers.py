"""What an agency says of each person of a case, while it is typed and once it is an answer."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

YES, NO, LATER = "yes", "no", "later"
SAID = {YES: _("Yes"), NO: _("No"), LATER: _("Cannot check yet")}


def field_of_person(person: UUID) -> str:
    """Return the field in which is said whether this person is known."""
    return f"person_{person}"


def said_so(said: Mapping[str, object], people: Collection[UUID], how: str) -> set[UUID]:
    """Return of which of these people that is said in what somebody typed."""
    return {one for one in people if said.get(field_of_person(one)) == how}


def says_otherwise(
    said: Mapping[str, object],
    people: Collection[UUID],
    *,
    known: Collection[UUID],
    unchecked: Collection[UUID],
) -> bool:
    """Return whether an answer says of somebody that they are not known whom what was typed says
    to be known, or not looked up yet."""
    left_out = said_so(said, people, YES) - set(known)
    later = said_so(said, people, LATER) - set(known)
    return bool(left_out or later - set(unchecked))
