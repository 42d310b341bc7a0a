"""The grounds of referrals that are heard together: what one of them meets is met, and it is said
by whose referral."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from meetings.models import Ground
from meetings.rules.grounds import (
    WORDS,
    Finding,
    Tally,
    Verdict,
    asked,
    in_short,
    none_met,
    ticks,
)

UNMET = (Verdict.NOT_MET, Verdict.NOT_KNOWN)
# The later one decides how a ground stands about which referrals differ.
STRENGTH = (*UNMET, Verdict.JUDGEMENT, Verdict.MET)


@dataclass(frozen=True)
class Account:
    """One referral of a case, as it was judged."""

    reference: str
    findings: Sequence[Finding]
    counted: Tally
    judgement: str = ""

    @property
    def asks(self) -> bool:
        return bool(asked(self.findings))

    @property
    def in_short(self) -> str:
        return in_short(self.findings, self.counted, self.judgement)


@dataclass(frozen=True)
class Line:
    """What one referral says of a ground; whose it is, unless it is that of the case itself."""

    whose: str
    words: str | Promise
    working: str
    verdict: Verdict


@dataclass(frozen=True)
class Shown:
    """One ground, as the referrals of a case together give it."""

    ground: Ground
    verdict: Verdict
    lines: list[Line]

    @property
    def words(self) -> Promise:
        return WORDS[self.verdict]

    @property
    def met_in(self) -> list[str]:
        """Return by which joined referrals alone it is met."""
        return [one.whose for one in self.lines if one.whose and one.verdict is Verdict.MET]


def together(
    reference: str, own: Sequence[Finding], joined: Sequence[tuple[str, Sequence[Finding]]]
) -> list[Shown]:
    """Return each ground with what the case's own referral says of it and, where joined ones say
    more, what these do."""
    given = {one.ground for one in own}
    only_there = dict.fromkeys(one.ground for _whose, found in joined for one in found)
    own = [
        *own,
        *(
            Finding(ground, Verdict.NOT_MET, _("Not given by the referrer."))
            for ground in only_there
            if ground not in given
        ),
    ]
    return [_shown(reference, one, joined) for one in own]


def met_by_any(shown: Sequence[Shown]) -> list[Ground]:
    """Return the grounds that at least one referral meets."""
    return [one.ground for one in shown if one.verdict is Verdict.MET]


def in_short_together(own: Account, joined: Sequence[Account]) -> str:
    """Return ticks and grounds of these referrals as a line of a list, with the reason for
    judgement if it is given."""
    if not joined:
        return own.in_short
    said = [ticks(own.counted)]
    for one in joined:
        said.append(
            _("%(reference)s: %(said)s") % {"reference": one.reference, "said": ticks(one.counted)}
        )
    shown = together(own.reference, own.findings, [(one.reference, one.findings) for one in joined])
    found = [_named(one) for one in shown if one.verdict is Verdict.MET]
    if found:
        said.append(f"{', '.join([found[0], *(one[:1].lower() + one[1:] for one in found[1:])])}.")
    else:
        said.append(_unmet(own, joined))
    return " ".join(said)


def _shown(reference: str, own: Finding, joined: Sequence[tuple[str, Sequence[Finding]]]) -> Shown:
    others = [
        Line(whose, one.words, one.working, one.verdict)
        for whose, found in joined
        for one in found
        if one.ground is own.ground and _says_more(one, own)
    ]
    verdict = max([own.verdict, *(one.verdict for one in others)], key=STRENGTH.index)
    # An own finding that no longer decides is said to be that of its referral.
    whose = reference if verdict is not own.verdict else ""
    return Shown(own.ground, verdict, [Line(whose, own.words, own.working, own.verdict), *others])


def _says_more(one: Finding, own: Finding) -> bool:
    if own.verdict is Verdict.MET or one.verdict in UNMET:
        return False
    return (one.verdict, one.working) != (own.verdict, own.working)


def _named(shown: Shown) -> str:
    if not shown.met_in:
        return str(shown.ground.label)
    return _("%(ground)s (%(references)s)") % {
        "ground": shown.ground.label,
        "references": ", ".join(shown.met_in),
    }


def _unmet(own: Account, joined: Sequence[Account]) -> str:
    asking = [one for one in joined if one.asks]
    if own.asks or not asking:
        return none_met(own.findings, own.judgement)
    where = {"references": ", ".join(one.reference for one in asking)}
    reason = next((one.judgement for one in asking if one.judgement), "")
    if not reason:
        return _("No ground met by count, judgement asked in %(references)s.") % where
    words = _("No ground met by count, judgement asked in %(references)s: %(reason)s")
    return words % (where | {"reason": reason})
