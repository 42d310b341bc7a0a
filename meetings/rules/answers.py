"""The answer of an agency about each person of a case, while it is typed and once it is given."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

YES, NO, LATER = "yes", "no", "later"
SAID = {YES: _("Yes"), NO: _("No"), LATER: _("Cannot check yet")}


def field_of_person(person: UUID) -> str:
    """Return the form field that says whether this person is known."""
    return f"person_{person}"


def said_so(said: Mapping[str, object], people: Collection[UUID], how: str) -> set[UUID]:
    """Return those of these people of whom the typed text says that."""
    return {one for one in people if said.get(field_of_person(one)) == how}


def said_otherwise(
    said: Mapping[str, object],
    people: Collection[UUID],
    *,
    known: Collection[UUID],
    unchecked: Collection[UUID],
) -> set[UUID]:
    """Return the people whom the typed text says to be known or not looked up yet, and whom an
    answer says not to be known."""
    left_out = said_so(said, people, YES) - set(known)
    later = said_so(said, people, LATER) - set(known)
    return left_out | later - set(unchecked)


def left_of(
    said: Mapping[str, str | list[str]],
    *,
    answered: Collection[UUID],
    others: Collection[UUID],
    known: Collection[UUID],
) -> dict[str, str | list[str]]:
    """Return the rest of the typed text once these people are answered for; empty if it says the
    present answer of each of the others."""
    stands = {field_of_person(one): YES if one in known else NO for one in others}
    if all(said.get(name, "") in ("", answer) for name, answer in stands.items()):
        return {}
    done = {field_of_person(one) for one in answered}
    return {name: it for name, it in said.items() if name not in done}
