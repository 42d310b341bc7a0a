"""Groups of cases, by what they wait for and for whom."""

from collections.abc import Callable
from typing import Any

from django.db.models import Case as Choose
from django.db.models import (
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.models import (
    ENDED,
    Action,
    Case,
    ContactAttempt,
    Hearing,
    OutcomePlan,
    Referral,
    Stage,
    Voice,
)
from meetings.queries.developments import newest_first, not_shown, with_new
from meetings.queries.follow_up import victim_names
from meetings.queries.joined import has_any
from meetings.queries.telling import has_outcome, planned
from meetings.rules.phases import BEFORE_MEETING, UNDER_WAY
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.models import PartyRole
from sharing.roles import Role


class Group(TextChoices):
    UNDER_WAY = "under_way", _("Under way")
    NEW = "new", _("New incident or order")
    REFERRED = "referred", _("Referrals on their way")
    TO_LIST = "to_list", _("Waiting for a meeting")
    TO_COMPLETE = "to_complete", _("Every action has ended")
    NOT_REACHED = "not_reached", _("Not reached yet")
    NO_WISHES = "no_wishes", _("Wishes not recorded")
    TO_TELL = "to_tell", _("Outcome to tell")
    NO_SAFE_WAY = "no_safe_way", _("No safe way to tell")
    ENDED = "ended", _("Ended")


KEEPERS = (Group.UNDER_WAY, Group.NEW, Group.TO_LIST, Group.TO_COMPLETE, Group.ENDED)
AGENCY = (Group.UNDER_WAY, Group.NEW, Group.REFERRED, Group.ENDED)
FOR_VICTIM = (Group.NOT_REACHED, Group.NO_WISHES, Group.TO_TELL, Group.NO_SAFE_WAY)
GROUPS: dict[Role | None, tuple[Group, ...]] = {
    Role.COORDINATOR: KEEPERS,
    Role.CHAIR: KEEPERS,
    Role.REPRESENTATIVE: AGENCY,
    Role.ADVOCATE: (*AGENCY[:-1], *FOR_VICTIM, Group.ENDED),
    Role.REFERRER: (Group.REFERRED, Group.NEW, Group.ENDED),
}


def cases_in(actor: Actor, group: Group) -> QuerySet[Case, Case]:
    """Return the cases of a group that the actor may see."""
    permission = may.SPEAK_FOR_VICTIM if group in FOR_VICTIM else may.VIEW_CASE
    seen = Case.objects.filter(visible_to(actor, permission, "scope__"))
    return PICKS[group](actor, seen.select_related("scope", "joined_to")).annotate(
        **victim_names("pk")
    )


# A joined referral is under way as long as its case is.
ON_THE_WAY = Q(stage__in=UNDER_WAY) | Q(stage=Stage.JOINED, joined_to__stage__in=UNDER_WAY)


def _under_way(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    return cases.filter(ON_THE_WAY).order_by("-stage_since", "reference")


def _new(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    """Return the cases with an incident or order that is new to the actor, the newest first."""
    found = cases.filter(pk__in=not_shown(actor).values("scope_id"))
    return newest_first(with_new(found, actor), actor)


def _to_list(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    return cases.filter(stage=Stage.ACCEPTED).order_by("stage_since", "reference")


def every_action_ended() -> Q:
    """Return the filter of cases that wait for somebody to say that they are complete; the guard of
    the stage asks the same of one case."""
    still = Action.objects.filter(scope_id=OuterRef("pk")).exclude(state__in=ENDED)
    return Q(~Exists(still), stage=Stage.ACTIONS)


def _to_complete(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    return cases.filter(every_action_ended()).order_by("stage_since", "reference")


def _ended(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    return cases.exclude(ON_THE_WAY).order_by("-stage_since", "reference")


def _referred(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    """Return the referrals under way: returned ones first, which wait for their referrer; then
    drafts. A referrer sees only their own, an agency those of everybody who works for it."""
    if actor.role is not Role.REFERRER:
        of_agency = Referral.objects.filter(agency=actor.agency_id).values("scope_id")
        cases = cases.filter(pk__in=of_agency)
    place = Choose(
        When(stage=Stage.RETURNED, then=Value(0)),
        When(stage=Stage.DRAFT, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return cases.filter(ON_THE_WAY).order_by(place, "-stage_since", "reference")


def _reached() -> Q:
    """Return the filter of cases whose victim was reached, for whichever of the referrals."""
    failed = [ContactAttempt.Result.NO_ANSWER, ContactAttempt.Result.UNSAFE]
    return has_any(ContactAttempt.objects.exclude(result__in=failed))


def _not_reached(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    coming = cases.filter(stage__in=BEFORE_MEETING).order_by("submitted_at", "reference")
    return coming.exclude(_reached()).exclude(_found_unsafe())


def _no_wishes(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    coming = cases.filter(stage__in=BEFORE_MEETING).order_by("submitted_at", "reference")
    voiced = has_any(Voice.objects.filter(party__role=PartyRole.VICTIM))
    return coming.filter(_reached()).exclude(voiced)


def _found_unsafe() -> Exists:
    """Return whether the meeting that heard the case last said why nobody can safely tell the
    victim, and nobody has planned it since; `why_untold` is the same for one case."""
    later = Hearing.objects.filter(scope_id=OuterRef("scope_id"), ended_at__gt=OuterRef("ended_at"))
    said = Hearing.objects.filter(scope_id=OuterRef("pk"), ended_at__isnull=False)
    said = said.exclude(Exists(later))
    since = OutcomePlan.objects.filter(scope_id=OuterRef("scope_id"), overruled=False)
    return Exists(said.exclude(untold_reason="").exclude(Exists(since)))


def _untold(cases: QuerySet[Any]) -> QuerySet[Any]:
    told = OutcomePlan.objects.filter(told_on__isnull=False).values("scope_id")
    return cases.exclude(pk__in=told).order_by("stage_since", "reference")


def _to_tell(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    """Return the cases whose victim is to be told, those first that are due first."""
    untold = _untold(cases.filter(has_outcome())).exclude(_found_unsafe())
    soonest = F("tell_by").asc(nulls_last=True)
    return untold.annotate(tell_by=planned("by")).order_by(soonest, "stage_since", "reference")


def _no_safe_way(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    """Return the cases in which nobody can safely tell the victim. They are on no list that asks
    for it, and stay on this one until a way is safe, also while they wait for another meeting."""
    wanted = Q(stage__in=BEFORE_MEETING) | has_outcome()
    return _untold(cases.filter(wanted)).filter(_found_unsafe())


PICKS: dict[Group, Callable[[Actor, QuerySet[Any]], QuerySet[Any]]] = {
    Group.UNDER_WAY: _under_way,
    Group.NEW: _new,
    Group.REFERRED: _referred,
    Group.TO_LIST: _to_list,
    Group.TO_COMPLETE: _to_complete,
    Group.NOT_REACHED: _not_reached,
    Group.NO_WISHES: _no_wishes,
    Group.TO_TELL: _to_tell,
    Group.NO_SAFE_WAY: _no_safe_way,
    Group.ENDED: _ended,
}
