"""Observers, who come to one meeting, hear it, and open no papers.

One person who runs the meeting can admit them. Other roles take a second person, but an observer
reads nothing of a case."""

from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Admission, Meeting
from meetings.operations.hearing.meeting import lock_to_run
from meetings.queries.hearing.observers import (
    agencies_that_signed,
    comes_anyway,
    conflicts_on,
    is_admitted,
    is_live,
)
from meetings.rules.listing import OVER
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.models import Membership, User
from sharing.notices import tell_of_admission
from sharing.operations.locking import lock
from sharing.operations.members.accounts import bring_in
from sharing.operations.members.gate import check_who_is_meant
from sharing.operations.members.memberships import end_now
from sharing.reasons import Reason
from sharing.roles import Role
from sharing.rules import RuleBroken
from sharing.work import Refused


def admit_observer(
    *, actor: Actor, meeting_id: UUID, name: str, email: str, agency_id: UUID, why: str
) -> Admission:
    """The observer may come to this meeting until it is over, and the reason is kept. They are told
    by mail; if they had no account, they have one now, and the mail brings a link that sets its
    password."""
    work = perform(actor, may.ADMIT_OBSERVERS)
    meeting = lock_to_run(actor, meeting_id, may.ADMIT_OBSERVERS.event)
    if meeting.state in OVER:
        raise RuleBroken(_("This meeting is over."))
    agency = next((one for one in agencies_that_signed(actor) if one.pk == agency_id), None)
    if agency is None:
        raise RuleBroken(_("Choose an agency of this area that signed."), field="agency_id")
    had_account = User.objects.filter(email__iexact=email).exists()
    user, invited_as = bring_in(actor, email=email, name=name)
    _check(actor, meeting, user)
    check_who_is_meant(actor, user, name)
    membership = Membership.objects.create(
        user=user,
        agency=agency,
        role=Role.OBSERVER,
        starts_on=clock.today(),
        ends_on=max(clock.day(meeting.starts_at), clock.today()),
        admitted_to=meeting.pk,
        invited_as=invited_as,
    )
    admission = Admission.objects.create(
        meeting=meeting,
        membership=membership,
        why=why.strip(),
        admitted_by_id=actor.person_id,
        admitted_at=clock.now(),
    )
    if had_account:
        tell_of_admission.enqueue(str(membership.pk))
    work.people.add(user.pk)
    work.items.update({meeting.pk, membership.pk})
    return admission


def take_back_observer(*, actor: Actor, meeting_id: UUID, admission_id: UUID) -> None:
    """The observer may no longer come, from their next request on. The admission stays on
    record."""
    work = perform(actor, may.ADMIT_OBSERVERS, event=may.OBSERVER_TAKEN_BACK)
    meeting = lock_to_run(actor, meeting_id, may.OBSERVER_TAKEN_BACK)
    if not Admission.objects.filter(pk=admission_id, meeting=meeting).exists():
        raise Refused(Reason.NOTHING_THERE, may.OBSERVER_TAKEN_BACK)
    admission = lock(Admission, admission_id)
    if not is_live(admission):
        raise RuleBroken(_("This person was not admitted any more."))
    admission.taken_back_by_id, admission.taken_back_at = actor.person_id, clock.now()
    admission.save()
    membership = lock(Membership, admission.membership_id)
    end_now(membership)
    work.people.add(membership.user_id)
    work.items.update({meeting.pk, membership.pk})


def _check(actor: Actor, meeting: Meeting, user: User) -> None:
    if actor.user_id == user.pk:
        raise RuleBroken(
            _(
                "This is your own address. You take part in the meetings of this area and need not"
                " be admitted."
            ),
            field="email",
        )
    if not user.is_active:
        raise RuleBroken(_("The account of this person is switched off."), field="email")
    if is_admitted(meeting, user.pk):
        raise RuleBroken(_("This person is admitted already."), field="email")
    if comes_anyway(actor, user.pk):
        raise RuleBroken(
            _("This person takes part in the meetings of this area and need not be admitted."),
            field="email",
        )
    if user.pk in conflicts_on(actor, meeting):
        raise RuleBroken(
            _(
                "This person has no access to a case on the list of this meeting: conflict of"
                " interest. Whoever must not hear of a case does not come to observe it."
            ),
            field="email",
        )
