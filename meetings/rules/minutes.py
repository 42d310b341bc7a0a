"""Whether minutes are agreed as they were shown."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import ngettext

from sharing.rules import RuleBroken


@dataclass(frozen=True)
class Stamps:
    """A mark of what a page showed of each case of a meeting."""

    by_case: Mapping[UUID, str] = field(default_factory=dict)

    @classmethod
    def sent(cls, text: str) -> "Stamps":
        """Return what a form says that its page showed."""
        found = {}
        for one in text.split():
            case_id, _colon, stamp = one.partition(":")
            with suppress(ValueError):
                found[UUID(case_id)] = stamp
        return cls(found)

    def __str__(self) -> str:
        return " ".join(f"{case_id}:{stamp}" for case_id, stamp in self.by_case.items())

    def changed(self, now: "Stamps") -> set[UUID]:
        """Return the cases that are not now as they were shown, or were not shown at all. A case
        that is no longer there does not count, because nothing of it would be agreed."""
        shown = self.by_case
        return {one for one, stamp in now.by_case.items() if shown.get(one) != stamp}


def check_as_shown(changed: Iterable[str]) -> None:
    """Raise `RuleBroken` if there are cases, by their references, whose minutes changed since they
    were shown."""
    named = sorted(changed)
    if named:
        raise RuleBroken(
            ngettext(
                "Nothing was agreed: the minutes of %(references)s changed since this page was "
                "shown. Read them again, then agree.",
                "Nothing was agreed: the minutes of %(number)s cases changed since this page was "
                "shown. Read them again, then agree: %(references)s.",
                len(named),
            )
            % {"number": len(named), "references": ", ".join(named)}
        )
