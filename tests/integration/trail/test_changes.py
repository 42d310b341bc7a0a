"""What an event changed, old and new."""

from datetime import timedelta
from uuid import uuid4

from django.urls import reverse

from meetings.models import Action, Case, Referral, RiskAssessment
from sharing import clock
from sharing.access import perform
from sharing.models import Address, Party, SharingDecision
from sharing.permissions import SHOW_ADDRESS
from sharing.unit import unit_of_work
from tests.integration.follow_up.helpers import action_of, develop, update
from tests.integration.trail.helpers import trail_of
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import page_of


def changes_page(cast, name, case, event, status=200):
    return page_of(cast, name, reverse("case_event", args=[case.pk, event.id]), status)


def test_what_changed_is_shown_old_and_new(cast, case):
    update(cast, action_of(cast, case), "completed", "Told with her IDVA present.")
    event = newest_event()
    page = changes_page(cast, "carys", case, event)
    assert "Action: changed" in page
    assert "Panel on Tuesday." in page
    assert "Told with her IDVA present." in page
    assert "In progress" in page
    assert "Completed" in page
    assert "Update of an action: new" in page
    assert "What changed" in page_of(cast, "carys", trail_of(case))
    assert newest_event().code == "case_trail_read"


def test_values_of_every_kind_are_words(cast, case):
    with unit_of_work(cast.actor("carys")) as work:
        perform(work.actor, SHOW_ADDRESS, case.pk)
        row = RiskAssessment.objects.get(scope_id=case.pk)
        row.answers = {"fear": "yes"}
        row.save()
        person = Party.objects.get(scope_id=case.pk, role="child")
        person.born_on, person.due_on = None, clock.today()
        person.save()
        person.school = "Mere Nursery"
        person.save()
        kept = Case.objects.get(pk=case.pk)
        kept.with_children = False
        kept.submitted_at = clock.now() - timedelta(days=1)
        kept.save()
        action = Action.objects.filter(scope_id=case.pk).first()
        action.before_meeting = True
        action.save()
        decision = SharingDecision.objects.get(scope_id=case.pk)
        decision.asked_on = None
        decision.save()
        address = Address.objects.filter(scope_id=case.pk).first()
        address.lines = "77 Secret Street"
        address.save()
        referral = Referral.objects.get(scope_id=case.pk)
        referral.grounds = ["high_risk", "judgement"]
        referral.save()
    page = changes_page(cast, "carys", case, newest_event())
    for words in (
        "Very frightened: Yes",
        "Visible high risk, Professional judgement",
        "Mere Nursery",
        "Address: changed",
    ):
        assert words in page, words
    assert "Secret Street" not in page


def test_a_look_changed_nothing(cast, case):
    signed_in_client(cast, "petra").get(reverse("case", args=[case.pk]))
    assert "No field that you may read was changed." in changes_page(
        cast, "carys", case, newest_event()
    )


def test_changes_are_for_who_may_read_the_case(cast, case):
    develop(cast, case)
    event = newest_event()
    changes_page(cast, "odile", case, event, 403)
    changes_page(cast, "petra", case, event, 403)
    changes_page(cast, "nia", case, event, 404)
    event.id = uuid4()
    changes_page(cast, "carys", case, event, 404)
