"""What is stopped in a meeting is on record for whoever may know of its case, whichever else of the
running order a wall keeps from them: the page of the meeting shows all of it, and the same event
says so."""

import pytest

from meetings.models import Stage
from sharing.models import Watched
from tests.doing import declare_wall
from tests.integration.addresses.helpers import SAFE
from tests.integration.addresses.test_stopped import ROUTES, given_to, sent
from tests.integration.addresses.test_untold_elsewhere import STOPPED, words_told
from tests.integration.watch.helpers import look
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, words_of


@pytest.mark.parametrize("name", ["record_hearing", "record_action"])
@pytest.mark.parametrize("walled", [False, True])
def test_it_stays_for_whom_a_wall_keeps_from_another_case(cast, name, walled):
    stage, who, field, more = ROUTES[name]
    case = case_at(cast, stage)
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, position=2, name="Nora")
    if walled:
        declare_wall(cast, other, "odile")
    typed = {field: SAFE} | more | given_to(cast, name, case)
    assert sent(signed_in_client(cast, who), name, case, typed).status_code == 422
    assert set(newest_event().cases) == {case.pk, other.pk}
    told = words_told(cast, "odile", case, of=who)
    assert told.count(STOPPED) == 4
    pages = [get(cast, "odile", "alert", one.pk) for one in look(watched=Watched.PROTECTED_ADDRESS)]
    # Behind a wall there is one more, which names the other case too, for whoever comes to know of
    # both.
    assert sorted(page.status_code for page in pages) == ([200, 404] if walled else [200])
    (page,) = (page for page in pages if page.status_code == 200)
    assert STOPPED in words_of(page)
