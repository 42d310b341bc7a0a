"""The pages on which a case ends."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import ENDED, Action, Case, CaseStage, Exit, OutcomePlan, Stage, TakingBack
from meetings.queries.case import day_of, open_case
from meetings.queries.joined import JoinedCase, heard_with, named_elsewhere, note_together
from meetings.rules.closure import goes_on_at
from meetings.rules.listing import OVER
from meetings.rules.phases import WAITS
from sharing.access import expect, require
from sharing.actor import Actor
from sharing.models import Party, PartyRole
from sharing.rules import RuleBroken


def people_to_name(actor: Actor, case_id: UUID) -> list[tuple[str, str]]:
    """Return the people of a case by identifier, for the page that records who died, and those whom
    only joined referrals name. The victim of all of them is one person."""
    require(actor, may.VIEW_CASE, case_id)
    expect(actor, may.RECORD_DEATH, case_id)
    others = heard_with([case_id]).exclude(pk=case_id).order_by("submitted_at", "reference")
    joined = [JoinedCase(*one) for one in others.values_list("pk", "reference")]
    note_together(one.pk for one in joined)
    parties: dict[UUID, list[Party]] = {one: [] for one in (case_id, *(by.pk for by in joined))}
    for party in Party.objects.filter(scope_id__in=parties, ended_on__isnull=True):
        if party.scope_id == case_id or party.role != PartyRole.VICTIM:
            parties[party.scope_id].append(party)
    own = parties.pop(case_id)
    return [
        *((str(one.pk), _("%(name)s, %(role)s") % _said_of(one)) for one in own),
        *(
            (
                str(one.party.pk),
                _("%(name)s, %(role)s, named in %(references)s")
                % (_said_of(one.party) | {"references": one.references}),
            )
            for one in named_elsewhere(own, joined, parties)
        ),
    ]


def _said_of(party: Party) -> dict[str, str]:
    return {"name": party.full_name, "role": str(party.get_role_display()).lower()}


def actions_of(case_id: UUID) -> list[Action]:
    """Return the actions of a case that was opened before, open ones first."""
    actions = Action.objects.filter(scope_id=case_id).select_related("agency")
    return sorted(actions, key=lambda action: action.state in ENDED)


def is_outcome_told(case_id: UUID) -> bool:
    """Return whether it is recorded that the victim was told what the meeting agreed."""
    return OutcomePlan.objects.filter(scope_id=case_id, told_on__isnull=False).exists()


def death_of(case: Case) -> Exit:
    """Return the death for which a case is on hold. Raises `RuleBroken` if it is not on hold."""
    if case.stage != Stage.DIED:
        raise RuleBroken(_("This case is not on hold, so there is nothing to take back."))
    return Exit.objects.filter(scope_id=case.pk, kind=Exit.Kind.DIED).latest("recorded_at")


def open_proposal(death: Exit) -> TakingBack | None:
    """Return the proposal that the death was recorded in error, if nobody has decided on it."""
    proposals = TakingBack.objects.filter(scope_id=death.scope_id, death=death, second_at=None)
    return proposals.select_related("proposed_by").first()


def goes_on(case: Case) -> Stage:
    """Return the stage at which a case on hold goes on, once its death is taken back."""
    died = CaseStage.objects.filter(scope_id=case.pk, to_stage=Stage.DIED).latest("moved_at")
    return goes_on_at(Stage(died.from_stage), case.meeting)


@dataclass(frozen=True)
class TakingBackPage:
    """A death that may have been recorded in error, for somebody who could say so or decide on
    it."""

    on_hold: bool
    proposal: TakingBack | None = None
    own: bool = False  # whether the reader said so, and somebody else has to decide
    goes_on: str = ""  # the stage at which the case goes on, in words

    @property
    def decides(self) -> bool:
        return self.proposal is not None and not self.own


def taking_back_page(actor: Actor, case_id: UUID) -> TakingBackPage:
    """Return what is recorded of the death for which a case is on hold, and where the case would go
    on."""
    case = open_case(actor, case_id, change=may.TAKE_BACK_DEATH)
    if case.stage != Stage.DIED:
        return TakingBackPage(on_hold=False)
    proposal = open_proposal(death_of(case))
    own = proposal is not None and proposal.proposed_by_id == actor.user_id
    return TakingBackPage(True, proposal, own, _words(case, goes_on(case)))


def _words(case: Case, to: Stage) -> str:
    if case.meeting and to is Stage.ACCEPTED:
        return _(
            "The meeting of %(day)s is over: the case is at “%(stage)s”, and waits for another "
            "meeting."
        ) % {"day": day_of(case.meeting.starts_at), "stage": to.label}
    if to in WAITS and case.meeting and case.meeting.state in OVER:
        return _(
            "The case is at “%(stage)s” again, as it was before. Its meeting is over: read it back "
            "and agree, or move it to another meeting."
        ) % {"stage": to.label}
    return _("The case is at “%(stage)s” again, as it was before.") % {"stage": to.label}
