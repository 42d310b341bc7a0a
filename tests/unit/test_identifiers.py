from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sharing import clock
from sharing.identifiers import in_time_order, made_at

MOMENT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_it_is_a_version_seven():
    made = in_time_order()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_those_of_one_moment_are_in_the_order_of_their_making():
    with clock.set_to(MOMENT):
        made = [in_time_order() for _time in range(100)]
    assert made == sorted(made)


def test_a_later_moment_comes_later():
    with clock.set_to(MOMENT):
        earlier = in_time_order()
    with clock.set_to(MOMENT + timedelta(milliseconds=1)):
        assert in_time_order() > earlier


def test_it_says_when_it_was_made():
    with clock.set_to(MOMENT):
        assert made_at(in_time_order()) == MOMENT
    assert made_at(uuid4()) is None
