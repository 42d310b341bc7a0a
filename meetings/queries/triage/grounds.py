"""The basis on which triage judges a referral: its own answers, those of the referrals that were
joined to it, and earlier referrals of the same people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.text import Truncator, get_text_list
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Ground, Protocol, Referral, RepeatAnchor, RiskAssessment
from meetings.queries.joined import Account, accounts_of
from meetings.rules import checklist, grounds, joined_grounds, matching
from meetings.rules.phases import TAKEN_ON
from meetings.rules.triage import CAN_BE_JOINED
from sharing import clock
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.models import Party, PartyRole
from sharing.work import current

# A line of a list has room for as many words of a referrer's judgement.
SHORT = 16
# By whom a case is told: these two are looked for in earlier referrals.
PAIR = (PartyRole.VICTIM, PartyRole.PERPETRATOR)


@dataclass(frozen=True)
class JudgedAccount:
    """One referral against the grounds of the protocol."""

    account: Account
    assessment: RiskAssessment | None
    counted: grounds.Tally
    findings: list[grounds.Finding]

    def said(self, *, words: int) -> joined_grounds.Account:
        """Return what it says, with as many words of the referrer's judgement, which may name
        somebody."""
        judgement = Truncator(self.account.referral.judgement.strip()).words(words) if words else ""
        return joined_grounds.Account(
            self.account.reference, self.findings, self.counted, judgement
        )

    @property
    def in_short(self) -> str:
        return self.said(words=SHORT).in_short


@dataclass(frozen=True)
class Judged:
    """A case against the grounds of its protocol: its own referral, and those joined to it."""

    case: Case
    own: JudgedAccount
    joined: list[JudgedAccount]
    earlier: list[Case]
    earlier_of_own: list[Case]
    same_incident: list[Case]
    possible: list[Case]  # of people who are possibly the same
    not_known: str  # what is missing to find other referrals of these people, within a sentence

    @property
    def referral(self) -> Referral:
        return self.own.account.referral

    @property
    def assessment(self) -> RiskAssessment | None:
        return self.own.assessment

    @property
    def counted(self) -> grounds.Tally:
        return self.own.counted

    @property
    def met(self) -> list[Ground]:
        """Return the grounds that its own referral meets."""
        return grounds.met(self.own.findings)

    @property
    def asked(self) -> list[Ground]:
        """Return the grounds of its own referral that ask for judgement."""
        return grounds.asked(self.own.findings)

    @cached_property
    def shown(self) -> list[joined_grounds.Shown]:
        joined = [(one.account.reference, one.findings) for one in self.joined]
        return joined_grounds.together(self.case.reference, self.own.findings, joined)

    @property
    def met_by_any(self) -> list[Ground]:
        return joined_grounds.met_by_any(self.shown)

    @property
    def agencies(self) -> str:
        """Return the agencies that referred it, each named once."""
        every = [self.own, *self.joined]
        named = dict.fromkeys(one.account.referral.agency.name for one in every)
        return get_text_list(list(named), _("and"))

    @property
    def repeat_of(self) -> list[UUID]:
        """Return the earlier cases that make it a repeat; any one of them would be enough."""
        since = _since(self.own.account, self.case.protocol)
        return [one.pk for one in self.earlier_of_own if _counts_from(one) >= since]

    @property
    def needs_reason(self) -> bool:
        """Return whether accepting needs a reason: no referral meets a ground or asks for
        judgement."""
        asks = any(Ground.JUDGEMENT in grounds.asked(one.findings) for one in self.joined)
        return not self.met_by_any and not asks and Ground.JUDGEMENT not in self.asked

    @property
    def in_short(self) -> str:
        return self._in_short(SHORT)

    @property
    def by_count(self) -> str:
        """Return the finding in short, without the referrers' words, which may name somebody."""
        return self._in_short(0)

    def _in_short(self, words: int) -> str:
        joined = [one.said(words=words) for one in self.joined]
        return joined_grounds.in_short_together(self.own.said(words=words), joined)


def judge_cases(actor: Actor, cases: Sequence[Case]) -> dict[UUID, Judged]:
    """Return the findings about each of these cases, for which the door was asked before. The
    referrals joined to them are noted as shown. The number of queries is the same for one case as
    for a hundred. The cases come with their protocol."""
    ids = [case.pk for case in cases]
    accounts = accounts_of(ids)
    everywhere = [one.pk for found in accounts.values() for one in found]
    current().cases.update(set(everywhere).difference(ids))
    assessments = _by_case(RiskAssessment.objects.filter(scope_id__in=everywhere))
    found = _others_of(actor, accounts, _parties(everywhere))
    judged = {}
    for case in cases:
        own, *others = (
            _judge(one, assessments.get(one.pk), found[one.pk], case.protocol)
            for one in accounts[case.pk]
        )
        seen = [found[one.pk] for one in accounts[case.pk]]
        judged[case.pk] = Judged(
            case,
            own,
            others,
            _each_once(other for one in seen for other in one.earlier),
            seen[0].earlier,
            _each_once(
                other for one in seen for other in one.joint if other.stage in CAN_BE_JOINED
            ),
            _each_once(other for one in seen for other in one.possible),
            seen[0].not_known,
        )
    return judged


def account_of(case: Case, referral: Referral) -> Account:
    """Return the case's own referral. A draft is judged as if it were submitted now."""
    return Account(case.pk, case.reference, case.submitted_at or clock.now(), referral)


def findings_of(
    actor: Actor, case: Case, accounts: Sequence[Account], parties: list[Party]
) -> tuple[list[list[grounds.Finding]], list[UUID]]:
    """Return the same findings about each referral of one case, its own first, of which all this
    was read before with `answers`, and the earlier cases whose day they give."""
    pairs = [one for one in parties if one.role in PAIR]
    others = _others_of(actor, {case.pk: accounts}, pairs)
    findings, earlier = [], []
    for account in accounts:
        found, since = others[account.pk], _since(account, case.protocol)
        count = [one for one in found.earlier if _counts_from(one) >= since]
        earlier += count or [one for one in found.before(account) if _counts_from(one) >= since]
        answers = getattr(account.referral, "answers", None) or {}
        findings.append(_findings(account, answers, found, case.protocol)[1])
    return findings, [one.pk for one in _each_once(earlier)]


@dataclass(frozen=True)
class _Others:
    """What is found of other referrals of the people of a case."""

    earlier: list[Case]
    joint: list[Case]
    possible: list[Case]
    not_known: str

    def before(self, account: Account) -> list[Case]:
        return [one for one in self.possible if _before(one, account.submitted_at)]


def _others_of(
    actor: Actor, accounts: Mapping[UUID, Sequence[Account]], parties: list[Party]
) -> dict[UUID, _Others]:
    """Return the other referrals of the people of each of these referrals, which are given by the
    case as which they are heard. That case itself is none."""
    pairs = _pairs(actor, parties)
    every = [(living, one) for living, found in accounts.items() for one in found]
    like = {one.pk: matching.alike(one.pk, pairs) for _living, one in every}
    possibly = {one.pk: matching.possibly(one.pk, pairs) for _living, one in every}
    wanted = {one for found in (*like.values(), *possibly.values()) for one in found}
    others, incidents = _others(actor, wanted)
    result = {}
    for living, account in every:
        known = {pk: other for pk, other in others.items() if pk != living}
        found = [known[other] for other in like[account.pk] if other in known]
        joint = [
            other
            for other in found
            if matching.same_incident(account.referral.incident_on, incidents[other.pk])
        ]
        before = account.submitted_at
        earlier = [other for other in found if other not in joint and _before(other, before)]
        possible = [
            known[other]
            for other in possibly[account.pk]
            if other in known
            and (known[other].stage in CAN_BE_JOINED or _before(known[other], before))
        ]
        not_known = matching.unknown([one for one in parties if one.scope_id == account.pk])
        result[account.pk] = _Others(earlier, joint, possible, not_known)
    return result


def _judge(
    account: Account, assessment: RiskAssessment | None, others: _Others, protocol: Protocol
) -> JudgedAccount:
    answers = assessment.answers if assessment else {}
    return JudgedAccount(account, assessment, *_findings(account, answers, others, protocol))


def _findings(
    account: Account, answers: dict[str, str], others: _Others, protocol: Protocol
) -> tuple[grounds.Tally, list[grounds.Finding]]:
    counted = grounds.tally(answers, checklist.labels(protocol.checklist_wording))
    given = _given(account, answers, others, protocol)
    return counted, grounds.judge(given, counted, protocol)


def _each_once(cases: Iterable[Case]) -> list[Case]:
    return list({one.pk: one for one in cases}.values())


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


def _before(other: Case, submitted_at: datetime) -> bool:
    """Return whether the other case was taken on and was referred before that moment."""
    if other.stage not in TAKEN_ON or other.submitted_at is None:
        return False
    return other.submitted_at < submitted_at


def _counts_from(case: Case) -> date:
    """Return the day from which an earlier case counts: of its referral, or of the meeting that
    heard it."""
    heard = case.meeting.ended_at if case.meeting else None
    by_meeting = case.protocol.repeat_anchor == RepeatAnchor.MEETING
    return localdate(heard if heard and by_meeting else case.submitted_at)


def _given(
    account: Account, answers: dict[str, str], others: _Others, protocol: Protocol
) -> grounds.Given:
    referral = account.referral
    return grounds.Given(
        answers=answers,
        chosen=referral.grounds,
        judgement=referral.judgement,
        incidents=referral.incident_count,
        local_ground=referral.local_ground,
        earlier_marac=referral.earlier_marac,
        last_on=_latest(others.earlier),
        possibly_on=_latest(others.before(account)),
        not_known=others.not_known,
        since=_since(account, protocol),
    )


def _latest(cases: Iterable[Case]) -> date | None:
    return max((_counts_from(one) for one in cases), default=None)


def _since(account: Account, protocol: Protocol) -> date:
    """Return the first day on which an earlier case still makes this one a repeat."""
    return grounds.months_before(localdate(account.submitted_at), protocol.repeat_months)
