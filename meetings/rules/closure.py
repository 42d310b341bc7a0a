"""The checks of every end of a case."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting, Stage, TakingBack
from meetings.rules.listing import OVER
from meetings.rules.phases import WAITS
from sharing.blank import is_blank
from sharing.models import Party, PartyRole
from sharing.rules import RuleBroken, Together

NOT_BEGUN = (Stage.LISTED, Stage.RESEARCH)


def check_exit(*, reason: str, happened_on: date | None, today: date) -> date:
    """Return the day of the end, today if nobody said. Raises `RuleBroken`."""
    rules = Together()
    with rules.one():
        if is_blank(reason):
            raise RuleBroken(_("Enter the reason"), field="reason")
    day = happened_on or today
    with rules.one():
        if day > today:
            raise RuleBroken(_("The date cannot be in the future"), field="happened_on")
    rules.check()
    return day


def check_death(
    happened_on: date, died: Iterable[Party], *, incident_on: date | None, sure: bool
) -> None:
    """Raise `RuleBroken` if one of them was not born yet, because the date or the person is wrong.
    If the death is before the incident of which they were the victim, one of the two dates is
    wrong: raise until it is said which."""
    rules = Together()
    for one in died:
        with rules.one():
            _check_dates(happened_on, one, incident_on=incident_on, sure=sure)
    rules.check()


def _check_dates(happened_on: date, one: Party, *, incident_on: date | None, sure: bool) -> None:
    words = {"person": one.full_name}
    if one.born_on and happened_on < one.born_on:
        born = words | {"date": date_format(one.born_on)}
        raise RuleBroken(
            _("Check the date of death: %(person)s was born on %(date)s.") % born,
            field="happened_on",
        )
    is_victim = one.role == PartyRole.VICTIM and not sure
    if is_victim and incident_on and happened_on < incident_on:
        hurt = words | {"date": date_format(incident_on)}
        raise RuleBroken(
            _(
                "Check the date of death: the referral says that %(person)s was the victim of "
                "an incident on %(date)s. Correct one of the two dates, or say that the date of "
                "death is right."
            )
            % hurt,
            field="sure",
        )


def leaves_the_list(stage: str, to: Stage) -> bool:
    """Return whether its meeting no longer hears the case. After a death it stays on the list,
    on hold, for the chair to say so."""
    return stage in WAITS and to is not Stage.DIED


def goes_on_at(stood: Stage, meeting: Meeting | None) -> Stage:
    """Return the stage at which a case goes on after a death recorded in error: its former stage
    or, if a meeting that did not begin to hear it is over, among the cases that wait for a
    meeting."""
    if stood in NOT_BEGUN and meeting is not None and meeting.state in OVER:
        return Stage.ACCEPTED
    return stood


def check_second(proposal: TakingBack, user_id: UUID | None) -> None:
    """Raise `RuleBroken` for the proposer, because two people are needed to take a death back."""
    if proposal.proposed_by_id == user_id:
        raise RuleBroken(_("You said so yourself. A second person decides on it."))
