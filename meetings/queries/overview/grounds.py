"""The grounds on which a case is heard, with the working."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Ground, Referral, Stage, TriageDecision
from meetings.queries.case_bar import CaseBar
from meetings.queries.joined import Account
from meetings.queries.repeats import decisions_for_reader, grounds_for_reader
from meetings.queries.triage.grounds import findings_of
from meetings.rules import checklist, grounds, matching
from meetings.rules.phases import PHASES, Phase
from sharing import access, clock
from sharing.actor import Actor

UNMET = (grounds.Verdict.NOT_MET, grounds.Verdict.NOT_KNOWN)


@dataclass(frozen=True)
class Elsewhere:
    """What a joined referral says of a ground that the case's own does not meet."""

    whose: str
    words: str | Promise
    working: str


@dataclass(frozen=True)
class Shown:
    """One ground, as triage decided it or as the referral gives it, and what joined ones say."""

    ground: Ground
    verdict: grounds.Verdict
    words: str | Promise
    working: str
    elsewhere: list[Elsewhere]


@dataclass(frozen=True)
class Grounds:
    findings: list[Shown]
    met: int
    judged: str


def grounds_of(actor: Actor, bar: CaseBar) -> Grounds | None:
    """Return each ground with its working, as triage decided if it did, with those that only a
    joined referral gives, if this reader may read that."""
    case, referral = bar.case, bar.referral
    if referral is None or case.stage in (Stage.DRAFT, Stage.STOPPED):
        return None
    decision = (
        decisions_for_reader()
        .filter(scope_id=case.pk)
        .exclude(kind=TriageDecision.Kind.RETURN)
        .first()
    )
    decided = grounds_for_reader(decision) if decision else []
    findings = [_as_decided(finding, decided) for finding in _own(actor, bar, referral, decision)]
    others = [
        (account, _judged(case, account.referral, account.submitted_at)) for account in bar.accounts
    ]
    given = {one.ground for one in findings}
    findings += [
        grounds.Finding(ground, grounds.Verdict.NOT_MET, _("Not given by the referrer."))
        for ground in dict.fromkeys(one.ground for _account, found in others for one in found)
        if ground not in given
    ]
    judged = ""
    if decision:
        judged = _("Judged on %(date)s under protocol version %(version)s") % {
            "date": date_format(clock.day(decision.decided_at)),
            "version": case.protocol.version,
        }
    return Grounds([_shown(one, others) for one in findings], len(grounds.met(findings)), judged)


def _own(
    actor: Actor, bar: CaseBar, referral: Referral, decision: TriageDecision | None
) -> list[grounds.Finding]:
    """Return the grounds of the case's own referral. Who decides on it reads what their page of
    triage says, and the earlier cases that it tells of are noted as shown."""
    case = bar.case
    waits = PHASES[Stage(case.stage)] is Phase.REFERRED
    if waits and access.may(actor, may.TRIAGE_CASE, case.pk).allowed:
        answers = getattr(referral, "answers", None) or {}
        found, earlier = findings_of(actor, case, referral, answers, bar.parties)
        access.show(actor, may.VIEW_CASE, earlier)
        return found
    not_known = matching.unknown(bar.parties) if decision else ""
    return _judged(
        case,
        referral,
        case.submitted_at,
        not_known=not_known,
        looked_for=decision is not None,
    )


def _judged(
    case: Case,
    referral: Referral,
    submitted_at: datetime | None,
    *,
    not_known: str = "",
    looked_for: bool = True,
) -> list[grounds.Finding]:
    """Return the grounds of that referral, judged under the protocol of the case."""
    answers = getattr(referral, "answers", None) or {}
    protocol = case.protocol
    counted = grounds.tally(answers, checklist.labels(protocol.checklist_wording))
    referred = clock.day(submitted_at) if submitted_at else clock.today()
    given = grounds.Given(
        answers=answers,
        chosen=referral.grounds,
        judgement=referral.judgement,
        incidents=referral.incident_count,
        local_ground=referral.local_ground,
        earlier_marac=referral.earlier_marac,
        not_known=not_known,
        looked_for=looked_for,
        since=grounds.months_before(referred, protocol.repeat_months),
    )
    return grounds.judge(given, counted, protocol)


def _shown(finding: grounds.Finding, others: list[tuple[Account, list[grounds.Finding]]]) -> Shown:
    """Return the ground with what joined referrals say of it beyond the case's own."""
    elsewhere = [
        Elsewhere(account.reference, one.words, one.working)
        for account, found in others
        for one in found
        if one.ground is finding.ground and _says_more(one, finding)
    ]
    return Shown(finding.ground, finding.verdict, finding.words, finding.working, elsewhere)


def _says_more(one: grounds.Finding, own: grounds.Finding) -> bool:
    if grounds.Verdict.MET is own.verdict or one.verdict in UNMET:
        return False
    return (one.verdict, one.working) != (own.verdict, own.working)


def _as_decided(finding: grounds.Finding, decided: list[str]) -> grounds.Finding:
    """Return the finding as triage decided it: triage saw earlier cases that this reader may not
    see."""
    if finding.ground in decided:
        working = finding.working
        if finding.ground is Ground.REPEAT and finding.verdict in UNMET:
            working = _("Found at triage")
        return grounds.Finding(finding.ground, grounds.Verdict.MET, working)
    return finding
