"""What each role sees first, the page of a case, and the trail, each looked at."""

from contextlib import suppress
from datetime import timedelta

import pytest

from meetings.models import Action, OutcomePlan, Stage
from meetings.operations.follow_up import add_development
from meetings.permissions import VIEW_CASE
from sharing import clock
from sharing.reasons import Reason
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import change
from tests.integration.test_closure import plan_to_tell
from tests.story import case_at, meeting_in


@pytest.fixture
def area(cast):
    """A meeting to come, a referral in triage, and a plan with an action that is late, as is the
    word to its victim."""
    meeting = meeting_in(cast, days=9, state="published")
    case_at(cast, Stage.TRIAGE, name="Hedda")
    case_at(cast, Stage.RESEARCH, meeting=meeting, name="Vera")
    case = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-5))
    with unit_of_work(cast.actor("carys")):
        late, other = Action.objects.filter(scope_id=case.pk).order_by("position", "what")
        late.due_on = clock.today() - timedelta(days=4)
        late.save()
        other.due_on = clock.today()
        other.save()
    plan_to_tell(cast, case)
    change(cast, case, OutcomePlan, by=clock.today() - timedelta(days=4))
    petra = cast.actor("petra")
    with unit_of_work(petra):
        add_development(
            actor=petra,
            case_id=case.pk,
            kind="incident",
            happened_on=clock.today(),
            text="Came to the door drunk and asked for the child.",
        )
    return case


def test_home(person, area):
    for name in ("carys", "ines", "wren", "petra", "odile", "alex"):
        someone = person(name)
        someone.go("home")
        someone.look("home")


def test_long_reasons_of_refusals_have_room_on_a_phone(cast, person, area):
    for reason in Reason:
        with suppress(Refused), unit_of_work(cast.actor("petra")):
            raise Refused(reason, VIEW_CASE.event, area.pk)
    odile = person("odile")
    odile.go("home")
    odile.sees("Many cases quickly, and not confirmed yet who it is")
    odile.look("home with refusals")


def test_the_page_of_a_case(person, area):
    carys = person("carys")
    carys.go("case", case_id=area.pk)
    carys.look("case")
    carys.follow("Someone died")
    carys.look("someone died")
    carys.go("case_trail", case_id=area.pk)
    carys.look("trail")
    carys.go("add_development", case_id=area.pk)
    carys.press("Add it and tell the agencies")
    carys.look("a development with errors")
    carys.fill("Find a case: name, birth date or reference", "tarn")
    carys.press("Find")
    carys.sees("3 cases")
    carys.look("found")


def test_an_action_is_updated_in_place(person, area):
    petra = person("petra")
    petra.go("actions")
    petra.press("Update", exact=False)
    petra.sees("How does it stand?")
    petra.choose("Completed")
    petra.look("an action opened in place")
    petra.press("Save")
    petra.sees("Say what the outcome was")
    petra.look("an update with errors")
    petra.fill("What was the outcome, and what did it change for safety?", "Told with her IDVA.")
    petra.press("Save")
    petra.is_at("actions")
    petra.sees("0 open, 0 overdue")
    petra.look("after the update")


def test_the_lead_reads_the_trail(person, area):
    person("hal").go("case", case_id=area.pk)
    odile = person("odile")
    odile.go("trail")
    odile.look("trail of the area")
    odile.follow("Trail of one case")
    odile.fill("Reference of the case", area.reference.lower())
    odile.press("Open")
    odile.is_at("case_trail", case_id=area.pk)
    odile.look("trail of a case")
    odile.go("my_trail")
    odile.look("own trail")
