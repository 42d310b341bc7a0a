"""Who saw and changed a case, for those who may know."""

from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.notices import send_case_notice
from tests.doing import wall_off
from tests.integration.trail.helpers import trail_of
from tests.jobs import as_jobs
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import page_of


@pytest.mark.parametrize("name", ["carys", "chidi", "odile"])
def test_it_works(cast, case, name):
    page = page_of(cast, name, trail_of(case))
    for words in (
        "Petra Example, Police, Representative</a>,",
        "opened the case",
        "said how an action stands",
        "Hal Example, Acute hospital, Representative</a>,",
        "Not on circulation",
        "Refused",
        "</strong> tried: opened the case",
        "Agency on full circulation",
    ):
        assert words in page, words


@pytest.mark.parametrize(("name", "entry"), [("carys", "Cases"), ("odile", "Trail")])
def test_the_menu_says_where_it_belongs(cast, case, name, entry):
    assert f'aria-current="true">{entry}</a>' in page_of(cast, name, trail_of(case))


def test_the_lead_sees_no_content(cast, case):
    page = page_of(cast, "odile", trail_of(case))
    assert f"Who has seen {case.reference}" in page
    for words in ("Tarn", "Panel on Tuesday", "Safe contact", "What changed<"):
        assert words not in page


def test_the_coordinator_keeps_the_safe_contact_in_sight(cast, case):
    assert "Safe contact:" in page_of(cast, "carys", trail_of(case))


def test_notices_push_nothing_out_of_the_page_of_the_case(cast, case):
    told = {"case_id": str(case.pk), "agency_id": str(cast.agency("police").pk)}
    with as_jobs():
        for _one in range(9):
            send_case_notice.call(about="development", **told)
    page = page_of(cast, "carys", reverse("case", args=[case.pk]))
    assert "All but notices" in page
    assert "said how an action stands" in page
    assert "sent a notice" not in page
    assert page_of(cast, "carys", trail_of(case)).count("sent a notice") == 9


def test_it_can_be_narrowed(cast, case):
    page = page_of(cast, "carys", trail_of(case, "?only=changes"))
    assert "said how an action stands" in page
    assert "Petra Example, Police, Representative</a>,</strong> opened the case" not in page
    page = page_of(cast, "carys", trail_of(case, "?only=refused"))
    assert "said how an action stands" not in page
    assert "Not on circulation" in page
    # What makes no sense shows everything.
    assert "said how" in page_of(
        cast, "carys", trail_of(case, "?only=nonsense&older=x&newer=1.2.3")
    )


def test_it_records_event(cast, case):
    page_of(cast, "odile", trail_of(case))
    event = newest_event()
    assert (event.code, event.cases) == ("case_trail_read", [case.pk])
    page_of(cast, "odile", "/trail/")
    assert newest_event().code == "trail_read"


def test_it_refuses_other_area(cast, case):
    page_of(cast, "nia", trail_of(case), 404)


def test_it_refuses_a_role_that_reads_no_trail(cast, case):
    page_of(cast, "petra", trail_of(case), 403)
    page_of(cast, "carys", "/trail/", 403)


def test_it_refuses_conflict_and_leaves_its_events_out(cast, case):
    wall_off(cast, case, "odile")
    page_of(cast, "odile", trail_of(case), 404)
    page = page_of(cast, "odile", "/trail/")
    assert case.reference not in page
    assert "said how an action stands" not in page
    answer = signed_in_client(cast, "odile").post(
        "/trail/case/", form_of(cast, "odile") | {"reference": case.reference}
    )
    assert "No case of this area has this reference" in answer.content.decode()


def form_of(cast, name):
    form = signed_in_client(cast, name).get("/trail/case/").context["form"]
    return {"form_token": form["form_token"].value()}


def test_the_lead_opens_the_trail_of_a_case_by_its_reference(cast, case):
    client = signed_in_client(cast, "odile")
    what = form_of(cast, "odile")
    answer = client.post("/trail/case/", what | {"reference": f" {case.reference.lower()} "})
    assert answer["Location"] == trail_of(case)
    assert newest_event().code == "trail_sought"


def test_the_coordinator_does_not_look_up_trails_by_reference(cast, case):
    carys = signed_in_client(cast, "carys")
    assert carys.get("/trail/case/").status_code == 403
    form = {"form_token": uuid4(), "reference": case.reference}
    assert carys.post("/trail/case/", form).status_code == 403
