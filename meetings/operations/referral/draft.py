"""A referral that may still be written: opened through the door, locked, and compared with the
version that the form was filled in from."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.models import Case, Referral
from meetings.operations.added_people import Asked, ask_about_added, before_people_change
from meetings.rules.completeness import Step
from meetings.rules.phases import WRITABLE
from meetings.rules.referral import is_own
from sharing.access import perform, require
from sharing.actor import Actor
from sharing.events import Event
from sharing.models import Party, PartyRole
from sharing.operations.locking import lock
from sharing.permissions import Permission
from sharing.queries.changed_by import maker_of_past
from sharing.reasons import Reason
from sharing.rules import Overtaken, RuleBroken
from sharing.work import Refused, Work

Standing = Callable[[], Mapping[str, object]]
# Takes the events that changed a referral since its page was opened. Returns the history row by
# which one of them changed the subject of that page, or None.
Change = Callable[[Collection[UUID]], Any]


def nothing() -> Mapping[str, object]:
    return {}


def values_of(row: Any, names: Collection[str]) -> Change:
    """Return the change of a page about these values of a row, if there is one."""

    def change(since: Collection[UUID]) -> Any:
        if row is None:
            return None
        before = row.history.exclude(event_id__in=since).first()
        same = before is not None and all(
            getattr(before, name) == getattr(row, name) for name in names
        )
        return None if same else row.history.first()

    return change


def rows_of(model: Any, **which: object) -> Change:
    """Return the change of a page about these rows: a new row, or a change of one."""

    def change(since: Collection[UUID]) -> Any:
        return model.history.filter(event_id__in=since, **which).first()

    return change


@dataclass(frozen=True)
class Draft:
    """A case and its referral, both locked until the unit ends."""

    work: Work
    event: Event  # with which the door was passed
    case: Case
    referral: Referral
    asked: Asked  # what agencies were asked about the case before its people change

    def victim(self) -> Party:
        return Party.objects.get(
            scope_id=self.case.pk, role=PartyRole.VICTIM, ended_on__isnull=True
        )

    def check(self, version: int | None, standing: Standing, *about: Change) -> None:
        """Raise `Overtaken`, with the values now, if the form was filled in from another version.
        If a page says what it is `about`, changes to other parts of the referral since an older
        version do not count. A version still to come says nothing of what its page showed."""
        if version is None or version == self.referral.version:
            return
        if about and version < self.referral.version:
            since = self.referral.history.filter(version__gt=version)
            events = set(since.values_list("event_id", flat=True))
            changes = [change(events) for change in about]
        else:
            changes = [self.referral.history.first()]
        found = [one for one in changes if one is not None]
        if found:
            newest = max(found, key=lambda one: one.history_date)
            raise Overtaken(standing(), self.referral.version, maker_of_past(newest))

    def done(self, step: Step | None = None) -> Referral:
        """Save the referral as its next version, with the step done, and ask agencies about new
        people."""
        if step is not None and step not in self.referral.steps_done:
            self.referral.steps_done = [*self.referral.steps_done, step.value]
        self.referral.version += 1
        self.referral.save()
        ask_about_added(self.work, self.asked)
        return self.referral


def open_draft(
    actor: Actor,
    case_id: UUID,
    *,
    event: Event | None = None,
    permission: Permission = may.WRITE_REFERRAL,
) -> Draft:
    """Return the actor's own referral, if it is not yet submitted or was returned."""
    draft = _enter(actor, permission, case_id, event or permission.event)
    if not is_own(actor, draft.referral):
        raise Refused(Reason.NOT_OWN_AGENCY, draft.event, case_id)
    if draft.case.stage not in WRITABLE:
        raise RuleBroken(
            _("This referral was submitted, so its form is closed. Add what is new to the case.")
        )
    if draft.case.left_until is not None:  # somebody goes on with it
        draft.case.left_until = None
        draft.case.save()
    return draft


def open_people(actor: Actor, case_id: UUID) -> Draft:
    """Return a case whose people the actor may change: their own referral while it is written,
    later any case that they may correct."""
    require(actor, may.VIEW_CASE, case_id)
    referral = Referral.objects.only("author_id", "agency_id").get(scope_id=case_id)
    stage = Case.objects.values_list("stage", flat=True).get(pk=case_id)
    if stage in WRITABLE and is_own(actor, referral):
        return open_draft(actor, case_id)
    return _enter(actor, may.CORRECT_PEOPLE, case_id, may.CORRECT_PEOPLE.event)


def _enter(actor: Actor, permission: Permission, case_id: UUID, event: Event) -> Draft:
    work = perform(actor, permission, case_id, event=event)
    case = lock(Case, case_id)
    referral = Referral.objects.select_for_update(of=("self",)).get(scope_id=case_id)
    return Draft(work, event, case, referral, before_people_change(work, case))
