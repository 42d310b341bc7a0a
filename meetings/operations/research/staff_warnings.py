"""Warnings for front-line staff. Every agency gets them at once, whether it knows anybody or
not."""

from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import StaffTold, StaffWarning
from meetings.notices import tell_of_staff_warning
from meetings.operations.joined import written_to
from meetings.queries.joined import heard_as
from meetings.queries.people import whom_to_look_up
from meetings.queries.research.staff_warnings import standing_warning
from meetings.rules.staff_warnings import check_words
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.addresses.wording import OF_STAFF_WARNING
from sharing.operations.locking import lock
from sharing.operations.protected import check_texts
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused


def warn_staff(
    *, actor: Actor, case_id: UUID, text: str, about: UUID | None = None
) -> StaffWarning:
    """Every agency on the circulation of the case can read the warning, and is told that there is
    one. On a joined referral the warning is written to the case that it was joined to, because
    nobody looks at the referral any longer. Somebody who may only follow that case writes it to
    their own referral, and it is read on the case too."""
    work = perform(actor, may.WARN_STAFF, case_id)
    becomes = written_to(
        actor=actor, permission=may.WARN_STAFF, case_id=case_id, heard=heard_as(case_id)
    )
    people = {one.id: one.party for one in whom_to_look_up(actor, [becomes])[becomes]}
    if about is not None and about not in people:
        raise RuleBroken(_("Choose somebody of this case"), field="about")
    check_words(text, names=[f"{one.full_name} {one.other_names}" for one in people.values()])
    check_texts(becomes, {"text": text}, wording=OF_STAFF_WARNING)
    warning = StaffWarning.objects.create(
        scope_id=becomes,
        agency_id=actor.agency_id,
        given_by_id=actor.person_id,
        given_at=clock.now(),
        text=text.strip(),
        about_id=about,
    )
    work.items.add(warning.pk)
    if about is not None:
        work.people.add(about)
    facts = work.facts(becomes)
    told = (facts.full_circulation | facts.search_circulation) - {actor.agency_id}
    tell_of_staff_warning(becomes, told)
    return warning


def say_staff_know(*, actor: Actor, case_id: UUID, warning_id: UUID) -> None:
    """It is on record that the agency's own staff know of the warning. Saying so again changes
    nothing."""
    work = perform(actor, may.WARN_STAFF, case_id, event=may.STAFF_TOLD)
    warning = StaffWarning.objects.filter(scope_id=case_id, pk=warning_id).first()
    if warning is None:
        raise Refused(Reason.NOTHING_THERE, may.STAFF_TOLD, case_id)
    work.items.add(warning.pk)
    own = StaffTold.objects.filter(scope_id=case_id, warning=warning, agency=actor.agency_id)
    if not own.exists():
        StaffTold.objects.create(
            scope_id=case_id,
            warning=warning,
            agency_id=actor.agency_id,
            told_by_id=actor.person_id,
            told_at=clock.now(),
        )


def end_warning(*, actor: Actor, case_id: UUID, warning_id: UUID, why: str) -> None:
    """The danger is over, according to the agency that warned, the coordinator or the chair."""
    perform(actor, may.WARN_STAFF, case_id, event=may.WARNING_ENDED)
    warning = lock(StaffWarning, standing_warning(actor, case_id, warning_id).pk)
    if warning.ended_at is not None:
        raise RuleBroken(_("This warning has ended already"))
    warning.ended_at, warning.ended_by_id = clock.now(), actor.person_id
    warning.why_ended = why.strip()
    warning.save()
