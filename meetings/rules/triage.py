"""The rules of a decision of triage."""

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import Case, Ground, Stage, TriageDecision
from meetings.rules.phases import BEFORE_MEETING
from sharing.identity import plain
from sharing.models import Party
from sharing.rules import RuleBroken

# While a case is here, a second referral of its incident can still be heard with it.
CAN_BE_JOINED = tuple(
    stage for stage in BEFORE_MEETING if stage not in (Stage.RETURNED, Stage.DECLINING)
)


def check_said(words: str, otherwise: str | Promise, *, field: str = "reason") -> None:
    """Raise `RuleBroken` for a decision without its words."""
    if not words.strip():
        raise RuleBroken(otherwise, field=field)


def grounds_to_hear(
    met: list[Ground], asked: Sequence[Ground], reason: str, *, needs_reason: bool
) -> list[Ground]:
    """Return the grounds on which a case is accepted, by its own referral. A person who accepts
    where judgement is asked for judges. Where neither that referral nor one joined to it meets or
    asks for anything, they say why it will be heard."""
    if Ground.JUDGEMENT in asked:
        return [*met, Ground.JUDGEMENT]
    if needs_reason:
        words = _("No ground is met by count or asked for: say why the case will be heard")
        check_said(reason, words)
    return met or [Ground.JUDGEMENT]


def grounds_for_all(kind: str, met: Iterable[Ground]) -> list[Ground]:
    """Return the grounds of a decision that every reader of the case may know. The ground of a
    repeat is left out, because it says that there was an earlier case. A case that meets no other
    ground would have been accepted on judgement."""
    left: list[Ground] = [ground for ground in met if ground != Ground.REPEAT]
    stands_alone = not left and kind == TriageDecision.Kind.ACCEPT
    return [Ground.JUDGEMENT] if stands_alone else left


def mark_of_repeat(case_id: UUID, earlier_id: UUID) -> str:
    """Return the mark of a case and an earlier one, as the wall makes it too. Somebody who does not
    know both cannot tell which they are."""
    return sha256(case_id.bytes + earlier_id.bytes).hexdigest()


def check_second(proposal: TriageDecision, user_id: UUID | None) -> None:
    """Raise `RuleBroken` for the proposer, because a decline takes two people."""
    if proposal.decided_by_id == user_id:
        raise RuleBroken(_("You proposed this decline. A second person decides on it."))


def check_join(case: Case, into: Case, victims: Iterable[Party], others: Iterable[Party]) -> None:
    """Raise `RuleBroken` if the case is no second referral of the same victim, or comes too late.
    After a join each referrer reads of the other's case."""
    if case.pk == into.pk:
        raise RuleBroken(_("A case cannot be joined to itself."), field="into")
    if into.stage not in CAN_BE_JOINED:
        raise RuleBroken(
            _("The other case is at “%(stage)s”, too late or too early to hear both together.")
            % {"stage": into.get_stage_display()},
            field="into",
        )
    known = [one for other in others for one in _marks(other)]
    if not any(one in known for victim in victims for one in _marks(victim)):
        raise RuleBroken(
            _(
                "The victims of the two cases have neither name nor birth date in common. "
                "Correct the people first if they are the same person."
            ),
            field="into",
        )


def check_known(lose_sight: Collection[str], knows: Collection[str]) -> None:
    """Raise `RuleBroken` if somebody loses sight of a case by a join, of whom nobody was told."""
    if not set(lose_sight).issubset(knows):
        raise RuleBroken(
            _("Read who no longer sees which case, and tick that you know"), field="knows"
        )


def _marks(party: Party) -> list[object]:
    name = plain(party.given_name + party.family_name)
    return [mark for mark in (name, party.born_on) if mark]
