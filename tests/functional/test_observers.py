"""A coordinator admits an observer, who signs in, agrees and sees that meeting and no more."""

import re

from django.core import mail

from meetings.models import MeetingState
from tests import story
from tests.jobs import run_jobs


def test_an_observer_comes_to_one_meeting(person, cast):
    meeting = story.meeting_in(cast, state=MeetingState.PUBLISHED)
    carys = person("carys")
    carys.go("meeting", meeting_id=meeting.pk)
    carys.follow("Observers")
    carys.press("Admit")
    carys.sees("Enter the full name of the person", "Say why they observe")
    carys.look("nobody observes yet")
    carys.fill("Full name", "Wren Example")
    carys.fill("E-mail address", "wren@example.org")
    carys.select("Agency", "Health visiting")
    carys.fill("Why they observe", "Begins as representative in May")
    carys.press("Admit")
    carys.sees("Wren Example is admitted.", "Begins as representative in May")
    carys.look("an observer")
    run_jobs()
    (told,) = mail.outbox  # she has an account
    assert told.to == ["wren@example.org"]

    held = cast.user("wren").memberships.get(role="observer")
    wren = person("wren", membership=held)
    wren.go("home")
    wren.sees("You may attend the meeting of")
    wren.look("home of an observer")
    wren.press("Agree to keep the meeting confidential")
    wren.press("I agree")
    wren.sees("You have agreed to keep this meeting confidential.")
    wren.look("the meeting of an observer")

    carys.go("observers", meeting_id=meeting.pk)
    carys.sees("Agreed to the declaration.")
    carys.follow("Take it back Wren Example")
    carys.look("taking it back")
    carys.press("Take it back")
    carys.sees("Taken back")
    assert wren.go("meeting", meeting_id=meeting.pk).status in (200, 403)
    wren.sees_not("Town hall")


def test_somebody_without_an_account_is_invited(person, cast):
    meeting = story.meeting_in(cast, state=MeetingState.PUBLISHED)
    carys = person("carys")
    carys.go("observers", meeting_id=meeting.pk)
    carys.fill("Full name", "Sol Reach")
    carys.fill("E-mail address", "sol@college.example")
    carys.select("Agency", "Housing")
    carys.fill("Why they observe", "Studies social work")
    carys.press("Admit")
    carys.sees("Sol Reach")
    run_jobs()
    (message,) = mail.outbox
    sol = person("sol", signed_in=False)
    sol.go_to(re.search(r"/password/\S+", message.body).group())
    sol.is_at("set_password")
