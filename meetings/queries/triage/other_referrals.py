"""Other referrals of the same people: what makes a referral a repeat, what can be joined, and what
is neither, so that nobody takes it for nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from meetings import permissions as may
from meetings.models import Case, Protocol, Referral, RepeatAnchor, Stage
from meetings.queries.joined import Account
from meetings.rules import grounds, matching
from meetings.rules.phases import TAKEN_ON
from meetings.rules.triage import CAN_BE_JOINED
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.models import Party, PartyRole

# By whom a case is told: these two are looked for in earlier referrals.
PAIR = (PartyRole.VICTIM, PartyRole.PERPETRATOR)

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


@dataclass(frozen=True)
class OtherReferrals:
    """What is found of other referrals of the people of one referral."""

    account: Account
    protocol: Protocol
    earlier: list[Case]
    joint: list[Case]
    possible: list[Case]  # of people who are possibly the same
    uncounted: list[Case]  # of these people, which neither count nor can be joined
    not_known: str  # what is missing to find others, within a sentence

    @cached_property
    def since(self) -> date:
        """Return the first day on which an earlier case still makes this one a repeat."""
        return _since(self.account, self.protocol)

    @property
    def joinable(self) -> list[Case]:
        return [one for one in self.joint if one.stage in CAN_BE_JOINED]

    @property
    def counting(self) -> list[Case]:
        """Return the earlier cases that make it a repeat; any one of them would be enough."""
        return [one for one in self.earlier if _counts_from(one) >= self.since]

    @property
    def last_on(self) -> date | None:
        return _latest(self.earlier)

    @property
    def possibly_on(self) -> date | None:
        return _latest(self._possibly_before)

    @property
    def told(self) -> list[Case]:
        """Return the cases of which the finding tells."""
        possibly = [one for one in self._possibly_before if _counts_from(one) >= self.since]
        counting = self.counting or possibly
        return [*counting, *self.joinable, *self.uncounted, *self._possibly_uncounted]

    @property
    def said(self) -> list[str]:
        """Return in sentences which other referrals do not count, so that nobody takes them for
        none."""
        on_its_way = _("Referred on %(day)s, now at “%(stage)s”: %(reference)s.")
        possibly = _(
            "Possibly the same people were referred on %(day)s: look at %(reference)s, now at "
            "“%(stage)s”."
        )
        same = [*self.joinable, *self.uncounted]
        said = [(one, ENDED.get(Stage(one.stage), on_its_way)) for one in same]
        said += [(one, possibly) for one in self._possibly_uncounted]
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

    @property
    def _possibly_before(self) -> list[Case]:
        return [one for one in self.possible if _before(one, self.account.submitted_at)]

    @property
    def _possibly_uncounted(self) -> list[Case]:
        """Return those of possibly the same people that would not count if they were the same."""
        return [
            one
            for one in self.possible
            if not _before(one, self.account.submitted_at)
            and _is_since(one, self.account, self.protocol)
        ]


def find_others(
    actor: Actor,
    cases: Sequence[Case],
    accounts: Mapping[UUID, Sequence[Account]],
    parties: list[Party],
) -> dict[UUID, OtherReferrals]:
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
        result[account.pk] = OtherReferrals(
            account, case.protocol, earlier, joint, possible, uncounted, not_known
        )
    return result


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


def _counts_from(case: Case) -> date:
    """Return the day from which an earlier case counts: of its referral, or of the meeting that
    heard it."""
    heard = case.meeting.ended_at if case.meeting else None
    by_meeting = case.protocol.repeat_anchor == RepeatAnchor.MEETING
    return localdate(heard if heard and by_meeting else case.submitted_at)


def _latest(cases: Sequence[Case]) -> date | None:
    return max((_counts_from(one) for one in cases), default=None)


def _since(account: Account, protocol: Protocol) -> date:
    """Return the first day on which an earlier case still makes this one a repeat."""
    return grounds.months_before(localdate(account.submitted_at), protocol.repeat_months)
