"""What a page reads back of a case before it is agreed, and whether any of it changed since."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from sharing.rules import RuleBroken, Together

# What is read back besides the actions of the plan, and the words for a change of it.
CHANGED = {
    "heard": _(
        "What was heard changed while you read it back: the risk, the decisions or another text"
    ),
    "wish": _("The wishes changed while you read them back"),
    "outcome": _("Who tells the victim changed while you read it back"),
}
ADDED = ngettext_lazy(
    "The plan changed while you read it back: 1 action was added",
    "The plan changed while you read it back: %(number)s actions were added",
    "number",
)
CORRECTED = ngettext_lazy(
    "The plan changed while you read it back: 1 action was corrected",
    "The plan changed while you read it back: %(number)s actions were corrected",
    "number",
)
STRUCK = ngettext_lazy(
    "The plan changed while you read it back: 1 action was struck out",
    "The plan changed while you read it back: %(number)s actions were struck out",
    "number",
)


@dataclass(frozen=True)
class ReadBack:
    """What was read back, as marks of the form `kind:row:version` that hold no word of it."""

    marks: frozenset[str]

    @classmethod
    def sent(cls, text: str) -> "ReadBack":
        """Return what a form says that its page read back."""
        return cls(frozenset(text.split()))

    def __str__(self) -> str:
        return " ".join(sorted(self.marks))

    def of(self, kind: str) -> dict[str, str]:
        """Return the version of each row of that kind."""
        found = {}
        for one in self.marks:
            of_kind, _colon, rest = one.partition(":")
            if of_kind == kind:
                row, _colon, version = rest.partition(":")
                found[row] = version
        return found


@dataclass(frozen=True)
class Changes:
    """What changed since it was read back."""

    added: frozenset[str] = frozenset()  # actions
    corrected: frozenset[str] = frozenset()  # actions
    words: list[str | Promise] = field(default_factory=list)

    def check(self) -> None:
        """Raise `RuleBroken` if anything changed."""
        rules = Together()
        for one in self.words:
            with rules.one():
                raise RuleBroken(one)
        rules.check()


def changes(before: ReadBack, now: ReadBack) -> Changes:
    """Return what changed between the two, in words that the page shows before it is read back
    again."""
    known, actions = before.of("action"), now.of("action")
    added = frozenset(actions) - frozenset(known)
    struck = frozenset(known) - frozenset(actions)
    corrected = frozenset(one for one in actions if one not in added and actions[one] != known[one])
    numbers = ((ADDED, len(added)), (CORRECTED, len(corrected)), (STRUCK, len(struck)))
    words: list[str | Promise] = [said % {"number": number} for said, number in numbers if number]
    if not words and before.of("gap") != now.of("gap"):  # else the actions tell why
        words.append(_("The people whom the plan leaves out changed while you read it back"))
    words += [said for kind, said in CHANGED.items() if before.of(kind) != now.of(kind)]
    return Changes(added, corrected, words)
