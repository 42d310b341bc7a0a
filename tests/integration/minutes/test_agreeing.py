"""The chair agrees minutes, after the meeting and once."""

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from meetings.models import Attendance, CaseMinutes, Meeting, MeetingState, Stage
from meetings.operations.hearing import agree_minutes, declare
from sharing.models import Party
from sharing.operations.conflicts import declare_conflict
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, every, form_token, look
from tests.integration.minutes.helpers import NEVER_SAID, minutes_of
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import events
from tests.visits import send

SAID = (
    "Decide on and make disclosure",
    "They have workers of their own.",
    "Marker on the address",
    "To stay in her flat.",
    "Not to be alone.",
    "Serious injury.",
    "Bail.",
    "Disclosure first.",
    "In short.",
    "Two calls.",
    "Said in the room.",
    "In person, at the clinic",
    "Petra Ford",
    "(information sent)",
    "Stepped out: 1 person",
)


def test_a_draft_stands_before_it_is_agreed(cast, case):
    page = signed_in_client(cast, "carys").get(minutes_of(case)).content.decode()
    assert "Draft" in page and "Not agreed yet." in page
    for text in SAID:
        assert text in page, text
    for text in NEVER_SAID:
        assert text not in page, text


@pytest.mark.parametrize("name", ["petra", "wren"])
def test_a_draft_is_for_whoever_keeps_the_minutes(cast, case, name):
    page = signed_in_client(cast, name).get(minutes_of(case)).content.decode()
    assert "No minutes yet" in page
    assert not [text for text in SAID if text in page]


@pytest.mark.parametrize("name", ["petra", "wren"])
def test_nobody_is_on_record_as_having_read_minutes_that_are_not_there(cast, case, name):
    signed_in_client(cast, name).get(minutes_of(case))
    last = events()[-1]
    assert (last.code, last.also, last.cases) == ("minutes_sought", [], [case.pk])
    assert last.recipient_id is None


def test_it_works(cast, case):
    client = signed_in_client(cast, "chidi")
    agree = reverse("agree_minutes", args=[case.meeting_id])
    page = client.get(reverse("meeting_minutes", args=[case.meeting_id])).content.decode()
    assert f'action="{agree}"' in page and case.reference in page
    assert send(client, agree).status_code == 302
    meeting = look(cast, lambda: Meeting.objects.get(pk=case.meeting_id))
    assert (meeting.state, meeting.agreed_by_id) == (MeetingState.AGREED, cast.user("chidi").pk)
    assert look(cast, lambda: type(case).objects.get(pk=case.pk)).stage == Stage.ACTIONS
    for name in ("petra", "carys"):
        page = signed_in_client(cast, name).get(minutes_of(case)).content.decode()
        assert "Agreed by Chidi Example" in page and "Draft" not in page
        for text in SAID:
            assert text in page, text
        for text in NEVER_SAID:
            assert text not in page, text
    page = client.get(reverse("meeting_minutes", args=[case.meeting_id])).content.decode()
    assert f'action="{agree}"' not in page


def test_it_records_event(cast, case):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    event = events()[-1]
    assert (event.code, event.cases) == ("minutes_agreed", [case.pk])
    signed_in_client(cast, "petra").get(minutes_of(case))
    last = events()[-1]
    assert "minutes_read" in (last.code, *last.also) and last.cases == [case.pk]


def test_agreed_minutes_do_not_change_with_the_case(cast, case):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    with unit_of_work(cast.actor("carys")):
        tara = Party.objects.get(scope=case.pk, role="victim")
        tara.family_name = "Changed"
        tara.save()
        (frozen,) = every(CaseMinutes).all()
        assert frozen.content["people"][0]["name"] == "Tara Tarn"
        frozen.content = {}
        with pytest.raises(ProgrammingError), transaction.atomic():
            frozen.save()


@pytest.mark.parametrize("name", ["carys", "petra"])
def test_only_the_chair_agrees(cast, case, name):
    client = signed_in_client(cast, name)
    agree = reverse("agree_minutes", args=[case.meeting_id])
    assert client.get(agree).status_code == 403
    assert client.post(agree, form_token()).status_code == 403
    assert events()[-1].reason == "not_in_role"


def test_minutes_are_agreed_after_the_meeting_and_once(cast):
    running = case_at(cast, Stage.HEARING)
    with pytest.raises(RuleBroken, match="End the meeting"):
        do(cast, "chidi", agree_minutes, meeting_id=running.meeting_id)
    agreed = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=1))
    with pytest.raises(RuleBroken, match="already"):
        do(cast, "chidi", agree_minutes, meeting_id=agreed.meeting_id)


def test_a_case_that_a_chair_may_not_see_is_agreed_by_another(cast, case):
    do(
        cast,
        "carys",
        declare_conflict,
        case_id=case.pk,
        user_id=cast.user("chidi").pk,
        kind="declared",
        reason="A neighbour.",
    )
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    assert look(cast, lambda: type(case).objects.get(pk=case.pk)).stage == Stage.HEARD
    deputy = cast.memberships["odile"]
    with as_owner(), unit_of_work(cast.actor("carys")):
        deputy.role = "chair"
        deputy.save()
    # She was not there, so first she agrees to keep confidential what she will read.
    client = signed_in_client(cast, "odile")
    names = ("meeting_minutes", "meeting_opening", "declare", "agree_minutes")
    minutes, opening, declaration, agree = (reverse(one, args=[case.meeting_id]) for one in names)
    page = client.get(minutes).content.decode()
    assert f'href="{declaration}"' in page and f'action="{agree}"' not in page
    assert f'action="{declaration}"' in client.get(opening).content.decode()
    assert client.post(declaration, form_token()).status_code == 302
    assert f'action="{agree}"' in client.get(minutes).content.decode()
    do(cast, "odile", agree_minutes, meeting_id=case.meeting_id)
    assert look(cast, lambda: type(case).objects.get(pk=case.pk)).stage == Stage.ACTIONS


def test_a_chair_who_never_declared_agrees_no_minutes(cast, case):
    deputy = cast.memberships["odile"]
    with as_owner(), unit_of_work(cast.actor("carys")):
        deputy.role = "chair"
        deputy.save()
    with pytest.raises(Refused) as refused:
        do(cast, "odile", agree_minutes, meeting_id=case.meeting_id)
    assert refused.value.reason == "not_declared"
    assert look(cast, lambda: type(case).objects.get(pk=case.pk)).stage == Stage.HEARD


def test_nobody_declares_for_minutes_that_are_all_agreed(cast, case):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    deputy = cast.memberships["odile"]
    with as_owner(), unit_of_work(cast.actor("carys")):
        deputy.role = "chair"
        deputy.save()
    with pytest.raises(RuleBroken, match="is over"):
        do(cast, "odile", declare, meeting_id=case.meeting_id)


def test_a_case_that_was_moved_has_no_minutes(cast, case):
    with unit_of_work(cast.actor("carys")):
        moved = type(case).objects.get(pk=case.pk)
        moved.meeting, moved.position = None, None
        moved.save()
    page = signed_in_client(cast, "carys").get(minutes_of(case)).content.decode()
    assert "No minutes yet" in page


def test_many_cases_are_led_to_one_by_one(cast, case):
    page = reverse("meeting_minutes", args=[case.meeting_id])
    carys = signed_in_client(cast, "carys")
    led = "Cases of these minutes"
    assert led not in carys.get(page).content.decode()
    case_at(cast, Stage.HEARD, meeting=case.meeting, name="Tess", position=2)
    many = carys.get(page).content.decode()
    assert led in many and 'href="#case-2"' in many


def test_a_meeting_without_heard_cases_says_so(cast):
    case = case_at(cast, Stage.RESEARCH)
    client = signed_in_client(cast, "carys")
    page = client.get(reverse("meeting_minutes", args=[case.meeting_id])).content.decode()
    assert "No case of this meeting was heard yet." in page
    assert (events()[-1].code, events()[-1].also) == ("meetings_seen", [])


def test_it_rejects_post(cast, case):
    assert signed_in_client(cast, "carys").post(minutes_of(case)).status_code == 405


def test_minutes_are_not_agreed_before_it_is_on_record_who_was_there(cast, case):
    with unit_of_work(cast.actor("chidi")):
        for attendance in Attendance.objects.filter(meeting=case.meeting_id):
            attendance.presence = "apologies"
            attendance.save()
    client = signed_in_client(cast, "chidi")
    page = client.post(reverse("agree_minutes", args=[case.meeting_id]), form_token())
    assert page.status_code == 422
    assert "Record who was there first" in page.content.decode()
