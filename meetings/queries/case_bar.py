"""The bar on each page of a case: where it stands, its people and how to reach the victim."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, CaseStage, Development, Referral, RiskAssessment, Stage
from meetings.queries.case import (
    day_of,
    is_on_the_list,
    numbered,
    stage_colour,
    stage_words,
)
from meetings.queries.contact import ContactStrip, Incident, strips, victim_died
from meetings.queries.joined import (
    Account,
    NamedElsewhere,
    heard_together,
    is_heard_alone,
    named_elsewhere,
    note_together,
)
from meetings.queries.people import with_past
from meetings.rules.ages import why_too_young
from meetings.rules.phases import IN_FLOW, WRITABLE
from sharing import clock
from sharing.access import may as may_read
from sharing.actor import Actor
from sharing.models import Address, Party, PartyRole, SharingDecision, VictimAdvocate
from sharing.watch.names import note_shown
from sharing.work import current


@dataclass(frozen=True, kw_only=True)
class CaseBar:
    """The bar above every page about a case; further fields are for pages that show more of it."""

    case: Case
    victim: Party | None
    contact: ContactStrip
    colour: str = "blue"
    facts: list[str] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    # Where they are said, with the newest checklist's `answers`, the newest decision's `agreement`
    # and the `idva` of the victim; people are there with the moments `since` when they are in the
    # case and of its submission.
    referral: Referral | None = None
    # Those of joined referrals too.
    developments: list[Development] = field(default_factory=list)
    # For a joined referral: the case as which it is heard, and whether its reader follows that one
    # without reading it. For that case: what the joined referrals said.
    joined_to: Case | None = None
    follows: bool = False
    accounts: list[Account] = field(default_factory=list)
    # The parties of each joined referral that this reader may read, and the people whom only these
    # name.
    parties_of_accounts: dict[UUID, list[Party]] = field(default_factory=dict)
    elsewhere: list[NamedElsewhere[Account]] = field(default_factory=list)

    @property
    def stage(self) -> str:
        """Return the stage of the case, in words."""
        return stage_words(self.case)

    @property
    def with_children(self) -> bool:
        """Return whether there are children in the case, as far as this reader reads its
        referrals."""
        joined = (one for people in self.parties_of_accounts.values() for one in people)
        return self.case.with_children or any(one.role == PartyRole.CHILD for one in joined)

    @property
    def joined_words(self) -> str:
        """Return of a joined referral as which case it is heard and, if that one has ended or is on
        hold, so much: why, only its own page says, to who may read it."""
        if not (living := self.joined_to):
            return ""
        words = _(
            "This referral was joined to %(reference)s. What is agreed, and what is new, stands "
            "there."
        )
        if living.stage not in IN_FLOW:
            words = _(
                "This referral was joined to %(reference)s. With that case it is at “%(stage)s” "
                "since %(date)s."
            )
            if self.follows:
                words = _(
                    "This referral was joined to %(reference)s. With that case it is at “%(stage)s” "
                    "since %(date)s. The MARAC coordinator can say more."
                )
        if self.follows and living.stage == Stage.DECLINED:
            words = _(
                "This referral was joined to %(reference)s, which was declined by two people on "
                "%(date)s. Ask the MARAC coordinator why, and where the referral goes instead."
            )
        return words % {
            "reference": living.reference,
            "stage": living.get_stage_display(),
            "date": date_format(clock.day(living.stage_since)),
        }

    @property
    def referred_by(self) -> list[Referral]:
        """Return the referrals of the case: its own, and those joined to it."""
        own = [self.referral] if self.referral else []
        return [*own, *(one.referral for one in self.accounts)]

    @property
    def agencies(self) -> str:
        """Return the agencies that referred it, each named once."""
        named = dict.fromkeys(one.agency.name for one in self.referred_by)
        return get_text_list(list(named), _("and"))


def case_bar(case: Case, *, says_more: bool = False) -> CaseBar:
    """Return the bar above every page about a case that was opened before."""
    referral, others = _referrals(case, says_more=says_more)
    joined = case.joined_to_id is not None
    accounts = [] if joined else others
    found = _people_of(case.pk, *(one.pk for one in accounts), says_more=says_more)
    parties = found.pop(case.pk)
    elsewhere = named_elsewhere(parties, accounts, found)
    victim = next((party for party in parties if party.role == PartyRole.VICTIM), None)
    if victim:
        current().people.add(victim.pk)
    shown = [*parties, *(one.party for one in elsewhere)]
    note_shown(current(), [(party.given_name, party.family_name) for party in shown])
    together = [case.pk, *(one.pk for one in others)]
    note_together(together[1:])
    living = case.joined_to
    follows = living is not None and living.pk not in together
    if living and follows:
        current().cases.add(living.pk)
    developments = list(
        Development.objects.filter(scope_id__in=together).select_related("agency", "author")
    )
    newest = _newest_incident(developments)
    on_hold = (living or case).stage == Stage.DIED
    of_child = _under_age(case, parties, accounts, found)
    contacts = strips(
        [case.pk],
        staff={case.pk: referral.danger_to_staff} if referral else {},
        incidents={case.pk: newest} if newest else {},
        together={case.pk: others},
        followed=living.pk if living and follows else None,
        dead=[case.pk] if on_hold and _victim_died(together) else [],
        alone=is_heard_alone(case),
    )
    bar = CaseBar(
        case=case,
        victim=victim,
        contact=replace(contacts[case.pk], under_age=of_child),
        colour=stage_colour(case),
        parties=parties,
        referral=referral,
        developments=[one for one in developments if not joined or one.scope_id == case.pk],
        joined_to=living,
        follows=follows,
        accounts=accounts,
        parties_of_accounts=found,
        elsewhere=elsewhere,
    )
    return replace(bar, facts=_facts(bar))


def readable_bar(actor: Actor, case_id: UUID) -> CaseBar | None:
    """Return the bar for the trail of a case, if the reader may read the case too."""
    if not may_read(actor, may.VIEW_CASE, case_id).allowed:
        return None
    return case_bar(numbered(actor).get(pk=case_id))


def note_developments(bar: CaseBar) -> None:
    """Note that a page shows what is new on a case, so that home no longer says it."""
    current().items.update(one.pk for one in bar.developments)


def _people_of(*case_ids: UUID, says_more: bool) -> dict[UUID, list[Party]]:
    """Return the people of each of these cases, each with whether an address of theirs is known
    and, where more is said, when they came into the case and when its referral was last submitted,
    as `since` and `submitted`: both as their rows were written, which no set clock moves."""
    found: dict[UUID, list[Party]] = {one: [] for one in case_ids}
    addresses = Address.objects.filter(party=OuterRef("pk"), ended_on__isnull=True)
    people = with_past(Party.objects.filter(scope_id__in=found, ended_on__isnull=True))
    people = people.annotate(has_address=Exists(addresses))
    if says_more:
        begun = Party.history.filter(
            scope_id=OuterRef("scope_id"), id=OuterRef("pk"), history_type="+"
        )
        submitted = CaseStage.history.filter(
            scope_id=OuterRef("scope_id"), from_stage__in=WRITABLE
        ).order_by("-history_date")
        people = people.annotate(
            since=Subquery(begun.values("history_date")[:1]),
            submitted=Subquery(submitted.values("history_date")[:1]),
        )
    for party in people:
        found[party.scope_id].append(party)
    return found


def _newest_incident(developments: list[Development]) -> Incident | None:
    """Return when the latest of these incidents happened, and when the latest was added."""
    incidents = [one for one in developments if one.kind == Development.Kind.INCIDENT]
    if not incidents:
        return None
    return max(one.happened_on for one in incidents), max(one.added_at for one in incidents)


def _victim_died(case_ids: list[UUID]) -> bool:
    """Return whether the victim of these cases, which are heard together, died."""
    return Case.objects.filter(victim_died(OuterRef("pk")), pk__in=case_ids).exists()


def _under_age(
    case: Case, own: list[Party], accounts: list[Account], parties: dict[UUID, list[Party]]
) -> str:
    """Return the words about a victim who is too young, by the referral of a case or a joined one,
    for each page of the case until it has ended. A draft is stopped instead."""
    if (case.joined_to or case).stage not in IN_FLOW:
        return ""
    said = [("", own), *((one.reference, parties[one.pk]) for one in accounts)]
    youngest, today = case.protocol.youngest_victim, clock.today()
    words = (
        why_too_young(party, youngest=youngest, today=today, joined=reference)
        for reference, people in said
        for party in people
        if party.role == PartyRole.VICTIM
    )
    return next(filter(None, words), "")


def _referrals(case: Case, *, says_more: bool) -> tuple[Referral | None, list[Account]]:
    """Return the case's own referral, and those heard with it in the order of their submission."""
    referrals: QuerySet[Any] = Referral.objects.select_related("agency", "author").filter(
        scope_id__in=heard_together(case).values("scope_id")
    )
    if says_more:
        assessments = RiskAssessment.objects.filter(scope_id=OuterRef("scope_id"))
        decisions = SharingDecision.objects.filter(scope_id=OuterRef("scope_id"))
        named = VictimAdvocate.objects.filter(scope_id=OuterRef("scope_id"))
        referrals = referrals.annotate(
            answers=Subquery(assessments.values("answers")[:1]),
            agreement=Subquery(decisions.values("agreement")[:1]),
            idva_id=Subquery(named.values("user_id")[:1]),
            idva=Subquery(named.values("user__name")[:1]),
        )
    found = {one.scope_id: one for one in referrals}
    own = found.pop(case.pk, None)
    if not found:
        return own, []
    others: QuerySet[Any] = Case.objects.filter(pk__in=list(found)).order_by("submitted_at")
    return own, [Account(one.pk, one.reference, one.submitted_at, found[one.pk]) for one in others]


def _facts(bar: CaseBar) -> list[str]:
    case, facts = bar.case, list[str]()
    if bar.accounts:
        facts.append(_("Referred by %(agencies)s") % {"agencies": bar.agencies})
    living = case.joined_to or case
    if living.meeting and is_on_the_list(living):
        day = day_of(living.meeting.starts_at)
        number = getattr(case, "number", None)
        if number:
            facts.append(_("%(day)s, number %(number)s") % {"day": day, "number": number})
        else:
            facts.append(day)
    if bar.with_children:
        facts.append(_("Children in the case"))
    if case.came_from:
        facts.append(_("Transferred in from %(area)s") % {"area": case.came_from})
    return facts
