"""Keeps a protected address of one side out of texts that the other side reads. Each row of a case
is checked when it is written, so that no operation can forget it."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from simple_history.signals import pre_create_historical_record

from sharing.access import may
from sharing.addresses.matching import names_address
from sharing.addresses.passages import passages
from sharing.addresses.places import Address as Place
from sharing.addresses.places import address_of
from sharing.addresses.shapes import looks_like_address
from sharing.addresses.sides import Side
from sharing.addresses.wording import (
    NO_ADDRESS,
    NOTHING_TO_PROTECT,
    OF_ITEM,
    OF_NAMED,
    POSTCODE_SENT_OUT,
    SENT_OUT,
    SENT_OUT_ELSEWHERE,
    STILL_SENT_OUT,
    USUAL,
    Wording,
)
from sharing.models import SEARCH_ADDRESSES, Address, Item, WhoMayRead
from sharing.models.scope import Scoped
from sharing.permissions import (
    ADDRESS_OF_OTHER_CASE_STOPPED,
    ADDRESS_READ_SINCE,
    ADDRESS_STOPPED,
    SHOW_ADDRESS,
)
from sharing.protection import BOTH, readers_of, texts_of
from sharing.queries.protected import (
    elsewhere_alone,
    own_places_of,
    places_of,
    sides_of,
    sides_reading,
    standing_elsewhere,
)
from sharing.rules import RuleBroken
from sharing.work import current

# The field that says where an agency searched: systems and registers have names like houses.
_SEARCHED = "searched"


class AddressStopped(RuleBroken):
    """A protected address was typed where the other side would read it; `typed` is the text. If
    only other cases have the address, these are `elsewhere`."""

    def __init__(
        self,
        words: Any,
        case_id: UUID,
        *,
        elsewhere: Collection[UUID] = (),
        typed: str = "",
        field: str | None = None,
    ) -> None:
        super().__init__(words, field=field, typed=typed)
        self.case_id, self.elsewhere = case_id, elsewhere

    def note(self) -> None:
        """Record the stop, whatever becomes of the page, for the watch too. If only other cases
        have the address, an event of its own names these too, and only people who may know of each
        of them see it."""
        if self.elsewhere:
            cases = {self.case_id, *self.elsewhere}
            current().say_apart(ADDRESS_OF_OTHER_CASE_STOPPED, cases)
        else:
            current().seek(ADDRESS_STOPPED, [], cases=[self.case_id])


def check_row(row: Scoped) -> None:
    """Raise `RuleBroken` if new text in the row names an address that one of its readers must not
    learn."""
    if sides := sides_reading(row):
        named = not isinstance(readers_of(row), frozenset)
        usual = OF_ITEM if isinstance(row, Item) else USUAL
        wording = OF_NAMED if named else usual
        check_texts(row.scope_id, texts_of(row), sides, row=row, wording=wording)


def check_texts(
    case_id: UUID,
    texts: Mapping[str, str],
    sides: Collection[Side] = BOTH,
    *,
    row: Scoped | None = None,
    wording: Wording = USUAL,
) -> None:
    """Raise `RuleBroken` if one of these texts, which these sides read, names a protected
    address of the other side. Somebody who may not ask for the addresses of the case learns
    nothing of them: their text is stopped if it looks like any address. `wording` holds the
    words of the stop."""
    if not texts or current().actor.job:
        return
    if not may(current().actor, SHOW_ADDRESS, case_id).allowed:
        for name, text in texts.items():
            _check_shape(text, case_id, row, name, sides)
        return
    places = places_of(case_id)
    kept = [*places.of(sides), *places.of_elsewhere(sides)]
    alone: list[Mapping[str, str]] = [
        {name: text} for name, text in texts.items() if names_address(text, kept)
    ]
    # Pages and papers set the texts of a row one after another, which may say what none says alone.
    for some in alone or [texts]:
        text = "\n".join(some.values())
        if names_address(text, kept) and not _stood_before(row, some, sides):
            here = names_address(text, places.of(sides))
            words = wording.protected if here else wording.elsewhere
            found = passages(text, partial(names_address, addresses=kept))
            elsewhere = elsewhere_alone([text], kept, places.where)
            _stop(stop_said(words, found, *wording.instead), case_id, text, elsewhere)


def _check_shape(
    text: str, case_id: UUID, row: Scoped | None, name: str, sides: Collection[Side]
) -> None:
    def looks(part: str, known: Collection[Place] = ()) -> bool:
        return looks_like_address(part, known, houses=name != _SEARCHED)

    # Only what looks like one is compared with those that go out to search with.
    if not looks(text):
        return
    looks_other = partial(looks, known=places_of(case_id).sent_out)
    if looks_other(text) and not _stood_before(row, {name: text}, sides):
        raise RuleBroken(stop_said(NO_ADDRESS, passages(text, looks_other)), typed=text)


def stop_said(words: Any, found: Collection[str], *then: Any) -> str:
    """Return the words about a stop, with the passages and what can be done. The passages are the
    writer's own words, and no others."""
    quoted = "; ".join(f"“{one}”" for one in found)
    where = _("It stands here: %(passages)s.") % {"passages": quoted}
    return " ".join(str(one) for one in (words, where, *then))


def check_address(address: Address) -> None:
    """Raise `RuleBroken` if the address is protected in its case and would go out to search with,
    or the reverse; and if it holds nothing by which it could be recognised and protected."""
    if address.ended_on is not None or current().actor.job:
        return
    own = address_of(address.lines, address.postcode)
    if address.kind in SEARCH_ADDRESSES:
        protected = own_places_of(address.scope_id, but=address.pk).of(BOTH)
        if names_address(address.lines, protected) or any(map(own.shares_place, protected)):
            _stop(SENT_OUT, address.scope_id, address.lines)
        if any(own.postcodes & one.postcodes for one in protected):
            _stop(POSTCODE_SENT_OUT, address.scope_id, address.postcode or address.lines)
        there = standing_elsewhere(address.scope_id)
        named = [
            one for one in there if names_address(address.lines, [one]) or own.shares_place(one)
        ]
        if named:
            cases = {case for one in named for case in there[one]}
            _stop(SENT_OUT_ELSEWHERE, address.scope_id, address.lines, cases)
        return
    if own.is_nowhere:
        raise RuleBroken(NOTHING_TO_PROTECT, typed=address.lines)
    if any(own.shares_place(one) for one in own_places_of(address.scope_id).sent_out):
        raise RuleBroken(STILL_SENT_OUT, typed=address.lines)


def note_readers(case_id: UUID, agency_id: UUID) -> None:
    """If the agency now works for one side only, record for the watch each item restricted to it
    that names a protected address of the other side. Nothing is taken back and nobody is told: the
    item was read, and the answer must not be held up."""
    sides = sides_of(case_id, [agency_id])
    kept = places_of(case_id).of(sides)
    items = Item.objects.filter(
        scope_id=case_id,
        who_may_read=WhoMayRead.RESTRICTED,
        restricted_to__contains=[agency_id],
        submitted_at__isnull=False,
        withdrawn_at=None,
    )
    if any(names_address(one.text, kept) for one in items):
        current().seek(ADDRESS_READ_SINCE, [], cases=[case_id])


def _stop(words: Any, case_id: UUID, text: str, elsewhere: Collection[UUID] = ()) -> None:
    stopped = AddressStopped(words, case_id, elsewhere=elsewhere, typed=text)
    stopped.note()
    raise stopped


def _stood_before(row: Scoped | None, texts: Mapping[str, str], sides: Collection[Side]) -> bool:
    """Return whether the row had the same texts for the same sides before. Old text does not stop a
    new one, but for a new reader all text is new."""
    past = row.history.first() if row is not None else None
    return (
        past is not None
        and all(getattr(past, name) == text for name, text in texts.items())
        and sides_reading(past.instance).issuperset(sides)
    )


def _look(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Address):
        check_address(instance)
        # What comes after it is compared with what it changed.
        current().places.clear()
    elif isinstance(instance, Scoped):
        check_row(instance)


def connect() -> None:
    """From now on, check each row of a case when it is written, and refuse one that names an
    address which its readers must not learn."""
    pre_create_historical_record.connect(_look, dispatch_uid="sharing.protected")
