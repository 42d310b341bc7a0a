"""A protected address that was typed is stopped by its field, and taken out there."""

from meetings.models import Stage
from tests.integration.research.helpers import answer
from tests.story import case_at

KNOWS = "What must staff know before they meet them?"


def test_a_warning_with_a_protected_address_is_put_right(cast, person):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    petra = person("petra")
    petra.go("staff_warnings", case_id=case.pk)
    petra.fill(KNOWS, "A dog that bites at 3 hidden row")
    petra.press("Warn them")
    petra.sees("Leave this address out: staff of every agency read this, whomever they work with.")
    petra.sees("It stands here: “A dog that bites at 3 hidden row”.")
    petra.look("a warning with a protected address")
    # By keyboard alone: from what is wrong to the words, which are there as they were typed.
    petra.key("Tab")
    petra.key("Enter")
    petra.key("Control+a")
    petra.type("A dog that bites: meet at the office")
    petra.press("Warn them")
    petra.sees("A dog that bites: meet at the office")
