"""A danger to staff reaches every agency at once, in words that any of them may keep."""

import pytest
from django.core import mail
from django.urls import reverse

from meetings.models import StaffTold, StaffWarning, Stage
from meetings.operations.research import end_warning, warn_staff
from sharing.operations.reading import give_reason
from sharing.rules import RuleBroken
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, every, wall_off
from tests.integration.research.helpers import ask, people
from tests.jobs import run_jobs
from tests.story import case_at
from tests.story_parts.aside import case_aside
from tests.trail import newest_event
from tests.visits import get, post, words_of

PAIRS = "Visit in pairs: a weapon may be at hand"


@pytest.fixture
def case(cast):
    """A case whose list is out; the acute hospital only looks people up."""
    case = case_at(cast, Stage.RESEARCH)
    ask(cast, case, "acute")
    return case


def warned(cast, case, who="petra", **values):
    return do(cast, who, warn_staff, **{"case_id": case.pk, "text": PAIRS} | values)


def page(cast, who, name, *args):
    return words_of(get(cast, who, name, *args))


def test_every_agency_is_told_at_once_and_of_nobody(cast, case):
    him = people(case)[1]
    answer = post(cast, "petra", "staff_warnings", case.pk, text=PAIRS, about=str(him))
    assert answer["Location"] == reverse("staff_warnings", args=[case.pk])
    with as_owner():
        warning = every(StaffWarning).get()
    event = newest_event()
    assert event.code == "staff_warned" and warning.pk in event.items and him in event.people
    run_jobs()
    told = {address for one in mail.outbox for address in one.to}
    assert {"acute@lm.example", "housing@lm.example", "idva@lm.example"} <= told
    assert "police@lm.example" not in told
    for one in mail.outbox:
        assert "weapon" not in one.body and "Tarn" not in one.body and "Lune" not in one.body


def test_it_stands_wherever_somebody_reads_of_the_case(cast, case):
    warned(cast, case, about=people(case)[1])
    line = "Kyle Lune: Visit in pairs: a weapon may be at hand."
    assert f"Staff: {line}" in page(cast, "carys", "case", case.pk)
    assert f"Staff: {line}" in page(cast, "hal", "research_return", case.pk)
    assert f"Staff: {line}" in page(cast, "hal", "research_list", case.meeting_id)
    assert f"Danger to staff: {case.reference}" in page(cast, "hal", "home")
    assert "Danger to staff" in page(cast, "ines", "home")
    assert "Danger to staff" not in page(cast, "petra", "home"), "whose agency gave it"


def test_who_gave_it_is_for_the_agency_coordinator_and_chair(cast, case):
    warned(cast, case)
    for who, says in (("petra", True), ("carys", True), ("chidi", True), ("hal", False)):
        shown = page(cast, who, "staff_warnings", case.pk)
        assert PAIRS in shown and "Whoever is met at the address:" in shown
        assert ("Petra Example, Police" in shown) is says, who
    reads = page(cast, "hal", "staff_warnings", case.pk)
    assert "Safe contact" not in reads and case.reference in reads


def test_agencies_say_that_their_staff_know(cast, case):
    warning = warned(cast, case)
    for _twice in range(2):
        answer = post(cast, "hal", "say_staff_know", case.pk, warning.pk)
        assert answer.status_code == 302
    assert newest_event().code == "staff_told"
    with as_owner():
        assert [one.agency.name for one in every(StaffTold)] == ["Acute hospital"]
    assert "Danger to staff" not in page(cast, "hal", "home")
    assert "Your staff know." in page(cast, "hal", "staff_warnings", case.pk)
    assert "Their staff know: Acute hospital." in page(cast, "chidi", "staff_warnings", case.pk)
    assert "Their staff know" not in page(cast, "ines", "staff_warnings", case.pk)


def test_it_ends_and_says_why(cast, case):
    warning = warned(cast, case)
    path = ("end_warning", case.pk, warning.pk)
    assert PAIRS in page(cast, "petra", *path)
    assert "Say why it is over" in words_of(post(cast, "petra", *path, why=""))
    assert post(cast, "petra", *path, why="The dog is gone.").status_code == 302
    assert newest_event().code == "warning_ended"
    shown = page(cast, "hal", "staff_warnings", case.pk)
    assert "No warning stands." in shown and "The dog is gone." in shown
    assert "weapon" not in page(cast, "carys", "case", case.pk)
    assert "Danger to staff" not in page(cast, "hal", "home")
    assert "has ended already" in words_of(post(cast, "petra", *path, why="Again."))


def test_another_agency_ends_none_and_the_coordinator_any(cast, case):
    warning = warned(cast, case)
    assert get(cast, "hal", "end_warning", case.pk, warning.pk).status_code == 403
    with pytest.raises(Refused) as refused:
        do(cast, "hal", end_warning, case_id=case.pk, warning_id=warning.pk, why="Over.")
    assert refused.value.reason == "not_own_agency"
    do(cast, "carys", end_warning, case_id=case.pk, warning_id=warning.pk, why="Over.")


def test_a_warning_of_another_case_is_not_there(cast, case):
    warning = warned(cast, case)
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, position=2)
    for name in ("end_warning", "say_staff_know"):
        answer = post(cast, "petra", name, other.pk, warning.pk, why="Over.")
        assert answer.status_code == 404, name
    assert get(cast, "petra", "end_warning", other.pk, warning.pk).status_code == 404


@pytest.mark.parametrize(
    ("text", "about", "field", "words"),
    [
        ("The MARAC says: visit in pairs", None, "text", "Leave out “marac”"),
        ("He hurt the victim's sister", None, "text", "Leave out “victim”"),
        ("Domestic violence", None, "text", "Leave out “domestic”"),
        ("A multi-agency plan", None, "text", "Leave out “multi-agency”"),
        ("Do not say that Tara told us", None, "text", "Leave names out"),
        (PAIRS, "somebody", "about", "Choose somebody of this case"),
    ],
)
def test_what_front_line_staff_must_not_read_is_refused(cast, case, text, about, field, words):
    values = {"text": text, "about": case.pk if about else None}
    with pytest.raises(RuleBroken, match=words) as broken:
        warned(cast, case, **values)
    assert broken.value.field == field
    with as_owner():
        assert not every(StaffWarning).exists()


def test_nothing_typed_is_lost(cast, case):
    answer = post(cast, "petra", "staff_warnings", case.pk, text="A MARAC case. Visit in pairs")
    assert answer.status_code == 422
    assert "A MARAC case. Visit in pairs" in words_of(answer)
    assert "Say what staff must know" in words_of(post(cast, "petra", "staff_warnings", case.pk))


def test_past_a_wall_there_is_nothing(cast, case):
    wall_off(cast, case, "rowan")
    warned(cast, case)
    assert get(cast, "rowan", "staff_warnings", case.pk).status_code == 404
    assert "Danger to staff" not in page(cast, "rowan", "home")
    run_jobs()
    assert not any("rowan@example.org" in one.to for one in mail.outbox)


def test_on_hold_it_is_read_and_not_changed(cast):
    case = case_aside(cast, Stage.DIED)
    do(cast, "carys", give_reason, case_ids=[case.pk], choice="other", words="A review.")
    shown = page(cast, "carys", "staff_warnings", case.pk)
    assert "No warning stands." in shown and "Warn every agency" not in shown
    with pytest.raises(Refused):
        warned(cast, case)


def test_a_warning_in_a_joined_referral_is_one_of_the_case(cast):
    joined = case_aside(cast, Stage.JOINED)
    answer = post(cast, "wren", "staff_warnings", joined.pk, text=PAIRS)
    assert answer["Location"] == reverse("staff_warnings", args=[joined.joined_to_id])
    assert PAIRS in page(cast, "carys", "case", joined.joined_to_id)
