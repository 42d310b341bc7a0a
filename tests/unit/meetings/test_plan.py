"""Whether a plan forgets nobody, and until when an action is due."""

from datetime import date
from uuid import uuid4

from meetings.rules.plan import Person, Planned, check, due_by

VICTIM, CHILD, BABY, HIM, FRIEND = (uuid4() for _ in range(5))
PEOPLE = [
    Person(VICTIM, "victim"),
    Person(CHILD, "child"),
    Person(BABY, "child"),
    Person(HIM, "perpetrator"),
    Person(FRIEND, "at_risk"),
]


def found(actions, people=PEOPLE):
    return {one.role: (one.actions, one.complete) for one in check(people, actions)}


def test_an_empty_plan_has_nothing_for_anybody():
    assert found([]) == {
        "victim": (0, False),
        "child": (0, False),
        "perpetrator": (0, False),
    }


def test_where_there_is_no_child_none_is_missing():
    assert "child" not in found([], [Person(VICTIM, "victim")])


def test_an_action_for_the_role_is_for_each_of_them():
    assert found([Planned("child")])["child"] == (1, True)


def test_an_action_for_one_child_leaves_the_other_without():
    (checked,) = [one for one in check(PEOPLE, [Planned("child", CHILD)]) if one.role == "child"]
    assert (checked.actions, checked.without) == (1, (BABY,))


def test_an_action_for_each_child_leaves_none_without():
    assert found([Planned("child", CHILD), Planned("child", BABY)])["child"] == (2, True)


def test_what_is_for_others_fills_no_gap():
    assert not any(complete for _count, complete in found([Planned("other")]).values())


def test_an_action_is_due_before_the_next_meeting():
    assert due_by(date(2026, 11, 26), date(2026, 12, 8)) == date(2026, 12, 8)


def test_without_a_next_meeting_it_is_due_in_two_weeks():
    assert due_by(date(2026, 11, 26), None) == date(2026, 12, 10)


def test_a_deadline_that_is_over_by_then_does_not_count():
    assert due_by(date(2026, 11, 26), date(2026, 11, 24)) == date(2026, 12, 10)
