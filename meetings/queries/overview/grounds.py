"""On what a case is heard, with the working."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.models import Case, Referral, Stage, TriageDecision
from meetings.rules import checklist, grounds
from sharing import clock


@dataclass(frozen=True)
class Grounds:
    findings: list[grounds.Finding]
    met: int
    judged: str


def grounds_of(case: Case, referral: Referral | None) -> Grounds | None:
    """Return each ground with its working, as triage decided where it did."""
    if referral is None or case.stage in (Stage.DRAFT, Stage.STOPPED):
        return None
    answers = getattr(referral, "answers", None) or {}
    protocol = case.protocol
    decision = (
        TriageDecision.objects.filter(scope_id=case.pk)
        .exclude(kind=TriageDecision.Kind.RETURN)
        .first()
    )
    counted = grounds.tally(answers, checklist.labels(protocol.checklist_wording))
    referred = clock.day(case.submitted_at) if case.submitted_at else clock.today()
    given = grounds.Given(
        answers=answers,
        chosen=referral.grounds,
        judgement=referral.judgement,
        incidents=referral.incident_count,
        local_ground=referral.local_ground,
        earlier_marac=referral.earlier_marac,
        since=grounds.months_before(referred, protocol.repeat_months),
    )
    findings = [
        _as_decided(finding, decision) for finding in grounds.judge(given, counted, protocol)
    ]
    judged = ""
    if decision:
        judged = _("Judged on %(date)s under protocol version %(version)s") % {
            "date": date_format(clock.day(decision.decided_at)),
            "version": protocol.version,
        }
    return Grounds(findings, len(grounds.met(findings)), judged)


def _as_decided(finding: grounds.Finding, decision: TriageDecision | None) -> grounds.Finding:
    """What triage found counts: it saw earlier cases that this reader may not."""
    if decision and finding.ground in decision.grounds_met:
        working = finding.working
        if finding.ground is grounds.Ground.REPEAT and finding.verdict is grounds.Verdict.NOT_MET:
            working = _("Found at triage")
        return grounds.Finding(finding.ground, grounds.Verdict.MET, working)
    return finding
