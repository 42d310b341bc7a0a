"""Two worlds that differ only in what police keep from a reader. What the reader is shown is said
once, for both: what is shared with them, corrected and taken back. Beside it police hide what they
like, in each world something else, and work on what they share as often where they hide less: that
somebody works on a return is told, and what is in it is not."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from meetings.operations.research import withdraw_file
from sharing import clock
from tests.doing import do
from tests.integration.unshared.decisions import OWNER, SHARED, SPOKEN, Decision
from tests.integration.unshared.worlds import Telling, as_known_to
from tests.memory import told_once
from tests.signing_in import signed_in_client

SECRET = "zqsecret"
# What is kept from each reader: how it is said, and whom it names.
RESTRICTED = {"who_may_read": "restricted"}
HIDDEN = {
    "probation": Decision(SECRET, said=RESTRICTED, named=("probation",)),
    "spoken": Decision(SECRET, said=SPOKEN),
    "not shared": Decision(SECRET, said={"who_may_read": "not_shared"}),
    "housing": Decision(SECRET, said=RESTRICTED, named=("housing",)),
    "chair": Decision(SECRET, said=RESTRICTED),
}
KEPT_FROM = {
    "rowan": [one for one in HIDDEN if one != "housing"],
    "chidi": [one for one in HIDDEN if one != "chair"],
    "ivy": [one for one in HIDDEN if one != "chair"],
}
READS_RESEARCH = ["carys", "chidi", "ines", "rowan"]
# What police do with what they hide, each one thing that they do.
DEEDS = ["hide", "correct", "take back", "attach", "withdraw"]


@dataclass(frozen=True)
class Hidden:
    """One thing that police do with what the reader may not know of."""

    deed: str
    kind: str = "probation"
    size: int = 1


@dataclass(frozen=True)
class Round:
    """What happens until a return is submitted once more: `appear` are texts that the reader reads
    from then on, some of them what was hidden before, `widen`, where there is such a thing."""

    appear: tuple[str, ...]
    widen: bool = False
    correct: bool = False
    take_back: bool = False


@dataclass
class Play:
    """One of the two worlds, while it comes about."""

    telling: Telling
    began_at: datetime
    minutes: int = 0
    shown: list[UUID] = field(default_factory=list)
    hidden: list[UUID] = field(default_factory=list)
    files: list[UUID] = field(default_factory=list)
    names: int = 0

    def later(self):
        """Return the next minute of this world, which is the same in the other."""
        self.minutes += 1
        return clock.set_to(self.began_at + timedelta(minutes=self.minutes))

    def round(self, visible: Round, hidden: list[Hidden], *, deeds: int) -> None:
        """Play a round in which police do so many things besides what the reader is shown."""
        with self.later():
            pencil = self.share("Seen this week.")
            if len(self.shown) == 1:
                # Of what is only spoken others see the heading, however much it is.
                self.telling.add(Decision(SECRET, said=SPOKEN))
        for one in range(deeds):
            with self.later():
                if one >= len(hidden) or not self.hide(hidden[one]):
                    pencil = self.again(pencil)
        with self.later():
            for text in visible.appear:
                self.appear(text, widen=visible.widen)
            if visible.correct:
                # One that was written after what was hidden, where there is one.
                place = min(1, len(self.shown) - 1)
                self.shown[place] = self.telling.change(self.shown[place], said("Corrected."))
            self.telling.submit()
        if visible.take_back:
            with self.later():
                self.telling.withdraw(self.shown.pop())

    def share(self, text: str) -> UUID:
        self.shown.append(self.telling.add(said(text)))
        return self.shown[-1]

    def again(self, item_id: UUID) -> UUID:
        """Police work on what they are about to share, to no effect."""
        return self.telling.change(item_id, said("Seen this week."))

    def appear(self, text: str, *, widen: bool) -> None:
        if widen and self.hidden:
            self.shown.append(self.telling.change(self.hidden.pop(0), said(text)))
        else:
            self.share(text)

    def hide(self, one: Hidden) -> bool:
        """Do it, and return whether there was something to do it with."""
        if one.deed == "hide":
            self.hidden.append(self.telling.add(HIDDEN[one.kind]))
        elif one.deed == "correct" and self.hidden:
            self.hidden[-1] = self.telling.change(self.hidden[-1], HIDDEN[one.kind])
        elif one.deed == "take back" and self.hidden:
            self.telling.withdraw(self.hidden.pop())
        elif one.deed == "attach":
            own = Decision(SECRET, said=RESTRICTED)
            self.files.append(self.telling.attach(own, more=b"x" * one.size))
        elif one.deed == "withdraw" and self.files:
            do(self.telling.cast, OWNER, withdraw_file, file_id=self.files.pop())
        else:
            return False
        return True

    def looks(self, *names: str) -> None:
        """These people read the research, and police what they wrote: in one world one of its
        files, which nobody else knows of."""
        with self.later():
            self.telling.is_read_by(*names)
        with self.later():
            case_id = self.telling.case.pk
            path = reverse("research_return", args=[case_id])
            if self.files:
                path = reverse("open_file", args=[case_id, self.files[-1]])
            assert signed_in_client(self.telling.cast, OWNER).get(path).status_code == 200


def said(text: str) -> Decision:
    return Decision(text, said=SHARED)


# What the reader is shown in the world that has everything in it.
ROUNDS = [
    Round(("Arrested in May.",)),
    Round(("Charged in June.", "Bailed."), widen=True, correct=True),
    Round((), take_back=True),
]


def everything_of(*kinds: str) -> list[list[Hidden]]:
    """Return for each of the rounds what police do besides, and hide so."""
    if not kinds:
        return [[] for _round in ROUNDS]
    files = [Hidden("attach"), Hidden("attach", size=90_000)]
    return [
        [*(Hidden("hide", kind) for kind in kinds), *files],
        [Hidden("correct", kinds[0]), Hidden("hide", kinds[-1]), Hidden("withdraw")],
        [*(Hidden("hide", kind) for kind in kinds), Hidden("take back")],
    ]


def played(telling: Telling, *kinds: str) -> Play:
    """Return the world of a case that was begun with everything in it that can be kept from
    somebody by these means, or nothing without any. Whoever reads research has looked at it in
    each of its rounds."""
    play = _played(telling.cast, telling.case, *kinds)
    play.telling = as_known_to(telling.cast, play.telling)
    return play


@told_once
def _played(cast, case, *kinds: str) -> Play:
    play = Play(Telling(cast, case), clock.now())
    rounds = zip(ROUNDS, everything_of(*kinds), everything_of(*HIDDEN), strict=True)
    for visible, hidden, most in rounds:
        play.round(visible, hidden, deeds=len(most))
        play.looks(*READS_RESEARCH)
    return play
