"""The grounds on which a case is heard, with the working."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Ground, Stage, TriageDecision
from meetings.queries.case_bar import CaseBar
from meetings.queries.joined import Account
from meetings.queries.repeats import decisions_for_reader, grounds_for_reader
from meetings.queries.triage.grounds import account_of, findings_of
from meetings.rules import checklist, grounds, matching
from meetings.rules.joined_grounds import UNMET, Shown, met_by_any, together
from meetings.rules.phases import PHASES, Phase
from sharing import access, clock
from sharing.actor import Actor


@dataclass(frozen=True)
class Grounds:
    shown: list[Shown]
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
    accounts = [account_of(case, referral), *bar.accounts]
    own, *others = _findings(actor, bar, accounts, decision)
    shown = together(
        case.reference,
        [_as_decided(finding, decided) for finding in own],
        [(one.reference, found) for one, found in zip(bar.accounts, others, strict=True)],
    )
    judged = ""
    if decision:
        judged = _("Judged on %(date)s under protocol version %(version)s") % {
            "date": date_format(clock.day(decision.decided_at)),
            "version": case.protocol.version,
        }
    return Grounds(shown, len(met_by_any(shown)), judged)


def _findings(
    actor: Actor, bar: CaseBar, accounts: list[Account], decision: TriageDecision | None
) -> list[list[grounds.Finding]]:
    """Return the grounds of each referral, the case's own first. Who decides on it reads what their
    page of triage says, and the earlier cases that it tells of are noted as shown."""
    case = bar.case
    waits = PHASES[Stage(case.stage)] is Phase.REFERRED
    if waits and access.may(actor, may.TRIAGE_CASE, case.pk).allowed:
        parties = [
            *bar.parties,
            *(one for them in bar.parties_of_accounts.values() for one in them),
        ]
        found, earlier = findings_of(actor, case, accounts, parties)
        access.show(actor, may.VIEW_CASE, earlier)
        return found
    not_known = matching.unknown(bar.parties) if decision else ""
    own = _judged(case, accounts[0], not_known=not_known, looked_for=decision is not None)
    return [own, *(_judged(case, one) for one in bar.accounts)]


def _judged(
    case: Case, account: Account, *, not_known: str = "", looked_for: bool = True
) -> list[grounds.Finding]:
    """Return the grounds of that referral, judged under the protocol of the case."""
    referral, protocol = account.referral, case.protocol
    answers = getattr(referral, "answers", None) or {}
    counted = grounds.tally(answers, checklist.labels(protocol.checklist_wording))
    referred = clock.day(account.submitted_at)
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


def _as_decided(finding: grounds.Finding, decided: list[str]) -> grounds.Finding:
    """Return the finding as triage decided it: triage saw earlier cases that this reader may not
    see."""
    if finding.ground in decided:
        working = finding.working
        if finding.ground is Ground.REPEAT and finding.verdict in UNMET:
            working = _("Found at triage")
        return grounds.Finding(finding.ground, grounds.Verdict.MET, working)
    return finding
