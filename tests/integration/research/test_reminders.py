"""Agencies that owe an answer are reminded."""

import pytest
from django.core import mail
from django.utils import timezone

from meetings.operations.research import chase_research
from sharing import clock
from sharing.models import Agency
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.research.helpers import DAY
from tests.jobs import run_jobs
from tests.trail import newest_event


def test_an_agency_is_reminded_once_a_day(cast, case):
    chase = {"meeting_id": case.meeting_id, "agency_id": cast.agency("probation").pk}
    owed = do(cast, "carys", chase_research, **chase)
    assert len(owed) == 1
    event = newest_event()
    assert (event.code, event.cases, event.recipient_id) == (
        "research_chased",
        [case.pk],
        cast.agency("probation").pk,
    )
    run_jobs()
    (message,) = mail.outbox
    assert message.to == ["probation@lm.example"]
    day = timezone.localtime(case.meeting.research_due_at).day
    assert f"due on {day} " in message.body and "/research/" in message.body
    for private in ("Tara", "Tarn", "Lune", case.reference, str(case.pk)):
        assert private not in message.subject + message.body
    assert newest_event().code == "notice_sent"
    with pytest.raises(RuleBroken, match="less than a day"):
        do(cast, "carys", chase_research, **chase)
    with clock.set_to(clock.now() + 20 * DAY):
        do(cast, "carys", chase_research, **chase)
        run_jobs()
    assert mail.outbox[1].subject == "Research is overdue"


def test_who_owes_nothing_is_not_reminded(cast, case):
    with pytest.raises(RuleBroken, match="owes nothing"):
        do(
            cast, "carys", chase_research,
            meeting_id=case.meeting_id, agency_id=cast.agency("acute").pk,
        )  # fmt: skip


def test_an_agency_without_anybody_to_tell_is_reminded_in_vain(cast, case):
    with as_owner(), unit_of_work(cast.actor("carys")):
        agency = Agency.objects.get(pk=cast.agency("probation").pk)
        agency.mailbox = ""
        agency.save()
    do(cast, "carys", chase_research, meeting_id=case.meeting_id, agency_id=agency.pk)
    run_jobs()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("who", "reason"), [("petra", Reason.NOT_IN_ROLE), ("nia", Reason.NOTHING_THERE)]
)
def test_only_those_who_run_the_meeting_remind(cast, case, who, reason):
    with pytest.raises(Refused) as refused:
        do(
            cast, who, chase_research,
            meeting_id=case.meeting_id, agency_id=cast.agency("probation").pk,
        )  # fmt: skip
    assert refused.value.reason is reason
