"""The coordinator says on which days the area is closed, and on which bank holidays it works."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from meetings.models import Stage
from meetings.operations.listing import add_meeting, plan_meetings
from meetings.operations.protocols import say_of_day
from meetings.queries.follow_up import holidays_of
from meetings.rules.days_off import OnDay, farthest
from meetings.rules.working_days import add_working_days, is_working_day
from sharing import clock
from sharing.bank_holidays import bank_holidays
from sharing.models import Area
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import do
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import send, text, words_of

PAGE = reverse("set_days_off")
ENGLAND = bank_holidays("ENG")


@pytest.fixture
def carys(cast):
    return signed_in_client(cast, "carys")


def parts(day):
    return {f"day-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def area_of(cast):
    with unit_of_work(cast.actor("carys")):
        return Area.objects.get(pk=cast.area.pk)


def working(after=1):
    """Return a working day to come."""
    return add_working_days(clock.today(), after, ENGLAND)


def holiday():
    """Return the next bank holiday that is no weekend."""
    day = clock.today() + timedelta(days=1)
    while day not in ENGLAND or day.weekday() > 4:
        day += timedelta(days=1)
    return day


def said(day):
    return f"{day:%A} {day.day} {day:%B %Y}"


def test_it_works(cast, carys):
    assert PAGE in text(carys.get(reverse("meetings")))
    page = words_of(carys.get(PAGE))
    assert f"{said(holiday())} Bank holiday." in page and "no bank holiday of England" in page
    day = working(3)
    assert said(day) not in page
    done = send(carys, PAGE, **parts(day), said="closed")
    assert done.url == PAGE
    send(carys, PAGE, **parts(holiday()), said="worked")
    area = area_of(cast)
    assert (area.closed_on, area.worked_on) == ([day], [holiday()])
    page = words_of(carys.get(PAGE))
    assert "What is due is reckoned so from now on." in page
    assert f"{said(day)} The area is closed." in page
    assert f"{said(holiday())} Bank holiday on which the area works." in page
    send(carys, PAGE, **parts(day), said="usual")
    send(carys, PAGE, **parts(holiday()), said="usual")
    area = area_of(cast)
    assert (area.closed_on, area.worked_on) == ([], [])


def test_what_is_due_from_now_on_is_reckoned_so(cast):
    before = do(cast, "carys", plan_meetings, count=3)[-1]
    day = add_working_days(localdate(before.starts_at), -2, ENGLAND)
    assert localdate(before.research_due_at) == day
    do(cast, "carys", say_of_day, day=day, said=OnDay.CLOSED)
    at = before.starts_at + timedelta(minutes=90)
    after = do(cast, "carys", add_meeting, starts_at=at, place="Guildhall", sure=True)
    earlier = add_working_days(day, -1, ENGLAND)
    assert localdate(after.research_due_at) == earlier
    before.refresh_from_db()
    assert localdate(before.research_due_at) == day
    with unit_of_work(cast.actor("petra")) as work:
        assert not is_working_day(day, holidays_of(work.actor))
    with unit_of_work(cast.actor("nia")) as work:  # another area is not closed
        assert is_working_day(day, holidays_of(work.actor))


def test_a_bank_holiday_that_is_worked_counts(cast):
    day = holiday()
    with unit_of_work(cast.actor("carys")) as work:
        assert not is_working_day(day, holidays_of(work.actor))
    do(cast, "carys", say_of_day, day=day, said=OnDay.WORKED)
    with unit_of_work(cast.actor("carys")) as work:
        assert is_working_day(day, holidays_of(work.actor))


def test_a_meeting_on_a_day_off_is_told_of(cast, carys):
    case_at(cast, Stage.LISTED, meeting=(meeting := meeting_in(cast)))
    day = localdate(meeting.starts_at)
    do(cast, "carys", say_of_day, day=day, said=OnDay.CLOSED)
    page = words_of(carys.get(PAGE))
    assert f"{said(day)} The area is closed. The area has a meeting on it." in page


def test_it_records_event(cast):
    area = do(cast, "carys", say_of_day, day=working(), said=OnDay.CLOSED)
    event = newest_event()
    assert (event.code, event.items, event.outcome) == ("day_off_set", [area.pk], "allowed")
    with unit_of_work(cast.actor("carys")):
        newest = area.history.latest("history_date")
    assert (newest.event_id, newest.closed_on) == (event.id, [working()])


@pytest.mark.parametrize("name", ["chidi", "petra", "ines", "wren", "odile", "alex"])
def test_it_refuses_other_roles(cast, name):
    with pytest.raises(Refused):
        do(cast, name, say_of_day, day=working(), said=OnDay.CLOSED)
    event = newest_event()
    assert (event.code, event.outcome, event.reason) == ("day_off_set", "refused", "not_in_role")
    assert area_of(cast).closed_on == []
    assert PAGE not in text(signed_in_client(cast, name).get(reverse("meetings")))


def weekend():
    return clock.today() + timedelta(days=12 - clock.today().weekday())


def yesterday():
    return clock.today() - timedelta(days=1)


def too_far():
    return farthest(clock.today()) + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "what", "words"),
    [
        (yesterday, "closed", "must be today or later, within two years"),
        (too_far, "closed", "within two years"),
        (weekend, "closed", "That day is at a weekend, when nothing is due anyhow"),
        (holiday, "closed", "That day is a bank holiday already"),
        (working, "worked", "That day is no bank holiday"),
        (working, "usual", "Nothing is different from what it was."),
        (working, "", "Select what holds for the day"),
    ],
)
def test_what_cannot_be_is_said(cast, carys, day, what, words):
    page = send(carys, PAGE, **parts(day()), said=what)
    assert page.status_code == 422
    assert words in words_of(page)
    assert area_of(cast).closed_on == area_of(cast).worked_on == []


def test_what_was_said_twice_is_one(cast):
    do(cast, "carys", say_of_day, day=working(), said=OnDay.CLOSED)
    with pytest.raises(RuleBroken, match="Nothing is different"):
        do(cast, "carys", say_of_day, day=working(), said=OnDay.CLOSED)


def test_all_days_take_as_many_queries_as_one(cast, carys):
    def queries():
        with made_queries() as found:
            carys.get(PAGE)
        return len(found)

    few = queries()
    for number in range(1, 9):
        do(cast, "carys", say_of_day, day=working(number), said=OnDay.CLOSED)
    assert queries() == few
