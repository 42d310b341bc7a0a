"""The basis on which triage judges a referral: its own answers, those of the referrals that were
joined to it, and earlier referrals of the same people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import Truncator, get_text_list
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from meetings import permissions as may
from meetings.models import Case, Ground, Protocol, Referral, RepeatAnchor, RiskAssessment, Stage
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
    uncounted: list[Case]  # others of these people, which neither count nor can be joined
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
    found = _others_of(actor, cases, accounts, _parties(everywhere))
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
            _each_once(other for one in seen for other in one.joinable),
            _each_once(other for one in seen for other in one.possible),
            _each_once(other for one in seen for other in one.uncounted),
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
    was read before with `answers`, and the cases that they tell of."""
    pairs = [one for one in parties if one.role in PAIR]
    others = _others_of(actor, [case], {case.pk: accounts}, pairs)
    findings, told = [], []
    for account in accounts:
        found, since = others[account.pk], _since(account, case.protocol)
        count = [one for one in found.earlier if _counts_from(one) >= since]
        told += count or [one for one in found.before(account) if _counts_from(one) >= since]
        told += [*found.joinable, *found.uncounted, *found.not_counted(account, case.protocol)]
        answers = getattr(account.referral, "answers", None) or {}
        findings.append(_findings(account, answers, found, case.protocol)[1])
    return findings, [one.pk for one in _each_once(told)]


@dataclass(frozen=True)
class _Others:
    """What is found of other referrals of the people of a case."""

    earlier: list[Case]
    joint: list[Case]
    possible: list[Case]
    uncounted: list[Case]
    not_known: str

    @property
    def joinable(self) -> list[Case]:
        return [one for one in self.joint if one.stage in CAN_BE_JOINED]

    def before(self, account: Account) -> list[Case]:
        return [one for one in self.possible if _before(one, account.submitted_at)]

    def not_counted(self, account: Account, protocol: Protocol) -> list[Case]:
        """Return those of possibly the same people that would not count if they were the same."""
        return [
            one
            for one in self.possible
            if not _before(one, account.submitted_at) and _is_since(one, account, protocol)
        ]


def _others_of(
    actor: Actor,
    cases: Sequence[Case],
    accounts: Mapping[UUID, Sequence[Account]],
    parties: list[Party],
) -> dict[UUID, _Others]:
    """Return the other referrals of the people of each of these referrals, which are given by the
    case as which they are heard. That case itself is none."""
    pairs = _pairs(actor, parties)
    every = [(case, one) for case in cases for one in accounts[case.pk]]
    like = {one.pk: matching.alike(one.pk, pairs) for _case, one in every}
    possibly = {one.pk: matching.possibly(one.pk, pairs) for _case, one in every}
    wanted = {one for found in (*like.values(), *possibly.values()) for one in found}
    others, incidents = _others(actor, wanted)
    result = {}
    for case, account in every:
        known = {pk: other for pk, other in others.items() if pk != case.pk}
        found = [known[other] for other in like[account.pk] if other in known]
        joint = [
            other
            for other in found
            if matching.same_incident(account.referral.incident_on, incidents[other.pk])
        ]
        before = account.submitted_at
        earlier = [other for other in found if other not in joint and _before(other, before)]
        # What was joined goes on as that other case.
        heard_as = {case.pk, account.pk, *like[account.pk], *possibly[account.pk]}
        named = heard_as & {case.pk, account.pk, *others}
        possible = [
            other
            for other in (known[one] for one in possibly[account.pk] if one in known)
            if other.stage in CAN_BE_JOINED
            or _before(other, before)
            or (_is_since(other, account, case.protocol) and other.joined_to_id not in named)
        ]
        uncounted = [
            other
            for other in found
            if other not in earlier
            and not (other in joint and other.stage in CAN_BE_JOINED)
            and _is_since(other, account, case.protocol)
            and other.joined_to_id not in named
        ]
        not_known = matching.unknown([one for one in parties if one.scope_id == account.pk])
        result[account.pk] = _Others(earlier, joint, possible, uncounted, not_known)
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
    """Return the cases among these that were referred, and the day of each incident."""
    incident = Referral.objects.filter(scope_id=OuterRef("pk")).values("incident_on")
    cases = Case.objects.filter(
        visible_to(actor, may.TRIAGE_CASE, "scope__"),
        pk__in=ids,
        submitted_at__isnull=False,
    ).annotate(incident_on=Subquery(incident[:1]))
    found = list(cases.select_related("meeting", "protocol"))
    return {case.pk: case for case in found}, {case.pk: case.incident_on for case in found}


def _before(other: Case, submitted_at: datetime) -> bool:
    """Return whether the other case was taken on and was referred before that moment."""
    if other.stage not in TAKEN_ON or other.submitted_at is None:
        return False
    return other.submitted_at < submitted_at


def _is_since(other: Case, account: Account, protocol: Protocol) -> bool:
    """Return whether the other case was referred in the time in which one makes a repeat."""
    return localdate(other.submitted_at) >= _since(account, protocol)


# How a referral ended of which a meeting heard nothing.
ENDED: dict[Stage, Promise] = {
    Stage.WITHDRAWN: _lazy("Referred on %(day)s, and withdrawn on %(since)s: %(reference)s."),
    Stage.DECLINED: _lazy("Referred on %(day)s, and declined on %(since)s: %(reference)s."),
    Stage.WRONG_AREA: _lazy(
        "Referred on %(day)s, and sent to the right area on %(since)s: %(reference)s."
    ),
    Stage.JOINED: _lazy(
        "Referred on %(day)s, and joined to another case on %(since)s: %(reference)s."
    ),
}


def _named(account: Account, others: _Others, protocol: Protocol) -> list[str]:
    """Return in sentences which other referrals do not count, so that nobody takes them for
    none."""
    on_its_way = _("Referred on %(day)s, now at “%(stage)s”: %(reference)s.")
    possibly = _(
        "Possibly the same people were referred on %(day)s: look at %(reference)s, now at "
        "“%(stage)s”."
    )
    same = [*others.joinable, *others.uncounted]
    said = [(one, ENDED.get(Stage(one.stage), on_its_way)) for one in same]
    said += [(one, possibly) for one in others.not_counted(account, protocol)]
    return [
        words
        % {
            "day": date_format(localdate(one.submitted_at)),
            "since": date_format(localdate(one.stage_since)),
            "stage": one.get_stage_display(),
            "reference": one.reference,
        }
        for one, words in said
    ]


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
        others=_named(account, others, protocol),
        since=_since(account, protocol),
    )


def _latest(cases: Iterable[Case]) -> date | None:
    return max((_counts_from(one) for one in cases), default=None)


def _since(account: Account, protocol: Protocol) -> date:
    """Return the first day on which an earlier case still makes this one a repeat."""
    return grounds.months_before(localdate(account.submitted_at), protocol.repeat_months)
