"""What waits for triage."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Case, Stage
from meetings.operations.triage import propose_decline, return_referral, reverse_decline
from meetings.rules.working_days import LONDON, add_working_days
from sharing import clock
from sharing.bank_holidays import bank_holidays
from tests.copies import copies_of
from tests.doing import change, declare_wall, do
from tests.integration.listing.helpers import set_protocol
from tests.integration.triage.helpers import DECLINE
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, text


class TestTheList:
    def test_it_works(self, cast, case):
        page = get(cast, "carys", "triage_list")
        assert page.status_code == 200
        assert "Waiting for triage: 1" in text(page)
        assert "Potential escalation" in text(page) and case.reference in text(page)
        assert "Protocol version 1 allows 3 working days" in text(page)
        assert newest_event().code == "triage_list_seen" and case.pk in newest_event().cases

    def test_it_is_empty(self, cast):
        assert "Nothing is waiting" in text(get(cast, "chidi", "triage_list"))

    def test_an_area_without_a_protocol_in_force_has_a_list(self, cast):
        set_protocol(cast, in_force_from=clock.today() + timedelta(days=3))
        assert get(cast, "chidi", "triage_list").status_code == 200

    @pytest.mark.parametrize("name", ["petra", "ines", "wren", "odile", "alex"])
    def test_it_refuses_whoever_decides_nothing(self, cast, case, name):
        page = get(cast, name, "triage_list")
        assert page.status_code == 403

    def test_it_shows_no_case_to_whom_it_is_not_there(self, cast, case):
        declare_wall(cast, case, "carys")
        assert case.reference not in text(get(cast, "carys", "triage_list"))
        assert case.reference not in text(get(cast, "nia", "triage_list"))

    def test_states(self, cast, case):
        returned, declining, back = (case_at(cast, Stage.TRIAGE) for _number in range(3))
        do(cast, "carys", return_referral, case_id=returned.pk, reason="Checklist.")
        do(cast, "carys", propose_decline, case_id=declining.pk, **DECLINE)
        do(cast, "carys", propose_decline, case_id=back.pk, **DECLINE)
        do(cast, "chidi", reverse_decline, case_id=back.pk, reason="Strangled.")
        words = text(get(cast, "carys", "triage_list"))
        for state in ("New", "Second decision", "Decline not agreed", "With the referrer since"):
            assert state in words
        assert "Waiting for triage: 3" in words and "With their referrers: 1" in words
        change(cast, returned, Case, stage=Stage.TRIAGE)
        assert "Completed, back" in text(get(cast, "carys", "triage_list"))

    @pytest.mark.parametrize(
        ("days", "words"),
        [
            (0, ">Today<"),
            (1, "1 day<"),
            (3, "3 days, due today"),
            (4, "1 working day late"),
            (6, "3 working days late"),
        ],
    )
    def test_it_says_how_long_each_has_waited(self, cast, case, days, words):
        friday = datetime(2026, 11, 20, 10, tzinfo=LONDON)
        change(cast, case, Case, submitted_at=friday)
        later = add_working_days(friday.date(), days, bank_holidays("ENG"))
        with clock.set_to(datetime(later.year, later.month, later.day, 12, tzinfo=LONDON)):
            assert words in text(get(cast, "carys", "triage_list"))

    def test_it_needs_no_more_queries_for_more_rows(self, cast, case):
        case_at(cast, Stage.TRIAGE)
        client = signed_in_client(cast, "carys")
        client.get(reverse("triage_list"))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse("triage_list"))
        copies_of(cast, case, 9)
        with CaptureQueriesContext(connection) as many:
            client.get(reverse("triage_list"))
        assert len(many) == len(few) <= 25
