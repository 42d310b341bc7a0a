"""The basis on which triage judges a referral: its own answers, and earlier referrals of the same
people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.timezone import localdate

from meetings import permissions as may
from meetings.models import Case, Ground, Referral, RepeatAnchor, RiskAssessment
from meetings.rules import checklist, grounds, matching
from meetings.rules.phases import TAKEN_ON
from meetings.rules.triage import CAN_BE_JOINED
from sharing import clock
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.models import Party, PartyRole

# By whom a case is told: these two are looked for in earlier referrals.
PAIR = (PartyRole.VICTIM, PartyRole.PERPETRATOR)


@dataclass(frozen=True)
class Judged:
    """A referral against the grounds of its protocol, and what it was judged by."""

    case: Case
    referral: Referral
    assessment: RiskAssessment | None
    counted: grounds.Tally
    findings: list[grounds.Finding]
    earlier: list[Case]
    same_incident: list[Case]
    possible: list[Case]  # of people who are possibly the same
    not_known: str  # what is missing to find other referrals of these people, within a sentence

    @property
    def met(self) -> list[Ground]:
        return grounds.met(self.findings)

    @property
    def repeat_of(self) -> list[UUID]:
        """Return the earlier cases that make it a repeat; any one of them would be enough."""
        since = _since(self.case)
        return [one.pk for one in self.earlier if _counts_from(one) >= since]

    @property
    def asked(self) -> list[Ground]:
        return grounds.asked(self.findings)

    @property
    def needs_reason(self) -> bool:
        """Return whether accepting needs a reason: no ground is met, and no judgement asked for."""
        return not self.met and Ground.JUDGEMENT not in self.asked

    @property
    def in_short(self) -> str:
        return grounds.in_short(self.findings, self.counted, self.referral.judgement.strip())

    @property
    def by_count(self) -> str:
        """Return the finding in short, without the referrer's words, which may name somebody."""
        return grounds.in_short(self.findings, self.counted, "")


def judge_cases(actor: Actor, cases: Sequence[Case]) -> dict[UUID, Judged]:
    """Return the findings about each of these cases, for which the door was asked before. The
    number of queries is the same for one case as for a hundred. The cases come with their
    protocol."""
    ids = [case.pk for case in cases]
    referrals = _by_case(Referral.objects.filter(scope_id__in=ids).select_related("agency"))
    assessments = _by_case(RiskAssessment.objects.filter(scope_id__in=ids))
    parties = _parties(ids)
    found = _others_of(actor, cases, {one: referrals[one].incident_on for one in ids}, parties)
    judged = {}
    for case in cases:
        assessment = assessments.get(case.pk)
        answers = assessment.answers if assessment else {}
        others = found[case.pk]
        counted, findings = _judge(case, referrals[case.pk], answers, others)
        judged[case.pk] = Judged(
            case,
            referrals[case.pk],
            assessment,
            counted,
            findings,
            others.earlier,
            [other for other in others.joint if other.stage in CAN_BE_JOINED],
            others.possible,
            others.not_known,
        )
    return judged


def findings_of(
    actor: Actor, case: Case, referral: Referral, answers: dict[str, str], parties: list[Party]
) -> tuple[list[grounds.Finding], list[UUID]]:
    """Return the same findings about one case of which all this was read before, and the earlier
    cases whose day they give."""
    pair = [one for one in parties if one.role in PAIR]
    others = _others_of(actor, [case], {case.pk: referral.incident_on}, pair)[case.pk]
    since = _since(case)
    count = [one for one in others.earlier if _counts_from(one) >= since]
    count = count or [one for one in others.before(case) if _counts_from(one) >= since]
    return _judge(case, referral, answers, others)[1], [one.pk for one in count]


@dataclass(frozen=True)
class _Others:
    """What is found of other referrals of the people of a case."""

    earlier: list[Case]
    joint: list[Case]
    possible: list[Case]
    not_known: str

    def before(self, case: Case) -> list[Case]:
        return [one for one in self.possible if _before(one, case)]


def _others_of(
    actor: Actor,
    cases: Sequence[Case],
    incident_on: Mapping[UUID, date | None],
    parties: list[Party],
) -> dict[UUID, _Others]:
    """Return the other referrals of the people of each of these cases."""
    pairs = _pairs(actor, parties)
    like = {case.pk: matching.alike(case.pk, pairs) for case in cases}
    possibly = {case.pk: matching.possibly(case.pk, pairs) for case in cases}
    wanted = {one for found in (*like.values(), *possibly.values()) for one in found}
    others, incidents = _others(actor, wanted)
    result = {}
    for case in cases:
        found = [others[other] for other in like[case.pk] if other in others]
        joint = [
            other
            for other in found
            if matching.same_incident(incident_on[case.pk], incidents[other.pk])
        ]
        earlier = [other for other in found if other not in joint and _before(other, case)]
        possible = [
            others[other]
            for other in possibly[case.pk]
            if other in others
            and (others[other].stage in CAN_BE_JOINED or _before(others[other], case))
        ]
        not_known = matching.unknown([one for one in parties if one.scope_id == case.pk])
        result[case.pk] = _Others(earlier, joint, possible, not_known)
    return result


def _judge(
    case: Case, referral: Referral, answers: dict[str, str], others: _Others
) -> tuple[grounds.Tally, list[grounds.Finding]]:
    counted = grounds.tally(answers, checklist.labels(case.protocol.checklist_wording))
    before = others.before(case)
    given = _given(case, referral, answers, others.earlier, before, others.not_known)
    return counted, grounds.judge(given, counted, case.protocol)


def _by_case(rows: Iterable) -> dict:
    """Return the first row of each case: the newest, if the rows are in that order."""
    found: dict = {}
    for row in rows:
        found.setdefault(row.scope_id, row)
    return found


def _parties(ids: list[UUID]) -> list[Party]:
    return list(Party.objects.filter(scope_id__in=ids, role__in=PAIR, ended_on__isnull=True))


def _pairs(actor: Actor, parties: list[Party]) -> dict[UUID, matching.Pair]:
    """Return the pairs of victim and perpetrator in these cases, and in cases that the actor sees
    with a victim born on the same day. The search goes by the victim, because a perpetrator's birth
    date may be unknown."""
    born = {one.born_on for one in parties if one.role == PartyRole.VICTIM and one.born_on}
    now = Party.objects.filter(visible_to(actor, may.TRIAGE_CASE, "scope__"), ended_on__isnull=True)
    same_day = now.filter(role=PartyRole.VICTIM, born_on__in=born)
    theirs = now.filter(role__in=PAIR, scope__in=same_day.values("scope"))
    pairs: dict[UUID, matching.Pair] = {}
    for party in (*parties, *theirs):
        pairs.setdefault(party.scope_id, matching.Pair()).add(party)
    return pairs


def _others(actor: Actor, ids: set[UUID]) -> tuple[dict[UUID, Case], dict[UUID, date | None]]:
    """Return the cases among these that count, and the day of each incident."""
    incident = Referral.objects.filter(scope_id=OuterRef("pk")).values("incident_on")
    cases = Case.objects.filter(
        visible_to(actor, may.TRIAGE_CASE, "scope__"),
        pk__in=ids,
        stage__in={*TAKEN_ON, *CAN_BE_JOINED},
    ).annotate(incident_on=Subquery(incident[:1]))
    found = list(cases.select_related("meeting", "protocol"))
    return {case.pk: case for case in found}, {case.pk: case.incident_on for case in found}


def _before(other: Case, case: Case) -> bool:
    """Return whether the other case was taken on and was referred before this one."""
    if other.stage not in TAKEN_ON or other.submitted_at is None:
        return False
    return other.submitted_at < (case.submitted_at or clock.now())


def _counts_from(case: Case) -> date:
    """Return the day from which an earlier case counts: of its referral, or of the meeting that
    heard it."""
    heard = case.meeting.ended_at if case.meeting else None
    by_meeting = case.protocol.repeat_anchor == RepeatAnchor.MEETING
    return localdate(heard if heard and by_meeting else case.submitted_at)


def _given(
    case: Case,
    referral: Referral,
    answers: dict[str, str],
    earlier: list[Case],
    possible: list[Case],
    not_known: str,
) -> grounds.Given:
    return grounds.Given(
        answers=answers,
        chosen=referral.grounds,
        judgement=referral.judgement,
        incidents=referral.incident_count,
        local_ground=referral.local_ground,
        earlier_marac=referral.earlier_marac,
        last_on=max((_counts_from(one) for one in earlier), default=None),
        possibly_on=max((_counts_from(one) for one in possible), default=None),
        not_known=not_known,
        since=_since(case),
    )


def _since(case: Case) -> date:
    """Return the first day on which an earlier case still makes this one a repeat."""
    referred_on = localdate(case.submitted_at or clock.now())
    return grounds.months_before(referred_on, case.protocol.repeat_months)
