"""An agency whose signature was stopped is refused on every page; it is mailed about no case
either."""

import pytest
from django.core import mail

from meetings.models import Stage
from meetings.operations.closure import withdraw_case
from meetings.operations.research import chase_research
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, stop_signature
from tests.jobs import run_jobs
from tests.signing_in import signed_in_client
from tests.story import case_at


@pytest.fixture(params=["a mailbox", "members"])
def told(cast, request):
    """Return whether the police were mailed, at their mailbox or each by themselves."""
    agency = cast.agency("police")
    if request.param == "members":
        with as_owner(), unit_of_work(cast.actor("alex")):
            agency.mailbox = ""
            agency.save()
    address = agency.mailbox or cast.user("petra").email
    return lambda: any(address in message.to for message in mail.outbox)


@pytest.mark.parametrize("stopped", [True, False])
def test_that_a_case_left(cast, told, stopped):
    case = case_at(cast, Stage.RESEARCH)
    run_jobs()
    mail.outbox.clear()
    if stopped:
        stop_signature(cast, "police")
        assert signed_in_client(cast, "petra").get("/").status_code == 403
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="She asked for it.")
    run_jobs()
    assert mail.outbox and told() is not stopped


@pytest.mark.parametrize("stopped", [True, False])
def test_that_research_is_due(cast, told, stopped):
    case = case_at(cast, Stage.RESEARCH)
    run_jobs()
    mail.outbox.clear()
    if stopped:
        stop_signature(cast, "police")
    agency = cast.agency("police").pk
    do(cast, "carys", chase_research, meeting_id=case.meeting_id, agency_id=agency)
    run_jobs()
    assert told() is not stopped
