"""The grounds of referrals that are heard together, as a line of a list."""

import pytest

from meetings.models import Ground
from meetings.rules import joined_grounds
from meetings.rules.grounds import Finding, Tally, Verdict
from meetings.rules.joined_grounds import Account


def account(reference, ticks, *, met=(), judgement=None):
    findings = [Finding(ground, Verdict.MET, "") for ground in met]
    if judgement is not None:
        findings.append(Finding(Ground.JUDGEMENT, Verdict.JUDGEMENT, judgement))
    return Account(reference, findings, Tally(ticks, 24, ()), judgement or "")


OWN = account("LM-A", 2)


@pytest.mark.parametrize(
    ("own", "joined", "words"),
    [
        (OWN, [], "2 ticks. No ground met by count."),
        (OWN, [account("LM-B", 1)], "2 ticks. LM-B: 1 tick. No ground met by count."),
        (
            account("LM-A", 2, met=[Ground.ESCALATION]),
            [
                account("LM-B", 20, met=[Ground.HIGH_RISK]),
                account("LM-C", 15, met=[Ground.HIGH_RISK, Ground.ESCALATION]),
            ],
            (
                "2 ticks. LM-B: 20 ticks. LM-C: 15 ticks. Potential escalation, "
                "visible high risk (LM-B, LM-C)."
            ),
        ),
        (
            account("LM-A", 2, judgement="Fear."),
            [account("LM-B", 1, judgement="Cold.")],
            "2 ticks. LM-B: 1 tick. No ground met by count, judgement asked: Fear.",
        ),
        (
            OWN,
            [account("LM-B", 1, judgement=""), account("LM-C", 1, judgement="Cold.")],
            (
                "2 ticks. LM-B: 1 tick. LM-C: 1 tick. "
                "No ground met by count, judgement asked in LM-B, LM-C: Cold."
            ),
        ),
        (
            OWN,
            [account("LM-B", 1, judgement="")],
            "2 ticks. LM-B: 1 tick. No ground met by count, judgement asked in LM-B.",
        ),
    ],
)
def test_in_short(own, joined, words):
    assert joined_grounds.in_short_together(own, joined) == words
