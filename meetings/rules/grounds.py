"""The grounds on which a case is heard: met, not met or asking for judgement, each with its
working. A count never calms: nothing here says medium or low, and a don't know is never a no."""

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetings.models import Answer, Ground
from sharing.rules import RuleBroken

FEW = 6  # not-known subjects that are named in the working; more are counted


class Thresholds(Protocol):
    """The part of an area's protocol that says when a ground is met."""

    high_risk_ticks: int
    escalation_count: int
    escalation_months: int
    repeat_months: int
    automatic_grounds: list[str]


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    JUDGEMENT = "judgement"  # no count decides it
    NOT_KNOWN = "not_known"  # it could not be looked for, or not in full


WORDS: dict[Verdict, Promise] = {
    Verdict.MET: gettext_lazy("Met"),
    Verdict.NOT_MET: gettext_lazy("Not met"),
    Verdict.JUDGEMENT: gettext_lazy("Asks for judgement"),
    Verdict.NOT_KNOWN: gettext_lazy("Not known"),
}


@dataclass(frozen=True)
class Finding:
    """The finding about one ground, and its reason."""

    ground: Ground
    verdict: Verdict
    working: str

    @property
    def words(self) -> Promise:
        return WORDS[self.verdict]


@dataclass(frozen=True)
class Tally:
    """A counted checklist. A subject without an answer is not known."""

    ticks: int
    subjects: int
    not_known: tuple[str, ...]

    @property
    def at_most(self) -> int:
        return self.ticks + len(self.not_known)


@dataclass(frozen=True, kw_only=True)
class Given:
    """The content of the referral, and of earlier referrals of the same people."""

    answers: Mapping[str, str]
    chosen: Sequence[str] = ()
    judgement: str = ""
    incidents: int | None = None
    local_ground: str = ""
    earlier_marac: str = ""
    # When these people were last referred or heard, and the first day that still counts.
    last_on: date | None = None
    # When people were who are possibly the same, and what is not known to tell, as words.
    possibly_on: date | None = None
    not_known: str = ""
    looked_for: bool = True  # whether earlier referrals were looked for at all
    # Which other referrals of these people do not count, in sentences; nothing for a reader for
    # whom nobody looks for them.
    others: Sequence[str] | None = None
    since: date


def tally(answers: Mapping[str, str], subjects: Mapping[str, str | Promise]) -> Tally:
    """Return the count of a checklist whose subjects are given by code, with their words."""
    open_subjects = [code for code in subjects if answers.get(code) not in (Answer.YES, Answer.NO)]
    return Tally(
        ticks=sum(answers.get(code) == Answer.YES for code in subjects),
        subjects=len(subjects),
        not_known=tuple(str(subjects[code]) for code in open_subjects),
    )


def judge(given: Given, counted: Tally, protocol: Thresholds) -> list[Finding]:
    """Return the finding about each ground under the protocol."""
    found = [
        _high_risk(counted, protocol),
        _judgement(given),
        _escalation(given, protocol),
        _repeat(given),
    ]
    if protocol.automatic_grounds or given.local_ground:
        found.append(_local(given, protocol))
    return found


def met(findings: Sequence[Finding]) -> list[Ground]:
    """Return the grounds that are met."""
    return [finding.ground for finding in findings if finding.verdict is Verdict.MET]


def asked(findings: Sequence[Finding]) -> list[Ground]:
    """Return the grounds that ask for judgement."""
    return [finding.ground for finding in findings if finding.verdict is Verdict.JUDGEMENT]


def in_short(findings: Sequence[Finding], counted: Tally, judgement: str) -> str:
    """Return ticks and grounds as a line of a list, with the reason for judgement if it is
    given."""
    grounds = [str(ground.label) for ground in met(findings)]
    if not grounds:
        return f"{ticks(counted)} {none_met(findings, judgement)}"
    return f"{ticks(counted)} {', '.join([grounds[0], *(one.lower() for one in grounds[1:])])}."


def none_met(findings: Sequence[Finding], judgement: str) -> str:
    """Return that no ground is met by count, and whether judgement is asked for."""
    if judgement and Ground.JUDGEMENT in asked(findings):
        return _("No ground met by count, judgement asked: %(reason)s") % {"reason": judgement}
    if asked(findings):
        return _("No ground met by count, judgement asked.")
    return _("No ground met by count.")


def ticks(counted: Tally) -> str:
    """Return how many answers are yes, and how many are not known."""
    words = ngettext("%(number)s tick.", "%(number)s ticks.", counted.ticks)
    if counted.not_known:
        words = ngettext(
            "%(number)s tick, %(open)s not known.",
            "%(number)s ticks, %(open)s not known.",
            counted.ticks,
        )
    return words % {"number": counted.ticks, "open": len(counted.not_known)}


def _high_risk(counted: Tally, protocol: Thresholds) -> Finding:
    needed = protocol.high_risk_ticks
    enough = counted.ticks >= needed
    numbers = {"ticks": counted.ticks, "all": counted.subjects, "needed": needed}
    parts = [_("%(ticks)s yes of %(all)s against %(needed)s.") % numbers]
    if not enough and counted.at_most >= needed:
        parts.append(_("Not met by count, but would be if the don’t-knows were yes."))
    if counted.not_known:
        parts.append(_not_known(counted.not_known))
    verdict = Verdict.MET if enough else Verdict.NOT_MET
    return Finding(Ground.HIGH_RISK, verdict, " ".join(parts))


def _not_known(subjects: Sequence[str]) -> str:
    number = len(subjects)
    if number > FEW:
        return _("%(number)s not known.") % {"number": number}
    return _("%(number)s not known: %(subjects)s.") % {
        "number": number,
        "subjects": "; ".join(words[:1].lower() + words[1:] for words in subjects),
    }


def _judgement(given: Given) -> Finding:
    if given.judgement.strip():
        return Finding(Ground.JUDGEMENT, Verdict.JUDGEMENT, given.judgement.strip())
    if Ground.JUDGEMENT in given.chosen:
        words = _("The referrer asks for it and gives no reason.")
        return Finding(Ground.JUDGEMENT, Verdict.JUDGEMENT, words)
    return Finding(Ground.JUDGEMENT, Verdict.NOT_MET, _("Not asked for by the referrer."))


def _escalation(given: Given, protocol: Thresholds) -> Finding:
    numbers = {
        "number": given.incidents,
        "months": protocol.escalation_months,
        "needed": protocol.escalation_count,
    }
    if given.incidents is None:
        words = _("Incidents in %(months)s months were not counted. Local rule %(needed)s.")
        chosen = Ground.ESCALATION in given.chosen
        verdict = Verdict.JUDGEMENT if chosen else Verdict.NOT_MET
        return Finding(Ground.ESCALATION, verdict, words % numbers)
    words = ngettext(
        "%(number)s incident in %(months)s months. Local rule %(needed)s.",
        "%(number)s incidents in %(months)s months. Local rule %(needed)s.",
        given.incidents,
    )
    enough = given.incidents >= protocol.escalation_count
    return Finding(Ground.ESCALATION, Verdict.MET if enough else Verdict.NOT_MET, words % numbers)


def _repeat(given: Given) -> Finding:
    since, others = {"date": date_format(given.since)}, given.others or ()
    if given.last_on and given.last_on >= given.since:
        words = _("These people were last referred or heard on %(date)s.")
        if others:  # of which one may be later
            words = _("A referral of these people counts from %(date)s.")
        met = words % {"date": date_format(given.last_on)}
        return Finding(Ground.REPEAT, Verdict.MET, " ".join([met, *others]))
    possible = given.possibly_on if (given.possibly_on or date.min) >= given.since else None
    if possible:
        words = _("Possibly the same people were last referred or heard on %(date)s: look.")
        nothing = words % {"date": date_format(possible)}
    elif not given.looked_for:
        nothing = _("Earlier referrals are looked for at triage.")
    elif given.not_known:
        words = _("Earlier referrals could not be looked for in full. Not known: %(what)s.")
        nothing = words % {"what": given.not_known}
    elif given.others is None or others:
        words = _("No referral of these people that counts as a repeat is found since %(date)s.")
        nothing = words % since
    else:
        nothing = _("No referral of these people is found since %(date)s.") % since
    nothing = " ".join([nothing, *others])
    said = given.earlier_marac.strip()
    if said or Ground.REPEAT in given.chosen:
        parts = [nothing]
        if said:
            parts.append(_("The referrer says: %(words)s") % {"words": said})
        return Finding(Ground.REPEAT, Verdict.JUDGEMENT, " ".join(parts))
    unsure = possible or given.not_known or not given.looked_for
    return Finding(Ground.REPEAT, Verdict.NOT_KNOWN if unsure else Verdict.NOT_MET, nothing)


def _local(given: Given, protocol: Thresholds) -> Finding:
    if given.local_ground in protocol.automatic_grounds:
        return Finding(Ground.LOCAL, Verdict.MET, _("The referrer gives a ground of this area."))
    if given.local_ground:
        words = _("The ground that the referrer gives is not in the protocol of this area.")
        return Finding(Ground.LOCAL, Verdict.JUDGEMENT, words)
    return Finding(Ground.LOCAL, Verdict.NOT_MET, _("Not given by the referrer."))


def months_before(day: date, months: int) -> date:
    """Return the day that many months before, or the last of that month if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def check_judgement(grounds: Collection[str], judgement: str) -> None:
    """Raise `RuleBroken` for a referral on judgement that does not say what the judgement is."""
    if Ground.JUDGEMENT in grounds and not judgement:
        raise RuleBroken(_("Say in your own words what worries you."), field="judgement")
