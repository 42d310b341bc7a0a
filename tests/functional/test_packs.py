"""A pack is read, taken as a copy, recalled and found again, in a browser."""

import pytest

from meetings.models import PackCopy, Stage
from tests.conftest import as_owner
from tests.integration.packs.helpers import ALL, tell
from tests.jobs import run_jobs
from tests.paper import pages_of
from tests.story import case_at

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_copy_from_its_making_to_its_end(cast, person):
    case = case_at(cast, Stage.RESEARCH)
    tell(cast, case)
    meeting = {"meeting_id": case.meeting_id}
    petra = person("petra")
    petra.go("meeting", **meeting)
    petra.follow("Pack: list, referrals, research")
    petra.sees(ALL, case.reference, "may not hold everything that agencies know")
    petra.look("reads the pack")
    petra.press("Make a copy")
    petra.sees("It is being made: 0 of 1 cases")
    petra.look("waits for the copy")
    # Its questions wait, as the connection that answers them would open with the worker's role.
    petra.page.route("**/pack/*/", lambda route: route.fulfill(status=204))
    run_jobs()
    petra.page.unroute_all()
    petra.sees("It is ready:")  # the page asks by itself
    petra.look("has the copy")
    with petra.page.expect_download() as fetched:
        petra.press("Fetch the PDF")
    assert fetched.value.suggested_filename.startswith("pack-")
    pages = pages_of(fetched.value.path().read_bytes())
    assert all("Petra Example" in page for page in pages)

    carys = person("carys")
    carys.go("meeting", **meeting)
    carys.follow("Copies of the pack")
    carys.sees("Petra Example", "Lent")
    carys.look("sees who holds copies")
    carys.press("Recall the copies")
    carys.look("is about to recall")
    carys.press("Recall the copies")
    carys.sees("Recalled, no answer yet")

    petra.go("home")
    petra.sees("A copy that you hold is recalled")
    petra.follow("Say what became of it")
    petra.look("is asked what became of it")
    petra.choose("It must be kept")
    petra.choose("A court needs it, or may")
    petra.press("Record the answer")
    petra.sees("You said on")
    petra.look("has answered")

    odile = person("odile")
    odile.go("home")
    odile.follow("Find a copy of a pack by its number")
    odile.fill("Copy number", number_of(case.meeting_id))
    odile.press("Find", within=odile.page.locator("main"))
    odile.sees("Petra Example", "A court needs it, or may")
    odile.look("has found the holder")


def number_of(meeting_id):
    with as_owner():
        return PackCopy.objects.get(meeting=meeting_id).number
