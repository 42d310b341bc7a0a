"""People with several memberships act under one at a time."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from sharing import clock
from sharing.models import Membership
from sharing.operations import memberships
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.signing_in import device_of, good_code, signed_in_client
from tests.trail import newest_event

pytestmark = pytest.mark.urls("tests.pages")

URL = "/sign-in/membership/"


def give(cast, name, role, agency, **more):
    with as_owner(), unit_of_work(cast.actor("alex")):
        return Membership.objects.create(
            user=cast.user(name),
            agency=agency,
            role=role,
            **{"starts_on": date(2020, 1, 1), **more},
        )


def change(cast, membership, **values):
    with unit_of_work(cast.actor("alex")):
        for name, value in values.items():
            setattr(membership, name, value)
        membership.save()


@pytest.fixture
def chair(cast):
    """Carys is chair in Northwold too."""
    return give(cast, "carys", "chair", cast.memberships["nia"].agency)


def choose(client, membership):
    token = client.get(URL).context["form"]["form_token"].value()
    return client.post(URL, {"form_token": token, "membership": str(membership.pk)})


def test_it_works(cast, chair):
    client = signed_in_client(cast, "carys")
    assert client.get("/try/").url == URL
    page = client.get(URL).content.decode()
    for words in (
        "Coordinator",
        "MARAC team, Larkmere",
        "Chair",
        "Northwold MARAC team, Northwold",
    ):
        assert words in page
    assert choose(client, chair).url == reverse("home")
    assert client.get("/try/").content.decode() == "Carys Example, Chair, Northwold MARAC team"


def test_it_records_event(cast, chair):
    choose(signed_in_client(cast, "carys"), chair)
    event = newest_event()
    assert (event.code, event.items) == ("membership_chosen", [chair.pk])
    assert event.membership_id is None


def test_what_comes_next_is_recorded_under_it(cast, chair):
    client = signed_in_client(cast, "carys", membership=chair)
    client.post("/fruit/", {"form_token": "3" * 32, "name": "Pear"})
    event = newest_event()
    assert (event.membership_id, event.role) == (chair.pk, "chair")
    assert event.area_id == cast.elsewhere.pk


def test_it_is_asked_after_the_second_factor(cast, chair):
    client = signed_in_client(cast, "carys", factors=1)
    with clock.set_to(clock.now()):
        code = good_code(device_of(cast.user("carys")))
        assert client.post("/sign-in/code/", {"code": code}).url == URL


def test_it_leads_on_to_where_one_wanted_to_go(cast, chair):
    client = signed_in_client(cast, "carys")
    session = client.session
    session["next"] = "/try/?page=2"
    session.save()
    assert choose(client, chair).url == "/try/?page=2"


def test_it_can_be_changed_in_between(cast, chair):
    client = signed_in_client(cast, "carys", membership=chair)
    page = client.get("/fruit/").content.decode()
    assert "Carys Example, Chair, Northwold" in page and f'href="{URL}"' in page
    choose(client, cast.memberships["carys"])
    assert b"Coordinator" in client.get("/try/").content


def test_whoever_has_one_is_not_asked(cast):
    page = signed_in_client(cast, "petra").get("/fruit/").content.decode()
    assert "Petra Example, Representative, Larkmere" in page and URL not in page


def test_only_ones_own_can_be_chosen(cast, chair):
    client = signed_in_client(cast, "carys")
    assert choose(client, cast.memberships["chidi"]).status_code == 422
    assert client.get("/try/").url == URL


def test_it_records_refusal(cast, chair):
    """Even where a form would let it through."""
    with pytest.raises(Refused), unit_of_work(cast.actor("carys")) as work:
        other = cast.memberships["chidi"].pk
        memberships.choose(actor=work.actor, request=None, membership_id=other)
    assert (newest_event().outcome, newest_event().reason) == ("refused", "no_membership")


def test_it_says_that_one_must_be_chosen(cast, chair):
    response = signed_in_client(cast, "carys").post(URL, {"form_token": "4" * 32})
    assert response.status_code == 422
    assert b"Choose as what you act" in response.content


def test_one_that_ended_gives_no_rights_at_the_next_request(cast, chair):
    third = give(cast, "carys", "lead", cast.agency("marac"))
    client = signed_in_client(cast, "carys", membership=chair)
    assert client.get("/try/").status_code == 200
    change(cast, chair, ends_on=clock.today() - timedelta(days=1))
    # No other is taken in its place without being asked for.
    assert client.get("/try/").url == URL
    assert choose(client, third).status_code == 302


def test_the_one_that_is_left_is_asked_for_too(cast, chair):
    client = signed_in_client(cast, "carys", membership=chair)
    change(cast, chair, ends_on=clock.today() - timedelta(days=1))
    assert client.get("/try/").url == URL
    assert choose(client, cast.memberships["carys"]).status_code == 302
    assert b"Coordinator" in client.get("/try/").content


def test_one_given_in_place_of_the_only_one_is_asked_for(cast):
    with clock.set_to(clock.now()):
        client = signed_in_client(cast, "petra", factors=1)
        code = good_code(device_of(cast.user("petra")))
        assert client.post("/sign-in/code/", {"code": code}).url == reverse("home")
    change(cast, cast.memberships["petra"], ends_on=clock.today() - timedelta(days=1))
    give(cast, "petra", "chair", cast.agency("marac"))
    assert client.get("/try/").url == URL


@pytest.mark.parametrize(
    ("field", "days"),
    [("ends_on", -1), ("starts_on", 1)],
)
def test_without_a_live_one_nothing_is_allowed(cast, field, days):
    change(cast, cast.memberships["alex"], **{field: clock.today() + timedelta(days=days)})
    client = signed_in_client(cast, "alex")
    response = client.get("/accounts/")
    assert response.status_code == 403
    assert b"Your membership has ended or has not begun." in response.content
    assert newest_event().reason == "no_membership"


def test_htmx_is_led_there_as_a_whole_page(cast, chair):
    response = signed_in_client(cast, "carys").get("/try/", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == URL
