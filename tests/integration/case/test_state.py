"""What is new, and how a case stands or ended."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from meetings.models import Case, Referral, Stage
from meetings.operations.closure import send_to_right_area, withdraw_case
from meetings.operations.transfer import note_transfer_in, transfer_out
from sharing import clock
from sharing.identifiers import in_time_order
from sharing.models import SafeContact
from sharing.unit import unit_of_work
from tests.doing import change, do, explained
from tests.integration.case.helpers import develop, seen
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in

LONG_AGO = date(2020, 3, 2)


def test_new_incidents_stand_on_top_and_distrust_the_safe_contact(cast):
    case = case_at(cast, Stage.ACTIONS)
    change(cast, case, SafeContact, confirmed_on=clock.today() - timedelta(days=2))
    assert "Check before any contact" not in seen(cast, "carys", case)
    develop(cast, case, 3)
    page = seen(cast, "carys", case)
    assert "New since the referral: 3" in page
    assert page.index("New since") < page.index("Next steps")
    assert "Earlier ones" in page
    assert "Check before any contact" in page
    assert "Ask Wren Example, health visiting first." in page


def test_an_order_is_no_incident(cast):
    case = case_at(cast, Stage.ACTIONS)
    change(cast, case, SafeContact, confirmed_on=clock.today() - timedelta(days=2))
    develop(cast, case, 1, kind="order")
    assert "Check before any contact" not in seen(cast, "carys", case)


def test_a_case_that_ended_says_how_and_why(cast):
    case = case_at(cast, Stage.RESEARCH)
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="She has moved abroad.")
    explained(cast, "carys", case)
    page = seen(cast, "carys", case)
    assert "Withdrawn," in page
    assert "She has moved abroad." in page
    assert "govuk-tag--grey" in page


@pytest.mark.parametrize("who", ["carys", "wren"])
@pytest.mark.parametrize(
    ("leave", "words"),
    [(send_to_right_area, "Sent to the right area, Northmere"), (transfer_out, "Transferred to")],
)
def test_a_case_that_went_to_another_area_says_which(cast, who, leave, words):
    case = case_at(cast, Stage.TRIAGE)
    there = {"area_name": "Northmere", "reason": "She lives there."}
    do(cast, "carys", leave, case_id=case.pk, **there)
    explained(cast, who, case)
    page = seen(cast, who, case)
    assert words in page and "Northmere, " in page and "She lives there." in page


@pytest.mark.parametrize("who", ["carys", "wren"])
def test_a_case_says_where_it_came_from_and_what_is_missing(cast, who):
    case = case_at(cast, Stage.ACCEPTED)
    assert "Note which area it came from" in seen(cast, "carys", case)
    came = {"area_name": "Northwold", "reason": "Without the minutes.", "happened_on": LONG_AGO}
    do(cast, "carys", note_transfer_in, case_id=case.pk, **came)
    page = seen(cast, who, case)
    assert "Transferred in from Northwold, 2 March 2020: Without the minutes." in page
    assert "Note which area it came from" not in page
    # It stands after the case left, below how it left.
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="She has moved abroad.")
    explained(cast, who, case)
    page = seen(cast, who, case)
    assert page.index("She has moved abroad.") < page.index("Without the minutes.")


def test_attempts_push_out_nothing_that_happened(cast):
    case = case_at(cast, Stage.RESEARCH)
    explained(cast, "carys", case)
    stranger = signed_in_client(cast, "nia")
    for _number in range(8):
        assert stranger.get(reverse("case", args=[case.pk])).status_code == 404
    trail = signed_in_client(cast, "carys").get(reverse("case", args=[case.pk])).context["overview"]
    refused = [one.refused for one in trail.trail]
    assert refused[:2] == [True, True] and refused.count(True) == 2 and refused.count(False) > 2
    assert [str(one.what) for one in trail.trail if one.refused] == ["tried: opened the case"] * 2


def test_the_clock_counts_from_the_incident(cast):
    meeting = meeting_in(cast, days=9, state="published")
    page = seen(cast, "carys", case_at(cast, Stage.RESEARCH, meeting=meeting))
    assert "12 days after the incident" in page
    assert "Research due, " in page
    case = case_at(cast, Stage.HEARD, meeting=meeting_in(cast, days=-5))
    assert "days after the incident" not in seen(cast, "carys", case)
    accepted = case_at(cast, Stage.TRIAGE)
    with unit_of_work(cast.actor("carys")):
        from meetings import stages
        from sharing.operations.locking import lock

        stages.move(lock(Case, accepted.pk), Stage.ACCEPTED)
    assert "Accepted" in seen(cast, "carys", accepted)


def test_without_an_agreement_nothing_is_said_of_it(cast):
    case = case_at(cast, Stage.TRIAGE)
    assert "Agrees to the referral" in seen(cast, "carys", case)
    change(cast, case, Referral, incident_on=None)
    assert "Incident that led" not in seen(cast, "carys", case)


def test_an_incident_of_the_day_of_the_confirmation_distrusts_it_until_it_is_confirmed_again(cast):
    case = case_at(cast, Stage.ACTIONS)
    assert "Check before any contact" not in seen(cast, "carys", case)
    develop(cast, case, 1)
    assert "Check before any contact" in seen(cast, "carys", case)
    with unit_of_work(cast.actor("carys")):
        old = SafeContact.objects.get(scope_id=case.pk)
        old.confirmed_on -= timedelta(days=1)  # the story's has a random identifier
        old.save()
        with clock.set_to(clock.now() + timedelta(seconds=1)):
            SafeContact.objects.create(
                id=in_time_order(),
                scope_id=case.pk,
                party=old.party,
                way="in_person",
                confirmed_by="Ines Example",
                confirmed_on=clock.today(),
            )
    assert "Check before any contact" not in seen(cast, "carys", case)


def test_a_watched_phone_is_told_before_anything_else_that_must_not_be_done(cast):
    case = case_at(cast, Stage.RESEARCH)
    page = signed_in_client(cast, "petra").get(reverse("case", args=[case.pk])).content.decode()
    assert "The phone may be watched: no call, text or voicemail. Never call" in page


def test_nobody_is_taken_to_have_asked_the_victim(cast):
    case = case_at(cast, Stage.TRIAGE)
    page = signed_in_client(cast, "ines").get(reverse("confirm_contact", args=[case.pk]))
    form = page.context["form"]
    assert form["details"].value()
    assert not form["confirmed_by"].value() and not form["confirmed_on"].value()
