"""The basis on which triage judges a referral: its own answers, those of the referrals that were
joined to it, and earlier referrals of the same people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _

from meetings.models import Case, Ground, Referral, RiskAssessment
from meetings.queries.joined import Account, accounts_of
from meetings.queries.triage.other_referrals import PAIR, OtherReferrals, find_others
from meetings.rules import checklist, grounds, joined_grounds
from sharing import clock
from sharing.actor import Actor
from sharing.models import Party
from sharing.work import current

# A line of a list has room for as many words of a referrer's judgement.
SHORT = 16


@dataclass(frozen=True)
class JudgedAccount:
    """One referral against the grounds of the protocol."""

    account: Account
    assessment: RiskAssessment | None
    counted: grounds.Tally
    findings: list[grounds.Finding]
    others: OtherReferrals

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

    @property
    def every(self) -> list[JudgedAccount]:
        return [self.own, *self.joined]

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
        named = dict.fromkeys(one.account.referral.agency.name for one in self.every)
        return get_text_list(list(named), _("and"))

    @property
    def repeat_of(self) -> list[UUID]:
        """Return the earlier cases that make it a repeat; any one of them would be enough."""
        return [one.pk for one in self.own.others.counting]

    @property
    def earlier(self) -> list[Case]:
        return _each_once(other for one in self.every for other in one.others.earlier)

    @property
    def same_incident(self) -> list[Case]:
        return _each_once(other for one in self.every for other in one.others.joinable)

    @property
    def possible(self) -> list[Case]:
        """Return other referrals of people who are possibly the same."""
        return _each_once(other for one in self.every for other in one.others.possible)

    @property
    def uncounted(self) -> list[Case]:
        """Return those that neither count nor can be joined."""
        return _each_once(other for one in self.every for other in one.others.uncounted)

    @property
    def found(self) -> list[Case]:
        """Return all other referrals of these people, or of possibly the same."""
        return _each_once([*self.earlier, *self.same_incident, *self.possible, *self.uncounted])

    @property
    def not_known(self) -> str:
        """Return what is missing to find other referrals of these people, within a sentence."""
        return self.own.others.not_known

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
    found = find_others(actor, cases, accounts, _parties(everywhere))
    judged = {}
    for case in cases:
        own, *others = (_judge(assessments.get(one.pk), found[one.pk]) for one in accounts[case.pk])
        judged[case.pk] = Judged(case, own, others)
    return judged


def account_of(case: Case, referral: Referral) -> Account:
    """Return the case's own referral. A draft is judged as if it were submitted now."""
    return Account(case.pk, case.reference, case.submitted_at or clock.now(), referral)


def findings_of(
    actor: Actor, case: Case, accounts: Sequence[Account], parties: list[Party]
) -> tuple[list[list[grounds.Finding]], list[UUID]]:
    """Return the same findings about each referral of one case, its own first, of which all this
    was read before with `answers`, and the cases that they tell of."""
    pairs = [one for one in parties if one.role in PAIR]
    others = find_others(actor, [case], {case.pk: accounts}, pairs)
    findings, told = [], []
    for account in accounts:
        told += others[account.pk].told
        answers = getattr(account.referral, "answers", None) or {}
        findings.append(_findings(answers, others[account.pk])[1])
    return findings, [one.pk for one in _each_once(told)]


def _judge(assessment: RiskAssessment | None, others: OtherReferrals) -> JudgedAccount:
    answers = assessment.answers if assessment else {}
    return JudgedAccount(others.account, assessment, *_findings(answers, others), others)


def _findings(
    answers: dict[str, str], others: OtherReferrals
) -> tuple[grounds.Tally, list[grounds.Finding]]:
    counted = grounds.tally(answers, checklist.labels(others.protocol.checklist_wording))
    return counted, grounds.judge(_given(answers, others), counted, others.protocol)


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


def _given(answers: dict[str, str], others: OtherReferrals) -> grounds.Given:
    referral = others.account.referral
    return grounds.Given(
        answers=answers,
        chosen=referral.grounds,
        judgement=referral.judgement,
        incidents=referral.incident_count,
        local_ground=referral.local_ground,
        earlier_marac=referral.earlier_marac,
        last_on=others.last_on,
        possibly_on=others.possibly_on,
        not_known=others.not_known,
        others=others.said,
        since=others.since,
    )
