"""What was there at a moment of the past is looked up, in a browser."""

import pytest

from meetings.models import Stage
from meetings.operations.packs import take_copy
from tests.doing import do
from tests.integration.packs.helpers import ALL, tell
from tests.integration.research.helpers import items_of, rewrite, submit
from tests.story import case_at

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_housing_knew_is_asked_for_a_review(cast, person):
    case = case_at(cast, Stage.RESEARCH)
    tell(cast, case)
    do(cast, "rowan", take_copy, meeting_id=case.meeting_id)
    [item] = [one for one in items_of(case) if one.text == ALL]
    rewrite(cast, item, text="Arrested in June.")
    submit(cast, case)
    carys = person("carys")
    carys.go("pack", meeting_id=case.meeting_id)
    carys.follow("As it was at an earlier moment")
    carys.look("may choose a moment")
    carys.page.get_by_role("link", name="was made, for Housing").click()
    carys.sees("What Housing could read on", ALL, "Corrected or taken back since.")
    carys.look("reads what housing could read")

    petra = person("petra")
    petra.go("case_as_it_was", case_id=case.pk)
    petra.follow("Now")
    petra.sees("What Police could read on", "Arrested in June.")
    petra.look("reads the case as it is now")
