"""What the daily round does for meetings: each agency is reminded, and each draft that was left
ended, by a job of its own, so that one that fails stops no other."""

from uuid import UUID

from django_tasks import task

from meetings.operations.follow_up import remind_of_actions
from meetings.operations.referral.left import end_left_draft
from meetings.operations.referral.telling import remind_of_outcomes
from meetings.operations.research import remind_of_research
from meetings.queries.left_drafts import left_drafts
from meetings.queries.outcomes_due import services_to_remind
from meetings.queries.reminders import actions_to_remind_of, research_to_remind_of
from sharing.actor import Actor
from sharing.unit import unit_of_work

REMINDERS = Actor.system("reminders")
DRAFTS = Actor.system("drafts")


@task()
def remind() -> None:
    """Each agency that is reminded of something today has a job that does it."""
    with unit_of_work(REMINDERS):
        for meeting_id, agency_id in sorted(research_to_remind_of(REMINDERS)):
            remind_agency_of_research.enqueue(str(meeting_id), str(agency_id))
        for agency_id in sorted(actions_to_remind_of(REMINDERS)):
            remind_agency_of_actions.enqueue(str(agency_id))


@task()
def remind_agency_of_research(meeting_id: str, agency_id: str) -> None:
    """The agency is reminded of what it owes for the meeting, as far as it is still wanted."""
    with unit_of_work(REMINDERS):
        remind_of_research(actor=REMINDERS, meeting_id=UUID(meeting_id), agency_id=UUID(agency_id))


@task()
def remind_agency_of_actions(agency_id: str) -> None:
    """The agency is reminded of its actions, as far as it is still wanted."""
    with unit_of_work(REMINDERS):
        remind_of_actions(actor=REMINDERS, agency_id=UUID(agency_id))


@task()
def remind_services() -> None:
    """Each IDVA service that is reminded of an outcome to tell today has a job that does it."""
    with unit_of_work(REMINDERS):
        for agency_id in sorted(services_to_remind(REMINDERS)):
            remind_service_of_outcomes.enqueue(str(agency_id))


@task()
def remind_service_of_outcomes(agency_id: str) -> None:
    """The IDVA service is reminded of whom to tell the outcome, as far as it is still wanted."""
    with unit_of_work(REMINDERS):
        remind_of_outcomes(actor=REMINDERS, agency_id=UUID(agency_id))


@task()
def end_left_drafts() -> None:
    """Each draft that nobody goes on with has a job that tells its author, or throws it away."""
    with unit_of_work(DRAFTS):
        for draft in left_drafts(DRAFTS):
            end_one_left_draft.enqueue(str(draft.case_id))


@task()
def end_one_left_draft(case_id: str) -> None:
    """The author of the draft is told, or it is thrown away, as far as that is still so."""
    with unit_of_work(DRAFTS):
        end_left_draft(actor=DRAFTS, case_id=UUID(case_id))
