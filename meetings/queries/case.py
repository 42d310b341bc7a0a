"""One case: the row, and the bar on each of its pages."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.guards import ActionsOf, agreed_actions, open_actions
from meetings.models import Case, Development, Referral, RiskAssessment, Stage
from meetings.queries.contact import ContactStrip, Incident, strips, victim_died
from meetings.queries.joined import (
    Account,
    NamedElsewhere,
    heard_together,
    named_elsewhere,
    note_together,
)
from meetings.queries.people import with_past
from meetings.rules.ages import why_too_young
from meetings.rules.listing import OPENED
from meetings.rules.phases import GONE_ON, IN_FLOW, ON_LIST
from sharing import clock
from sharing.access import expect, require, visible_to
from sharing.access import may as may_read
from sharing.actor import Actor
from sharing.models import (
    Address,
    Party,
    PartyRole,
    SharingDecision,
)
from sharing.permissions import Permission
from sharing.watch.names import note_shown
from sharing.work import current

# By meaning: grey asks nothing now, yellow waits for somebody; every other stage is under way.
STAGE_COLOURS = {
    Stage.DRAFT: "grey",
    Stage.RETURNED: "yellow",
    Stage.DECLINING: "yellow",
    Stage.DIED: "yellow",
    Stage.STOPPED: "grey",
    Stage.DISCARDED: "grey",
    Stage.DECLINED: "grey",
    Stage.COMPLETE: "grey",
    Stage.WITHDRAWN: "grey",
    Stage.WRONG_AREA: "grey",
    Stage.TRANSFERRED: "grey",
}


def open_case(
    actor: Actor,
    case_id: UUID,
    permission: Permission = may.VIEW_CASE,
    change: Permission | None = None,
    *,
    noted: bool = True,
) -> Case:
    """Return the case, noted as read unless the page notes what it shows of it by itself; raises
    `Refused` for whom it is not there, and for whom could not make the change that the page is for."""
    if noted:
        require(actor, permission, case_id)
    else:
        expect(actor, permission, case_id)
    if change is not None:
        expect(actor, change, case_id)
    return _numbered(actor).get(pk=case_id)


def actions_of(case: Any) -> ActionsOf:
    """Return what guards ask of the actions of a case that was opened: it was read with the case."""
    return ActionsOf(case, case.action_is_open, case.action_is_agreed)


def stage_words(case: Case) -> str:
    """Return where the case is; a referral that was joined to a case is where that one is."""
    if case.joined_to is None:
        return case.get_stage_display()
    return _("Joined to %(reference)s: %(stage)s") % {
        "reference": case.joined_to.reference,
        "stage": case.joined_to.get_stage_display(),
    }


def stage_colour(case: Case) -> str:
    """Return the colour of the same."""
    living = case.joined_to or case
    return STAGE_COLOURS.get(Stage(living.stage), "blue")


@dataclass(frozen=True, kw_only=True)
class CaseBar:
    """What stands above every page about a case; the rest is for pages that show more of it."""

    case: Case
    victim: Party | None
    contact: ContactStrip
    colour: str = "blue"
    facts: list[str] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    # With the newest checklist's `answers` and the newest decision's `agreement`.
    referral: Referral | None = None
    # Of the referrals that were joined to it, too.
    developments: list[Development] = field(default_factory=list)
    # Of a joined referral, the case that lives, and whether its reader follows that one without
    # reading it; of that case, what the others said.
    joined_to: Case | None = None
    follows: bool = False
    accounts: list[Account] = field(default_factory=list)
    # The parties of each of those, and whom only they name, of those that this reader reads.
    parties_of_accounts: dict[UUID, list[Party]] = field(default_factory=dict)
    elsewhere: list[NamedElsewhere[Account]] = field(default_factory=list)

    @property
    def stage(self) -> str:
        """Return where the case is, in words."""
        return stage_words(self.case)

    @property
    def referred_by(self) -> list[Referral]:
        """Return each referral of the case: its own, and those that were joined to it."""
        own = [self.referral] if self.referral else []
        return [*own, *(one.referral for one in self.accounts)]

    @property
    def agencies(self) -> str:
        """Return the agencies that referred it, each named once."""
        named = dict.fromkeys(one.agency.name for one in self.referred_by)
        return get_text_list(list(named), _("and"))


def case_bar(case: Case) -> CaseBar:
    """Return what stands above every page about a case that was opened before."""
    own, others = _accounts(case)
    joined = case.joined_to_id is not None
    accounts = [] if joined else others
    found = _people_of(case.pk, *(one.pk for one in accounts))
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
    referral = own.referral if own else None
    developments = list(
        Development.objects.filter(scope_id__in=together).select_related("agency", "author")
    )
    newest = _newest_incident(developments)
    on_hold = (living or case).stage == Stage.DIED
    contacts = strips(
        [case.pk],
        staff={case.pk: referral.danger_to_staff} if referral else {},
        incidents={case.pk: newest} if newest else {},
        together={case.pk: others},
        followed=living.pk if living and follows else None,
        dead=[case.pk] if on_hold and _victim_died(together) else [],
    )
    bar = CaseBar(
        case=case,
        victim=victim,
        contact=replace(contacts[case.pk], under_age=_under_age(case, victim)),
        colour=stage_colour(case),
        facts=_facts(case),
        parties=parties,
        referral=referral,
        developments=[one for one in developments if not joined or one.scope_id == case.pk],
        joined_to=living,
        follows=follows,
        accounts=accounts,
        parties_of_accounts=found,
        elsewhere=elsewhere,
    )
    if not accounts:
        return bar
    referred = _("Referred by %(agencies)s") % {"agencies": bar.agencies}
    return replace(bar, facts=[referred, *bar.facts])


def _people_of(*case_ids: UUID) -> dict[UUID, list[Party]]:
    """Return the people of each of these cases, each with whether an address of theirs is known."""
    found: dict[UUID, list[Party]] = {one: [] for one in case_ids}
    addresses = Address.objects.filter(party=OuterRef("pk"), ended_on__isnull=True)
    people = with_past(Party.objects.filter(scope_id__in=found, ended_on__isnull=True))
    for party in people.annotate(has_address=Exists(addresses)):
        found[party.scope_id].append(party)
    return found


def _newest_incident(developments: list[Development]) -> Incident | None:
    """Return when the last of these incidents happened, and when the last was added."""
    incidents = [one for one in developments if one.kind == Development.Kind.INCIDENT]
    if not incidents:
        return None
    return max(one.happened_on for one in incidents), max(one.added_at for one in incidents)


def _victim_died(case_ids: list[UUID]) -> bool:
    """Return whether the victim of these cases, which are heard together, died."""
    return Case.objects.filter(victim_died(OuterRef("pk")), pk__in=case_ids).exists()


def _under_age(case: Case, victim: Party | None) -> str:
    """What stands on each page of a case until it has ended; a draft is stopped instead."""
    if case.stage not in IN_FLOW:
        return ""
    return why_too_young(victim, youngest=case.protocol.youngest_victim, today=clock.today())


def _accounts(case: Case) -> tuple[Account | None, list[Account]]:
    """Return what the case's own referral says, and what those say that are heard with it, the
    first to be submitted first."""
    of_case = Case.objects.filter(pk=OuterRef("scope_id"))
    assessments = RiskAssessment.objects.filter(scope_id=OuterRef("scope_id"))
    decisions = SharingDecision.objects.filter(scope_id=OuterRef("scope_id"))
    referrals: QuerySet[Any] = Referral.objects.select_related("agency", "author").filter(
        scope_id__in=heard_together(case).values("scope_id")
    )
    found = [
        Account(one.scope_id, one.reference, one.submitted_at, one)
        for one in referrals.annotate(
            answers=Subquery(assessments.values("answers")[:1]),
            agreement=Subquery(decisions.values("agreement")[:1]),
            reference=Subquery(of_case.values("reference")),
            submitted_at=Subquery(of_case.values("submitted_at")),
        ).order_by("submitted_at")
    ]
    own = next((one for one in found if one.pk == case.pk), None)
    return own, [one for one in found if one.pk != case.pk]


def readable_bar(actor: Actor, case_id: UUID) -> CaseBar | None:
    """Return the bar of a case whose trail is read, where the reader may read the case too."""
    if not may_read(actor, may.VIEW_CASE, case_id).allowed:
        return None
    return case_bar(_numbered(actor).get(pk=case_id))


def on_the_list() -> Q:
    """Return which cases stand on the list of their meeting: those that it hears or heard and, once
    it was opened, those that are on hold or went on to another area since. Each page counts the
    cases of a meeting by it."""
    return Q(stage__in=ON_LIST) | Q(stage__in=GONE_ON, meeting__state__in=OPENED)


def _is_on_the_list(case: Case) -> bool:
    """Return the same of one case; on hold it has no day of a meeting that will not hear it."""
    opened = case.meeting is not None and case.meeting.state in OPENED
    return case.stage in ON_LIST or (case.stage in GONE_ON and opened)


def in_order(actor: Actor, meeting: UUID | OuterRef) -> QuerySet[Case]:
    """Return the cases of a meeting that the actor may follow, in their order. They are numbered
    as they stand here: a gap would tell of a case that is walled off."""
    return Case.objects.filter(
        on_the_list(), visible_to(actor, may.SEE_HEARING, "scope__"), meeting=meeting
    ).order_by("position", "reference")


def _numbered(actor: Actor) -> QuerySet[Any]:
    """Return cases with their meeting and, for who keeps the running order, their number in it as
    this actor knows it."""
    cases: QuerySet[Any] = Case.objects.select_related("meeting", "protocol", "joined_to").annotate(
        action_is_open=Exists(open_actions(OuterRef("pk"))),
        action_is_agreed=Exists(agreed_actions(OuterRef("pk"), OuterRef("meeting"))),
    )
    if actor.role not in may.KEEPERS:
        return cases
    up_to_it = in_order(actor, OuterRef("meeting")).filter(position__lte=OuterRef("position"))
    number = up_to_it.order_by().values("meeting").annotate(number=Count("pk")).values("number")
    return cases.annotate(number=Subquery(number))


def _facts(case: Case) -> list[str]:
    facts = []
    living = case.joined_to or case
    if living.meeting and _is_on_the_list(living):
        day = day_of(living.meeting.starts_at)
        number = getattr(case, "number", None)
        if number:
            facts.append(_("%(day)s, number %(number)s") % {"day": day, "number": number})
        else:
            facts.append(day)
    if case.with_children:
        facts.append(_("Children in the case"))
    if case.came_from:
        facts.append(_("Transferred in from %(area)s") % {"area": case.came_from})
    return facts


def day_of(moment: datetime) -> str:
    """Return the day in the reader's words: Thursday 26 November."""
    return date_format(timezone.localtime(moment), "l j F")
