"""An action in one line, as somebody types who listens at the same time: agency, action, for whom,
due, owner. "police lend an alarm for victim fri petra ford"

Words that are not understood stay in the text of the action: no typed text is lost, and the fields
below the line correct what was misread. An agency is named whole, or by a word that is known for
it. The beginning of a name is enough only before a colon, "ref: keep a room for victim", as it may
be any other word: "ref to counselling for victim"."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from meetings.rules.action_date import Found, find_due, find_first
from meetings.rules.line_words import AGENCIES, BEFORE_A_PERSON, FOR, ROLES

# A party of a case is somebody whom an action can be for; the plan has no other word for them.
ROLE_OF_PARTY = {"at_risk": "other"}
SHORTEST_PREFIX = 3  # letters before a colon, by which an agency is known
NAMED = ":"  # behind what is said to be an agency
LONGEST_NAME = 6  # words


@dataclass(frozen=True)
class KnownAgency:
    id: UUID
    name: str
    kind: str
    # Who came for it, so that an action has an owner without typing one.
    who: str = ""
    people: tuple[str, ...] = ()
    unseen: bool = False  # nobody there may see the case


@dataclass(frozen=True)
class KnownParty:
    id: UUID
    role: str
    given_name: str
    named_in: str = ""  # where only a joined referral names them: which


@dataclass(frozen=True)
class Known:
    """The possible meanings of a line's words in this case, on this day."""

    today: date
    due_on: date  # where the line says nothing
    agencies: Sequence[KnownAgency] = ()
    parties: Sequence[KnownParty] = ()

    def agency(self, agency_id: UUID | None) -> KnownAgency | None:
        return next((one for one in self.agencies if one.id == agency_id), None)


@dataclass(frozen=True)
class Parts:
    """The parts of an action; empty if the line does not say."""

    agency_id: UUID | None = None
    what: str = ""
    for_whom: str = ""
    party_id: UUID | None = None
    due_on: date | None = None
    owner: str = ""
    no_date: str = ""  # what is written like a date, or said instead of one, and is none


@dataclass(frozen=True)
class Reading:
    """A line that was changed after its parts had been corrected."""

    parts: Parts
    # Parts of which the line says something else than before, and the correction a third thing.
    doubtful: tuple[str, ...] = ()


def read(line: str, known: Known) -> Parts:
    """Return the parts of the line, as far as they are understood. Never raises."""
    words = line.split()
    if not words:
        return Parts()
    agency, words = _agency_and_rest(words, known)
    person, head, tail = _for_whom(words, known.parties)
    names = _names(agency, known.agencies)
    if person is None:
        head, due, owner, no_date = _due_and_owner(head, known, names)
    else:
        for_them = words[len(head) : len(words) - len(tail)]
        due, owner, more, time, no_date = _tail(tail, known, names)
        if due is None and not no_date:
            head, due, no_date = _due_at_an_edge(head, known)
        if more:
            # The words after the person belong to the action, so they stay where they were said.
            head = [*head, *for_them, *more]
        head = [*head, *time]
    return Parts(
        agency_id=agency.id if agency else None,
        what=_sentence(head),
        for_whom=_role(person),
        party_id=person.id if isinstance(person, KnownParty) else None,
        due_on=due or (None if no_date else known.due_on),
        owner=_owner(owner, names) or (agency.who if agency else ""),
        no_date=no_date,
    )


CORRECTABLE = ("agency_id", "what", "for_whom", "party_id", "due_on", "owner")


def read_again(
    line: str, read_from: str, typed: Parts, known: Known, emptied: Collection[str] = ()
) -> Reading:
    """Return the parts of the line, except where somebody corrected them in the fields below.
    `read_from` is the line that the fields were filled from; a field that still says the same was
    not corrected, one of `emptied` was if the line filled it. If the line has since changed a
    corrected part, nobody can tell which is meant: the line wins, and the part is doubtful."""
    before, now = read(read_from, known), read(line, known)
    corrected = {
        name: getattr(typed, name)
        for name in CORRECTABLE
        if (getattr(typed, name) or name in emptied)
        and getattr(typed, name) != getattr(before, name)
    }
    if typed.no_date and typed.no_date != before.no_date:
        corrected["due_on"] = None
    doubtful = tuple(
        name
        for name in corrected
        if read_from
        and getattr(now, name) not in (None, "", getattr(before, name), corrected[name])
    )
    for name in doubtful:
        del corrected[name]
    # One of the people, or all of that role: they are corrected together.
    if "for_whom" in corrected:
        corrected["party_id"] = typed.party_id
    if "due_on" in corrected:
        corrected["no_date"] = "" if corrected["due_on"] else typed.no_date
    return Reading(replace(now, **corrected), doubtful)


def write(parts: Parts, known: Known) -> str:
    """Return a line that reads as these parts."""
    agency = known.agency(parts.agency_id)
    party = next((one for one in known.parties if one.id == parts.party_id), None)
    due = f"{parts.due_on.day}/{parts.due_on.month}/{parts.due_on.year:04}" if parts.due_on else ""
    person = party.given_name if party else parts.for_whom
    said = [
        agency.name if agency else "",
        parts.what,
        f"{FOR.english} {person}" if person else "",
        due,
        parts.owner,
    ]
    return " ".join(part for part in said if part)


def _plain(text: str) -> str:
    return re.sub(r"[^\w& ]", "", text.casefold()).strip()


def _agency_and_rest(words: list[str], known: Known) -> tuple[KnownAgency | None, list[str]]:
    """Return the agency that the line begins with, which a day may stand before, and the other
    words."""
    agency, rest = _agency(words, known.agencies)
    if agency is None and (first := find_first(words, known.today, known.due_on)):
        agency, rest = _agency(words[first.end :], known.agencies)
        rest = [*words[: first.end], *rest]
    return agency, rest


def _agency(
    words: list[str], agencies: Sequence[KnownAgency]
) -> tuple[KnownAgency | None, list[str]]:
    """Return the agency that the words begin with, and the words after it."""
    called: list[tuple[str, KnownAgency]] = [(_plain(one.name), one) for one in agencies]
    called += [
        (alias, one) for one in agencies if one.kind in AGENCIES for alias in AGENCIES[one.kind].all
    ]
    for length in range(min(len(words), LONGEST_NAME), 0, -1):
        said = _plain(" ".join(words[:length]))
        is_enough = words[length - 1].endswith(NAMED) and len(said) >= SHORTEST_PREFIX
        found = {
            one.id: one
            for name, one in called
            if name and (name == said or (is_enough and name.startswith(said)))
        }
        if len(found) == 1:
            return next(iter(found.values())), words[length:]
    return None, words


Person = KnownParty | str | None


def _for_whom(
    words: list[str], parties: Sequence[KnownParty]
) -> tuple[Person, list[str], list[str]]:
    """Return the last person that the line says it is for, the words before and the words after."""
    for place in range(len(words) - 2, -1, -1):
        if words[place].casefold() not in FOR:
            continue
        after = place + 1
        if words[after].casefold() in BEFORE_A_PERSON and after + 1 < len(words):
            after += 1
        person = _person(words[after], parties)
        if person:
            return person, words[:place], words[after + 1 :]
    return None, words, []


def _person(word: str, parties: Sequence[KnownParty]) -> Person:
    said = _plain(word)
    role = next((role for role, words in ROLES.items() if said in words), None)
    if role:
        return role
    named = [one for one in parties if said and _plain(one.given_name) == said]
    # Two of one name: the line cannot tell which, the field can.
    return named[0] if len(named) == 1 else None


def _role(person: Person) -> str:
    if isinstance(person, KnownParty):
        return ROLE_OF_PARTY.get(person.role, person.role)
    return person or ""


def _due_and_owner(
    words: list[str], known: Known, names: dict[str, str]
) -> tuple[list[str], date | None, list[str], str]:
    """Return the words before the last date, the date, the words after it, and a text written like
    a date or said instead of one. After a date that they begin with they say what is to be done."""
    found = find_due(words, known.today, known.due_on, everyday=(len(words) - 1,))
    if found is None:
        return words, None, [], ""
    before, after = words[: found.start], words[found.end :]
    if found.vague:
        said, owner = _before_owner(words, found, names)
        return said, None, owner, _no_date(found, words)
    if not before:
        before, after = after, []
    return [*before, *found.time], found.on, after, _no_date(found, words)


def _due_at_an_edge(words: list[str], known: Known) -> tuple[list[str], date | None, str]:
    """Return the words without the date at their end or else at their beginning, the date, and a
    text written like one or said instead of one at their end."""
    last = find_due(words, known.today, known.due_on, everyday=())
    if last and last.end == len(words):
        said = words if last.vague else [*words[: last.start], *last.time]
        return said, last.on, _no_date(last, words)
    first = find_first(words, known.today, known.due_on)
    if first:
        return [*words[first.end :], *first.time], first.on, ""
    return words, None, ""


def _no_date(found: Found, words: list[str]) -> str:
    return "" if found.on else " ".join(words[found.start : found.end])


def _before_owner(
    words: list[str], found: Found, names: dict[str, str]
) -> tuple[list[str], list[str]]:
    """Return the words up to a text that says no date, which belongs to the action, and the owner
    after it; if nobody is called so, these words belong to the action as well."""
    owner = words[found.end :]
    if _plain(" ".join(owner)) in names:
        return words[: found.end], owner
    return words, []


def _tail(
    words: list[str], known: Known, names: dict[str, str]
) -> tuple[date | None, list[str], list[str], tuple[str, ...], str]:
    """Return the date and owner in the words after the person, the words that belong to the action
    instead, the time of the day, and a text written like a date or said instead of one."""
    found: Found | None = find_due(words, known.today, known.due_on)
    if found is None:
        found = Found(len(words), len(words), None)
    no_date = _no_date(found, words)
    if found.vague:
        more, owner = _before_owner(words, found, names)
        return None, owner, more, (), no_date
    before, owner = words[: found.start], words[found.end :]
    if before and not owner and _plain(" ".join(before)) in names:
        return found.on, before, [], found.time, no_date
    return found.on, owner, before, found.time, no_date


def _names(agency: KnownAgency | None, agencies: Iterable[KnownAgency]) -> dict[str, str]:
    """Return how people's names are written, by the text that somebody types. Those of the agency
    come first."""
    names = {_plain(name): name for one in agencies for name in one.people if name}
    if agency:
        names |= {_plain(name): name for name in agency.people if name}
    return names


def _owner(words: list[str], names: dict[str, str]) -> str:
    said = " ".join(words)
    return names.get(_plain(said)) or " ".join(_capital(word) for word in words)


def _sentence(words: list[str]) -> str:
    return _capital(" ".join(words))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
