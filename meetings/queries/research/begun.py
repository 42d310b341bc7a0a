"""What an agency has said and written about cases before it answers now: the people whom it knew
for another meeting, its items and files, and the people ticked in a draft."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import ResearchAnswer, ResearchRequest
from meetings.queries.research.nil_before import SAID, NilBefore, as_said
from meetings.rules.answers import LATER, YES, said_otherwise, said_so
from meetings.rules.research import whose
from sharing.models import Attachment, Item
from sharing.queries.changed_by import changed_by
from sharing.queries.drafts import ANSWERS, NEW, Draft, Said, Typed
from sharing.rules import ChangedBy


@dataclass(frozen=True)
class TypedBefore:
    """Text that was typed into a form and not sent, and its author."""

    typed: Typed
    by: ChangedBy


@dataclass(frozen=True)
class Begun:
    """What is there about one case before it is answered."""

    people: dict[UUID, str]  # to be looked up, with their names
    knew: list[UUID] = field(default_factory=list)
    heard_on: date | None = None  # the meeting for which the agency knew them
    nil: NilBefore | None = None  # its newest answer, if that is that it knew nobody
    written: int = 0  # items and files
    draft: TypedBefore | None = None
    item: TypedBefore | None = None  # one that is not added yet
    # People who are not to be looked up now, and whom the draft ticks differently from the earlier
    # answer.
    otherwise: dict[UUID, str] = field(default_factory=dict)

    @property
    def said(self) -> Said:
        return self.draft.typed.said if self.draft else {}

    @property
    def version(self) -> int:
        """Return the version of the draft in which its answers last changed."""
        return self.draft.typed.version if self.draft else 0

    @property
    def known(self) -> list[UUID]:
        """Return the people ticked from the start: as in the draft, if there is one."""
        if not self.draft:
            return self.knew
        return [one for one in self.people if one in said_so(self.said, self.people, YES)]

    @property
    def unchecked(self) -> set[UUID]:
        """Return the people who are not looked up yet, by the draft."""
        return said_so(self.said, self.people, LATER)

    @property
    def words(self) -> str:
        """Return in words whom the agency knew, when, or that it knew nobody, and what it had
        written."""
        parts = []
        if self.knew and self.heard_on:
            said = {"people": self._named(self.knew), "day": date_format(self.heard_on, "j F Y")}
            parts.append(_("Known to you for the meeting on %(day)s: %(people)s.") % said)
        elif self.nil:
            parts.append(self.nil.words)
        if self.written:
            words = ngettext(
                "%(number)s item or file of your agency stands in this case.",
                "%(number)s items or files of your agency stand in this case.",
                self.written,
            )
            parts.append(words % {"number": self.written})
        if self.item:
            words = _("An item is typed there and not added yet: %(by)s.")
            parts.append(words % {"by": whose(self.item.by)})
        return " ".join(parts)

    @property
    def typed_words(self) -> str:
        """Return in words what the draft says of people who may be known."""
        return " ".join(
            words % {"people": people}
            for words, people in (
                (_("Known to you: %(people)s."), self._typed(self.people, YES)),
                (_("Cannot check yet: %(people)s."), self._typed(self.people, LATER)),
                (
                    _("Known to you, other than you answered: %(people)s."),
                    self._typed(self.otherwise, YES),
                ),
                (
                    _("To be checked yet, other than you answered: %(people)s."),
                    self._typed(self.otherwise, LATER),
                ),
            )
            if people
        )

    def _typed(self, people: Mapping[UUID, str], how: str) -> str:
        said = said_so(self.said, people, how)
        return ", ".join(name for one, name in people.items() if one in said)

    def _named(self, people: Iterable[UUID]) -> str:
        return ", ".join(self.people[one] for one in people)


def typed_before(draft: Draft, part: str) -> TypedBefore | None:
    """Return the text that somebody typed into that form and did not send."""
    typed = draft.typed.get(part)
    return TypedBefore(typed, changed_by(typed.by, typed.at)) if typed and typed.said else None


def begun_of(
    requests: Collection[ResearchRequest],
    people: Mapping[UUID, Mapping[UUID, str]],
    drafts: Mapping[UUID, Draft],
    *,
    everybody: Mapping[UUID, Mapping[UUID, str]],
) -> dict[UUID, Begun]:
    """Return, by case, what is already there for one agency's requests. `people` are to be looked
    up in each case; `everybody` is heard with it; both come with names."""
    of = {"scope_id__in": list(people), "agency_id__in": {one.agency_id for one in requests}}
    written = count_written(of)
    found = ResearchRequest.objects.filter(**of, answer__in=SAID)
    found = found.exclude(pk__in=[one.pk for one in requests])
    before = list(found.select_related("meeting", "agency").order_by("asked_at"))
    newest = {one.scope_id: one for one in before}
    latest = {one.scope_id: one for one in before if one.answer == ResearchAnswer.KNOWN}
    asked = {one.scope_id: one for one in requests}
    begun = {}
    for case_id, named in people.items():
        old, draft = latest.get(case_id), drafts.get(case_id)
        last = newest.get(case_id) if asked[case_id].answer not in SAID else None
        typed = typed_before(draft, ANSWERS) if draft else None
        otherwise = said_otherwise(
            typed.typed.said if typed else {},
            everybody[case_id].keys() - named,
            known=asked[case_id].known_parties,
            unchecked=asked[case_id].unchecked_parties,
        )
        begun[case_id] = Begun(
            dict(named),
            [one for one in named if old and one in old.known_parties],
            timezone.localtime(old.meeting.starts_at).date() if old else None,
            as_said(last) if last else None,
            written[case_id] + _new_in(draft),
            typed,
            typed_before(draft, NEW) if draft else None,
            {one: name for one, name in everybody[case_id].items() if one in otherwise},
        )
    return begun


def _new_in(draft: Draft | None) -> int:
    return sum(not one.replaces_id for one in draft.live) if draft else 0


def count_written(of: Mapping[str, Any]) -> Counter[UUID]:
    """Return how many items and files of an agency there are in each of these cases."""
    items, files = (
        model.objects.filter(**of, withdrawn_at=None).order_by().values_list("scope_id")
        for model in (Item, Attachment)
    )
    return Counter(case_id for (case_id,) in items.union(files, all=True))
