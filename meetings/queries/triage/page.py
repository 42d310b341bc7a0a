"""One referral, with all that a decision on it needs."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, CaseStage, Referral, Stage, TriageDecision
from meetings.queries.case import open_case
from meetings.queries.case_bar import CaseBar, case_bar
from meetings.queries.follow_up import holidays_of
from meetings.queries.overview.people import Person, people_of
from meetings.queries.people import note_people
from meetings.queries.references import called
from meetings.queries.triage.grounds import Judged, judge_cases
from meetings.queries.triage.list import Wait, wait_of
from meetings.rules.triage import CAN_BE_JOINED
from sharing.access import show, visible_to
from sharing.actor import Actor
from sharing.case_names import hash_of_reference
from sharing.models import PartyRole
from sharing.queries.conflicts import staff_named_as
from sharing.rules import RuleBroken
from sharing.work import current


@dataclass(frozen=True)
class TriagePage:
    judged: Judged
    people: list[Person]
    missing: list[str]  # what the referrer could complete
    decisions: list[TriageDecision]
    proposal: TriageDecision | None
    own_proposal: bool
    wait: Wait
    met: str
    same_name: list[str]  # who works here under the name of somebody in the case

    @property
    def not_looked_for(self) -> str:
        """Return what is missing to find other referrals of the incident, for the middle of a
        sentence."""
        day = "" if self.judged.referral.incident_on else _("the date of the incident")
        return get_text_list([one for one in (self.judged.not_known, day) if one], _("and"))

    @property
    def child_referral(self) -> str:
        """Return in words whether children’s social care knows."""
        said, on = self.judged.referral.child_referral, self.judged.referral.child_referral_on
        if said == "yes" and on:
            return _("Made on %(date)s") % {"date": date_format(on)}
        words = {"yes": _("Made"), "no": _("Not made")}
        return words.get(said, said)


def triage_page(actor: Actor, bar: CaseBar) -> TriagePage:
    """Return what triage needs to know of a case that was opened before. Other cases of the same
    people are noted as shown."""
    case = bar.case
    judged = judge_cases(actor, [case])[case.pk]
    others = judged.found
    show(actor, may.TRIAGE_CASE, [one.pk for one in others])
    note_people([*bar.parties, *(one.party for one in bar.elsewhere)])
    decisions = list(
        TriageDecision.objects.filter(scope_id=case.pk).select_related(
            "decided_by", "second_by", "protocol"
        )
    )
    proposal = decisions[0] if case.stage == Stage.DECLINING else None
    return TriagePage(
        judged=judged,
        people=people_of(bar),
        missing=_missing(judged, bar),
        decisions=[one for one in decisions if one is not proposal],
        proposal=proposal,
        own_proposal=bool(proposal and proposal.decided_by_id == actor.user_id),
        wait=wait_of(case, next(iter(decisions), None), holidays_of(actor)),
        met=_("Grounds: %(met)s of %(all)s met")
        % {"met": len(judged.met_by_any), "all": len(judged.shown)},
        same_name=staff_named_as(actor, case.pk, bar.parties),
    )


def judged_together(actor: Actor, bar: CaseBar) -> Judged | None:
    """Return the grounds of a case that was opened before, if a decision on it is one on other
    referrals too."""
    return judge_cases(actor, [bar.case])[bar.case.pk] if bar.accounts else None


def waits_for_another(actor: Actor, case_id: UUID) -> bool:
    """Return whether the actor proposed the decline that waits, so that somebody else decides."""
    case = open_case(actor, case_id, may.TRIAGE_CASE, may.SECOND_DECISION)
    proposal = TriageDecision.objects.filter(scope_id=case_id).first()
    return bool(
        case.stage == Stage.DECLINING and proposal and proposal.decided_by_id == actor.user_id
    )


def missing_of(actor: Actor, case_id: UUID) -> list[str]:
    """Return what the referrer of a case could complete, to begin the words with."""
    case = open_case(actor, case_id, may.TRIAGE_CASE, may.RETURN_REFERRAL)
    return _missing(judge_cases(actor, [case])[case.pk], case_bar(case))


def _missing(judged: Judged, bar: CaseBar) -> list[str]:
    referral = judged.referral
    born = dict.fromkeys((PartyRole.VICTIM, PartyRole.PERPETRATOR), False)
    for party in bar.parties:
        if party.role in born:
            born[PartyRole(party.role)] = party.born_on is not None
    found = (
        (born[PartyRole.VICTIM], _("Date of birth of the victim")),
        (born[PartyRole.PERPETRATOR], _("Date of birth of the perpetrator")),
        (bar.contact.way, _("A safe way of contact")),
        (judged.assessment, _("The risk checklist")),
        (referral.incident_count is not None, _("The number of incidents")),
        (referral.done_today, _("What has been done today to keep them safe")),
    )
    return [words for there, words in found if not there]


def decided_meanwhile(case: Case) -> dict[str, object]:
    """Return how a case that the actor decides on reached its present stage: by whom, when, why."""
    move = CaseStage.objects.filter(scope_id=case.pk).select_related("moved_by").latest("moved_at")
    decision = TriageDecision.objects.filter(scope_id=case.pk).first()
    return {
        "decided": _("“%(stage)s”, by %(person)s, %(when)s")
        % {
            "stage": Stage(case.stage).label,
            "person": move.moved_by.name if move.moved_by else _("the portal"),
            "when": date_format(localtime(move.moved_at), "DATETIME_FORMAT"),
        },
        "reason": move.reason,
        "instead": decision.instead if decision else "",
    }


@dataclass(frozen=True)
class SameIncident:
    """A referral that may be of the same incident, and what distinguishes it from the others."""

    case: Case
    words: str


def same_incident(actor: Actor, case_id: UUID) -> list[SameIncident]:
    """Return other referrals that may be of the same incident, then those that are possibly of the
    same people and can be joined, noted as shown."""
    case = open_case(actor, case_id, may.TRIAGE_CASE, may.JOIN_CASES)
    judged = judge_cases(actor, [case])[case.pk]
    same = {one.pk for one in judged.same_incident}
    possible = [one for one in judged.possible if one.pk not in same and one.stage in CAN_BE_JOINED]
    found = [*judged.same_incident, *possible]
    show(actor, may.TRIAGE_CASE, [one.pk for one in found])
    referrals = Referral.objects.filter(scope_id__in=[one.pk for one in found])
    told = {one.scope_id: one for one in referrals.select_related("agency")}
    return [SameIncident(one, _told_of(one, told[one.pk], is_same=one.pk in same)) for one in found]


def _told_of(case: Case, referral: Referral, *, is_same: bool) -> str:
    said = {
        "day": date_format(referral.incident_on) if referral.incident_on else _("not known"),
        "agency": referral.agency.name,
        "stage": str(Stage(case.stage).label),
    }
    if is_same:
        return _("Incident of %(day)s, referred by %(agency)s. It is at “%(stage)s”.") % said
    return (
        _(
            "Possibly the same people: look first. Day of the incident: %(day)s. Referred by "
            "%(agency)s. It is at “%(stage)s”."
        )
        % said
    )


def case_to_join(actor: Actor, into: str, reference: str) -> UUID:
    """Return the chosen case, or, among those that the actor may see, the one with that
    reference."""
    if into:
        return UUID(into)
    current().seek(may.FIND_CASE.event, [hash_of_reference(reference)])
    found = called(
        Case.objects.filter(visible_to(actor, may.JOIN_CASES, "scope__")), reference
    ).values_list("pk", flat=True)[:2]
    if len(found) != 1:
        raise RuleBroken(_("No case with this reference is found."), field="reference")
    return found[0]
