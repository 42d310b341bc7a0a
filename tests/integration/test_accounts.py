"""Accounts and memberships of an area, kept by its account administrator."""

import re
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sharing import clock
from sharing.actor import Actor
from sharing.models import (
    Agency,
    CodeDevice,
    FactorReset,
    Membership,
    PasswordLink,
    RecoveryCode,
    User,
)
from sharing.operations import members
from sharing.work import Refused, unit_of_work
from tests.conftest import as_owner
from tests.doing import form_token
from tests.jobs import run_jobs
from tests.personas import PASSWORD
from tests.signing_in import device_of, signed_in_client
from tests.trail import newest_event
from tests.visits import day

pytestmark = pytest.mark.urls("tests.pages")

LIST = "/accounts/"
INVITE = "/accounts/invite/"
TO_DECIDE = "/accounts/to-decide/"
NEW_PASSWORD = "several words without any link"


@pytest.fixture
def alex(cast):
    return signed_in_client(cast, "alex")


def membership_fields(cast, **changes):
    values = {
        "agency_id": str(cast.agency("police").pk),
        "role": "representative",
        "standing": "",
        "starts_on": clock.today(),
        "ends_on": None,
    } | changes
    dates = day("starts_on", values.pop("starts_on")) | day("ends_on", values.pop("ends_on"))
    return form_token() | values | dates


def invite(client, cast, **changes):
    person = {"name": "Dev Lock", "email": "dev.lock@police.example"}
    return client.post(INVITE, membership_fields(cast, **(person | changes)))


def url(name, cast, who):
    return reverse(name, args=[cast.user(who).pk])


def link_in(message):
    """Return the path of the link in a mail."""
    return re.search(r"http://127\.0\.0\.1:8000(\S+)", message.body).group(1)


# Who may


@pytest.mark.parametrize("who", ["carys", "chidi", "petra", "odile", "wren"])
@pytest.mark.parametrize("address", [LIST, INVITE])
def test_it_is_for_administrators(cast, who, address):
    assert signed_in_client(cast, who).get(address).status_code == 403
    event = newest_event()
    assert (event.code, event.reason) == ("accounts_seen", "not_in_role")


NAMES = ["account", "give_membership", "send_link", "switch_off", "switch_on", "propose_reset"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("who", ["nia", "unknown"])
def test_people_of_another_area_are_not_there(cast, alex, name, who):
    user_id = cast.user("nia").pk if who == "nia" else uuid4()
    address = reverse(name, args=[user_id])
    assert alex.get(address).status_code == 404
    sent = membership_fields(cast) | {"checked": "called back"}
    assert alex.post(address, sent).status_code in (404, 405)
    assert newest_event().outcome == "refused"


@pytest.mark.parametrize("name", ["change_membership", "end_membership"])
def test_memberships_of_another_area_are_not_there(cast, alex, name):
    address = reverse(name, args=[cast.memberships["nia"].pk])
    assert alex.get(address).status_code == 404
    sent = membership_fields(cast) | {"version": "1"}
    assert alex.post(address, sent).status_code == 404


def test_nobody_changes_their_own_account(cast, alex):
    page = alex.get(url("account", cast, "alex")).content.decode()
    assert "This is your own account." in page and "Switch the account off" not in page
    for name in ("switch_off", "send_link", "propose_reset", "give_membership"):
        sent = membership_fields(cast) | {"checked": "called back"}
        response = alex.post(url(name, cast, "alex"), sent)
        assert response.status_code == 422
        assert b"This is your own account." in response.content
    own = cast.memberships["alex"].pk
    for name in ("change_membership", "end_membership"):
        sent = membership_fields(cast, role="coordinator") | {"version": "1"}
        assert alex.post(reverse(name, args=[own]), sent).status_code == 422
    sent = membership_fields(cast, role="coordinator")
    response = alex.post(INVITE, sent | {"name": "Alex", "email": "ALEX@example.org"})
    assert response.status_code == 422


# Looking


def test_the_list_works(cast, alex):
    page = alex.get(LIST).content.decode()
    assert "Carys Example" in page and "Coordinator, MARAC team" in page
    assert "Nia Example" not in page
    event = newest_event()
    assert event.code == "accounts_seen"
    assert cast.user("carys").pk in event.people and cast.user("nia").pk not in event.people


@pytest.mark.parametrize("sought", ["caRYS", "carys@example"])
def test_it_finds_by_name_or_address(alex, sought):
    page = alex.post(LIST, {"sought": sought}).content.decode()
    assert "Carys Example" in page and "Chidi Example" not in page
    assert "1 person" in page


def test_it_says_when_nobody_is_found(alex):
    assert b"Nobody of this area has such a name" in alex.post(LIST, {"sought": "zz"}).content


def test_an_odd_search_shows_everybody(alex):
    assert b"Carys Example" in alex.post(LIST, {"sought": "z" * 101}).content


def test_ten_times_the_people_need_no_more_queries(cast, alex):
    alex.get(LIST)
    with CaptureQueriesContext(connection) as few:
        alex.get(LIST)
    with as_owner(), unit_of_work(cast.actor("alex")):
        for number in range(90):
            user = User.objects.create(email=f"{number}@example.org", name=f"Person {number}")
            Membership.objects.create(
                user=user, agency=cast.agency("police"), role="referrer", starts_on="2020-01-01"
            )
    with CaptureQueriesContext(connection) as many:
        assert b"99 people" in alex.get(LIST).content
    assert len(many) == len(few) <= 25


def test_it_says_how_each_account_stands(cast, alex):
    for who in ("carys", "chidi", "petra", "wren"):
        device_of(cast.user(who))
    User.objects.filter(pk=cast.user("chidi").pk).update(is_active=False)
    User.objects.filter(pk=cast.user("petra").pk).update(password="!none")
    with unit_of_work(cast.actor("alex")) as work:
        members.propose_reset(actor=work.actor, user_id=cast.user("wren").pk, checked="called back")
        for who, dates in {
            "ines": {"starts_on": clock.today() + timedelta(days=9)},
            "odile": {"ends_on": clock.today() - timedelta(days=9)},
            "rowan": {"ends_on": clock.today() + timedelta(days=9), "standing": "deputy"},
        }.items():
            for name, value in dates.items():
                setattr(cast.memberships[who], name, value)
            cast.memberships[who].save()
    page = alex.get(LIST).content.decode()
    for words in (
        "In use", "Switched off", "Invited", "No second factor yet",
        "waits for a second person", "from ", "ended ", "until ", "(Deputy)",
    ):  # fmt: skip
        assert words in page


def test_one_account_works(cast, alex):
    page = alex.get(url("account", cast, "carys")).content.decode()
    assert "carys@example.org" in page and "Never" in page and "Switch the account off" in page
    User.objects.filter(pk=cast.user("carys").pk).update(is_active=False, last_login=clock.now())
    page = alex.get(url("account", cast, "carys")).content.decode()
    assert "Switch the account on" in page and "Never" not in page
    assert newest_event().people == [cast.user("carys").pk]


# Inviting, and setting a password


def test_inviting_works(cast, alex):
    assert alex.get(INVITE).status_code == 200
    response = invite(alex, cast)
    person = User.objects.get(email="dev.lock@police.example")
    assert response.url == reverse("account", args=[person.pk])
    held = person.memberships.get()
    assert (held.role, held.agency, held.starts_on) == (
        "representative", cast.agency("police"), clock.today(),
    )  # fmt: skip
    assert not person.has_usable_password()


def test_inviting_records_event(cast, alex):
    invite(alex, cast)
    event = newest_event()
    assert event.code == "person_invited"
    assert event.people == [User.objects.get(email="dev.lock@police.example").pk]


def test_the_mail_says_nothing_but_the_link(cast, alex):
    invite(alex, cast)
    assert mail.outbox == []
    run_jobs()
    (message,) = mail.outbox
    assert message.to == ["dev.lock@police.example"]
    for word in ("Dev", "Lock", "Police", "Larkmere", "Carys", "Alex"):
        assert word not in message.subject + message.body


def test_the_token_is_not_kept(cast, alex):
    invite(alex, cast)
    run_jobs()
    token = link_in(mail.outbox[0]).rstrip("/").rpartition("/")[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT l::text FROM sharing_passwordlink l")
        kept = cursor.fetchall()
        cursor.execute("SELECT t::text FROM django_tasks_database_dbtaskresult t")
        kept += cursor.fetchall()
    assert token not in str(kept) and len(token) >= 22


@pytest.fixture
def link(cast, alex):
    invite(alex, cast)
    run_jobs()
    return link_in(mail.outbox[0])


def set_password(client, link, password=NEW_PASSWORD, again=None):
    client.get(link, follow=True)
    return client.post("/password/", {"password": password, "again": again or password})


def test_setting_a_password_works(link, client):
    response = client.get(link)
    assert response.url == "/password/"
    assert b"Set your password" in client.get("/password/").content
    assert set_password(client, link).url == "/sign-in/"
    assert b"Your password is set" in client.get("/sign-in/").content
    response = client.post(
        "/sign-in/", {"email": "dev.lock@police.example", "password": NEW_PASSWORD}
    )
    assert response.url == "/sign-in/code/"
    assert client.get("/sign-in/code/").url == "/sign-in/set-up/"


def test_setting_a_password_records_event(link, client):
    set_password(client, link)
    event = newest_event()
    assert (event.code, event.user_id) == ("password_set", None)
    assert event.people == [User.objects.get(email="dev.lock@police.example").pk]


def test_the_link_works_once(link, client):
    set_password(client, link)
    other = Client()
    assert b"This link does not work any more" in other.get(link, follow=True).content
    response = set_password(other, link, "another long pass phrase")
    assert response.status_code == 422


def test_opening_the_link_uses_nothing_up(link, client):
    for _time in range(3):
        Client().get(link, follow=True)
    assert set_password(client, link).status_code == 302


def test_the_link_works_for_a_day(link, client):
    with clock.set_to(clock.now() + timedelta(hours=24, minutes=1)):
        assert b"does not work any more" in client.get(link, follow=True).content
        assert set_password(client, link).status_code == 422


def test_a_newer_link_replaces_it(cast, alex, link, client):
    person = User.objects.get(email="dev.lock@police.example")
    alex.post(reverse("send_link", args=[person.pk]), form_token())
    assert set_password(client, link).status_code == 422
    run_jobs()
    assert set_password(client, link_in(mail.outbox[1])).status_code == 302


def test_a_link_of_an_account_switched_off_does_nothing(link, client):
    User.objects.filter(email="dev.lock@police.example").update(is_active=False)
    assert set_password(client, link).status_code == 422


def test_a_made_up_link_does_nothing(cast, client):
    assert set_password(client, "/password/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 422
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert not PasswordLink.objects.exists()


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("too short", None, "at least 15 characters"),
        ("dev.lock@police.example", None, "too similar to the"),
        ("passwordpassword", None, "a common password made longer"),
        (NEW_PASSWORD, "something else altogether", "not the same"),
        ("", "", "required"),
    ],
)
def test_a_bad_password_is_refused(link, client, password, again, words):
    response = set_password(client, link, password, again)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert set_password(client, link).status_code == 302


def test_somebody_with_an_account_gets_the_membership_only(cast, alex):
    response = alex.post(
        INVITE, membership_fields(cast) | {"name": "Somebody", "email": "PETRA@example.org"}
    )
    assert response.url == url("account", cast, "petra")
    assert User.objects.get(pk=cast.user("petra").pk).name == "Petra Example"
    assert b"Petra Example" in alex.get(response.url).content
    run_jobs()
    assert mail.outbox == []


# Somebody of another area


def main_part(client, address, person):
    page = client.get(address).content.decode().split("<main")[1].split("</main>")[0]
    return page.replace(str(person.pk), "id").replace(person.email.lower(), "address")


@pytest.fixture
def guest(cast, alex):
    """Nia, coordinator of Northwold, invited to Larkmere by an administrator who knows nothing."""
    device_of(cast.user("nia"))
    User.objects.filter(pk=cast.user("nia").pk).update(last_login=clock.now())
    response = invite(alex, cast, name="Dev Lock", email="nia@example.org")
    assert response.url == url("account", cast, "nia")
    return cast.user("nia")


def without_memberships(page):
    """Memberships are named by their identifiers, which differ."""
    return re.sub(r"/memberships/[0-9a-f-]+/", "/memberships/id/", page)


def test_an_invitation_does_not_tell_who_has_an_account(cast, alex, guest):
    invite(alex, cast, email="new@example.org")
    new = User.objects.get(email="new@example.org")
    for name in ("account", "give_membership", "send_link", "propose_reset", "switch_off"):
        pages = {
            re.sub(
                r'name="(form_token|csrfmiddlewaretoken)" value="[^"]+"',
                "",
                without_memberships(main_part(alex, reverse(name, args=[one.pk]), one)),
            )
            for one in (guest, new)
        }
        assert len(pages) == 1, name
    page = alex.get(LIST).content.decode()
    assert "Nia Example" not in page and page.count("Dev Lock") == 2
    found = alex.post(LIST, {"sought": "Nia Ex"}).content.decode()
    assert "Nobody of this area has such a name" in found
    run_jobs()
    assert [message.to for message in mail.outbox] == [["new@example.org"]]


@pytest.mark.parametrize("name", ["send_link", "switch_off", "switch_on", "propose_reset"])
def test_an_account_is_not_changed_by_one_of_two_areas(cast, alex, guest, name):
    response = alex.post(reverse(name, args=[guest.pk]), form_token() | {"checked": "called back"})
    assert response.status_code == 422
    assert b"This person works in another area too" in response.content
    assert User.objects.get(pk=guest.pk).is_active
    assert not FactorReset.objects.exists() and not PasswordLink.objects.exists()


def test_a_membership_to_come_elsewhere_counts(cast, alex):
    with as_owner(), unit_of_work(Actor.system("seed")):
        Membership.objects.create(
            user=cast.user("petra"),
            agency=cast.memberships["nia"].agency,
            role="referrer",
            starts_on=clock.today() + timedelta(days=9),
        )
    assert alex.post(url("switch_off", cast, "petra"), form_token()).status_code == 422
    assert b"Petra Example" in alex.get(LIST).content, "whom the area knows it goes on to know"


def test_a_guest_gets_further_memberships_and_loses_them(cast, alex, guest):
    address = reverse("give_membership", args=[guest.pk])
    assert alex.post(address, membership_fields(cast, role="referrer")).status_code == 302
    assert b"Nia Example" not in alex.get(LIST).content
    for held in guest.memberships.filter(agency__area=cast.area):
        alex.post(reverse("end_membership", args=[held.pk]), form_token())
        held.refresh_from_db()
        assert not held.is_live(clock.today())


def test_who_works_nowhere_else_any_more_is_no_guest(cast, alex, guest):
    with unit_of_work(Actor.system("seed")):
        held = cast.memberships["nia"]
        held.ends_on = clock.today() - timedelta(days=1)
        held.save()
    assert b"Nia Example" in alex.get(LIST).content
    assert alex.post(reverse("switch_off", args=[guest.pk]), form_token()).status_code == 302


def test_no_area_decides_on_the_reset_of_who_works_elsewhere_since(cast, alex, carys):
    propose(alex, cast)
    with as_owner(), unit_of_work(Actor.system("seed")):
        Membership.objects.create(
            user=cast.user("petra"),
            agency=cast.memberships["nia"].agency,
            role="referrer",
            starts_on="2020-01-01",
        )
    assert b"Nothing waits for you." in carys.get(TO_DECIDE).content
    assert decide(carys).status_code == 404


# Memberships that take a second person


@pytest.fixture
def ghost(cast, alex):
    """Invited as coordinator by one administrator alone."""
    invite(alex, cast, role="coordinator", agency_id=str(cast.agency("marac").pk))
    held = Membership.objects.select_related("user").get(user__name="Dev Lock")
    cast.memberships["ghost"] = held
    return held


def decide_on(client, held, decision="confirm"):
    address = reverse("decide_membership", args=[held.pk])
    return client.post(address, form_token() | {"decision": decision})


@pytest.mark.parametrize("role", ["coordinator", "chair", "lead", "idva"])
def test_nobody_alone_makes_who_reads_what_others_know(cast, alex, role):
    invite(alex, cast, role=role)
    held = Membership.objects.get(user__name="Dev Lock")
    assert held.waits and not held.is_live(clock.today())
    cast.memberships["ghost"] = held
    assert signed_in_client(cast, "ghost").get("/").status_code == 403
    assert newest_event().reason == "no_membership"
    page = alex.get(LIST).content.decode()
    assert "(waits for a second person)" in page


@pytest.mark.parametrize("role", ["representative", "referrer", "administrator"])
def test_others_wait_for_nobody(cast, alex, role):
    invite(alex, cast, role=role)
    assert Membership.objects.get(user__name="Dev Lock").is_live(clock.today())


@pytest.mark.parametrize("who", ["carys", "chidi", "odile"])
def test_a_second_person_confirms_it(cast, ghost, who):
    client = signed_in_client(cast, who)
    page = client.get(TO_DECIDE).content.decode()
    assert "Dev Lock" in page and "given by Alex Example" in page
    address = reverse("decide_membership", args=[ghost.pk])
    page = client.get(address).content.decode()
    assert "dev.lock@police.example" in page and "Coordinator" in page
    assert decide_on(client, ghost).url == TO_DECIDE
    event = newest_event()
    assert (event.code, event.items) == ("membership_confirmed", [ghost.pk])
    assert event.people == [ghost.user_id]
    ghost.refresh_from_db()
    assert (ghost.confirmed_by, ghost.proposed_by) == (cast.user(who), cast.user("alex"))
    assert ghost.is_live(clock.today())
    assert b"Nothing waits for you." in client.get(TO_DECIDE).content
    assert decide_on(client, ghost).status_code == 404


def test_it_can_be_refused(cast, carys, ghost):
    decide_on(carys, ghost, "refuse")
    assert newest_event().code == "membership_refused"
    ghost.refresh_from_db()
    assert ghost.waits and not ghost.is_live(clock.today())
    assert b"Nothing waits for you." in carys.get(TO_DECIDE).content


@pytest.mark.parametrize(
    ("who", "status"), [("alex", 403), ("petra", 403), ("ines", 403), ("nia", 404)]
)
def test_a_membership_is_confirmed_by_keepers_and_lead_of_its_area(cast, ghost, who, status):
    client = signed_in_client(cast, who)
    assert client.get(reverse("decide_membership", args=[ghost.pk])).status_code == status
    assert decide_on(client, ghost).status_code == status
    assert newest_event().outcome == "refused"


def test_neither_who_gave_it_nor_whose_it_is_confirms_it(cast, alex):
    with as_owner(), unit_of_work(cast.actor("carys")):
        chair = Membership.objects.create(
            user=cast.user("alex"),
            agency=cast.agency("marac"),
            role="chair",
            starts_on="2020-01-01",
        )
    alex = signed_in_client(cast, "alex", membership=cast.memberships["alex"])
    alex.post(url("give_membership", cast, "odile"), membership_fields(cast, role="idva"))
    held = Membership.objects.get(role="idva", user=cast.user("odile"))
    clients = (
        signed_in_client(cast, "alex", membership=chair),
        signed_in_client(cast, "odile", membership=cast.memberships["odile"]),
    )
    for client in clients:
        response = decide_on(client, held)
        assert response.status_code == 422
        assert b"It takes a second person" in response.content


@pytest.mark.parametrize("by", ["alex", "petra"])
def test_the_database_knows_it_too(cast, alex, by):
    alex.post(url("give_membership", cast, "petra"), membership_fields(cast, role="chair"))
    held = Membership.objects.get(user=cast.user("petra"), role="chair")
    held.confirmed_by, held.confirmed_at = cast.user(by), clock.now()
    with pytest.raises(IntegrityError), unit_of_work(cast.actor("carys")), transaction.atomic():
        held.save()


def change_membership(alex, held, **changes):
    address = reverse("change_membership", args=[held.pk])
    version = {"version": alex.get(address).context["form"]["version"].value()}
    fields = {"role": held.role, "standing": "", "starts_on": held.starts_on, "ends_on": None}
    fields |= changes
    dates = day("starts_on", fields.pop("starts_on")) | day("ends_on", fields.pop("ends_on"))
    assert alex.post(address, form_token() | fields | dates | version).status_code == 302
    held.refresh_from_db()


def test_a_change_to_such_a_role_waits_too(cast, alex):
    held = cast.memberships["petra"]
    change_membership(alex, held, role="coordinator")
    assert held.waits and held.proposed_by == cast.user("alex")
    change_membership(alex, held, role="referrer")
    assert held.is_live(clock.today()) and held.proposed_by is None


def test_one_that_had_ended_waits_when_it_is_taken_up_again(cast, alex, carys):
    held = cast.memberships["chidi"]
    change_membership(alex, held, ends_on=clock.today() + timedelta(days=9))
    assert held.is_live(clock.today()), "a longer time for who is chair already"
    alex.post(reverse("end_membership", args=[held.pk]), form_token())
    held.refresh_from_db()
    change_membership(alex, held)
    assert held.waits
    decide_on(carys, held)
    held.refresh_from_db()
    assert held.is_live(clock.today())


def test_who_can_confirm_is_told_and_nothing_more(cast, ghost, carys):
    run_jobs()
    told = [message for message in mail.outbox if "waits for your decision" in message.subject]
    assert sorted(address for message in told for address in message.to) == [
        "carys@example.org", "chidi@example.org", "odile@example.org",
    ]  # fmt: skip
    for word in ("Dev", "Lock", "Police", "Larkmere", "Alex", "coordinator."):
        assert all(word not in message.subject + message.body for message in told)
    assert TO_DECIDE in told[0].body


def test_the_first_coordinator_is_confirmed_at_the_console(cast, ghost):
    with pytest.raises(CommandError, match="somebody who can confirm it"):
        call_command("confirm_first_coordinator", ghost.user.email)
    with pytest.raises(CommandError, match="waits for this person"):
        call_command("confirm_first_coordinator", "carys@example.org")
    with unit_of_work(Actor.system("seed")):
        for who in ("carys", "chidi", "odile"):
            held = cast.memberships[who]
            held.ends_on = clock.today() - timedelta(days=1)
            held.save()
    call_command("confirm_first_coordinator", ghost.user.email.upper(), stdout=StringIO())
    ghost.refresh_from_db()
    assert ghost.is_live(clock.today()) and ghost.confirmed_by is None
    event = newest_event()
    assert (event.code, event.role, event.areas) == (
        "membership_confirmed", "console", [cast.area.pk],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"standing": "acting"}, "An acting membership needs a last day"),
        ({"ends_on": clock.today() - timedelta(days=1)}, "must not be before the first"),
        ({"role": "observer"}, "Select a valid choice"),
        ({"role": ""}, "Choose a role"),
        ({"agency_id": ""}, "Choose an agency"),
        ({"agency_id": str(uuid4())}, "Select a valid choice"),
        ({"email": "no address"}, "valid email address"),
    ],
)
def test_a_bad_invitation_is_refused_and_keeps_what_was_typed(cast, alex, changes, words):
    response = alex.post(
        INVITE,
        {"name": "Dev Lock", "email": "d@police.example"} | membership_fields(cast, **changes),
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page and "Dev Lock" in page
    assert not User.objects.filter(name="Dev Lock").exists()


def test_sent_twice_it_invites_once(cast, alex):
    sent = membership_fields(cast) | {"name": "Dev Lock", "email": "d@police.example"}
    first, second = alex.post(INVITE, sent), alex.post(INVITE, sent)
    assert first.url == second.url
    assert Membership.objects.filter(user__name="Dev Lock").count() == 1
    run_jobs()
    assert len(mail.outbox) == 1


def test_an_agency_of_another_area_is_not_given(cast):
    with unit_of_work(cast.actor("alex")) as work, pytest.raises(Agency.DoesNotExist):
        members.give_membership(
            actor=work.actor,
            user_id=cast.user("carys").pk,
            agency_id=cast.memberships["nia"].agency_id,
            role="chair",
            standing="",
            starts_on=clock.today(),
            ends_on=None,
        )


def test_a_new_link_keeps_the_second_factor_and_ends_the_sessions(cast, alex):
    carys = signed_in_client(cast, "carys")
    address = url("send_link", cast, "carys")
    assert b"Their second factor stays" in alex.get(address).content
    assert alex.post(address, form_token()).url == url("account", cast, "carys")
    assert newest_event().code == "link_sent"
    run_jobs()
    assert carys.get("/try/").status_code == 200
    set_password(Client(), link_in(mail.outbox[0]))
    assert carys.get("/try/").url.startswith("/sign-in/")
    assert CodeDevice.objects.filter(user=cast.user("carys"), confirmed=True).exists()


# Memberships


def test_giving_a_membership_works(cast, alex):
    address = url("give_membership", cast, "petra")
    assert alex.get(address).status_code == 200
    sent = membership_fields(cast, role="chair", agency_id=str(cast.agency("marac").pk))
    assert alex.post(address, sent).url == url("account", cast, "petra")
    assert cast.user("petra").memberships.count() == 2
    assert newest_event().code == "membership_given"


def test_changing_a_membership_works(cast, alex):
    held = cast.memberships["petra"]
    address = reverse("change_membership", args=[held.pk])
    form = alex.get(address).context["form"]
    sent = membership_fields(cast, role="chair", standing="acting", ends_on=clock.today())
    response = alex.post(address, sent | {"version": form["version"].value()})
    assert response.url == url("account", cast, "petra")
    held.refresh_from_db()
    assert (held.role, held.standing, held.ends_on) == ("chair", "acting", clock.today())
    event = newest_event()
    assert (event.code, event.items) == ("membership_changed", [held.pk])
    with as_owner():
        assert held.history.count() == 2


def test_the_second_of_two_editors_sees_both(cast, alex):
    held = cast.memberships["petra"]
    address = reverse("change_membership", args=[held.pk])
    version = {"version": alex.get(address).context["form"]["version"].value()}
    alex.post(address, membership_fields(cast, role="chair") | version)
    response = alex.post(address, membership_fields(cast, role="idva") | version)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Somebody else changed it meanwhile" in page
    held.refresh_from_db()
    assert held.role == "chair"
    version = {"version": response.context["form"]["version"].value()}
    alex.post(address, membership_fields(cast, role="idva") | version)
    held.refresh_from_db()
    assert held.role == "idva"


def test_ending_a_membership_works_at_the_next_request(cast, alex):
    petra = signed_in_client(cast, "petra")
    assert b"Representative" in petra.get("/try/").content
    address = reverse("end_membership", args=[cast.memberships["petra"].pk])
    assert b"End it" in alex.get(address).content
    assert alex.post(address, form_token()).url == url("account", cast, "petra")
    assert newest_event().code == "membership_ended"
    assert petra.get("/try/").content.decode() == "Petra Example, , "


def test_one_that_began_today_ends_too(cast, alex):
    invite(alex, cast)
    held = Membership.objects.get(user__name="Dev Lock")
    alex.post(reverse("end_membership", args=[held.pk]), form_token())
    held.refresh_from_db()
    assert not held.is_live(clock.today())


# Switching off and on


def test_switching_off_works_at_the_next_request(cast, alex):
    petra = signed_in_client(cast, "petra")
    address = url("switch_off", cast, "petra")
    assert b"govuk-button--warning" in alex.get(address).content
    assert alex.post(address, form_token()).url == url("account", cast, "petra")
    assert newest_event().code == "account_off"
    assert petra.get("/try/").url.startswith("/sign-in/")
    response = alex.post(url("send_link", cast, "petra"), form_token())
    assert b"The account is switched off." in response.content


def test_switching_on_works(cast, alex, client):
    alex.post(url("switch_off", cast, "petra"), form_token())
    assert alex.get(url("switch_on", cast, "petra")).status_code == 200
    alex.post(url("switch_on", cast, "petra"), form_token())
    assert newest_event().code == "account_on"
    response = client.post("/sign-in/", {"email": "petra@example.org", "password": PASSWORD})
    assert response.status_code == 302


# Resetting a second factor, by two people


def propose(client, cast, who="petra"):
    return client.post(
        url("propose_reset", cast, who),
        form_token() | {"checked": "called back by the switchboard"},
    )


def decide(client, decision="agree"):
    reset = FactorReset.objects.latest("proposed_at")
    return client.post(
        reverse("decide_reset", args=[reset.pk]), form_token() | {"decision": decision}
    )


@pytest.fixture
def carys(cast):
    return signed_in_client(cast, "carys")


def test_a_reset_takes_two_people(cast, alex, carys):
    petra = signed_in_client(cast, "petra")
    RecoveryCode(user=cast.user("petra"), name="Recovery codes").keep(["AAAA"])
    assert alex.get(url("propose_reset", cast, "petra")).status_code == 200
    assert propose(alex, cast).url == url("account", cast, "petra")
    assert newest_event().code == "reset_proposed"
    assert petra.get("/try/").status_code == 200
    assert "Petra Example" in carys.get(TO_DECIDE).content.decode()
    reset = FactorReset.objects.get()
    page = carys.get(reverse("decide_reset", args=[reset.pk])).content.decode()
    assert "called back by the switchboard" in page and "Alex Example" in page
    assert decide(carys).url == TO_DECIDE
    assert newest_event().code == "reset_agreed"
    assert petra.get("/try/").url.startswith("/sign-in/")
    assert not CodeDevice.objects.filter(user=cast.user("petra")).exists()
    assert not RecoveryCode.objects.filter(user=cast.user("petra")).exists()
    run_jobs()
    (message,) = mail.outbox
    assert message.to == ["petra@example.org"]
    assert "Petra" not in message.body


def test_a_reset_can_be_refused(cast, alex, carys):
    device_of(cast.user("petra"))
    propose(alex, cast)
    decide(carys, "refuse")
    assert newest_event().code == "reset_refused"
    assert CodeDevice.objects.filter(user=cast.user("petra")).exists()
    assert b"Nothing waits for you." in carys.get(TO_DECIDE).content


def test_a_reset_is_decided_once(cast, alex, carys):
    propose(alex, cast)
    decide(carys, "refuse")
    assert decide(carys).status_code == 404
    assert newest_event().outcome == "refused"


def test_a_reset_is_asked_for_once(cast, alex):
    propose(alex, cast)
    response = propose(alex, cast)
    assert response.status_code == 422
    assert b"asked for already" in response.content


def test_a_reset_waits_for_a_day(cast, alex):
    propose(alex, cast)
    with clock.set_to(clock.now() + timedelta(hours=25)):
        carys = signed_in_client(cast, "carys")
        assert b"Nothing waits for you." in carys.get(TO_DECIDE).content
        assert decide(carys).status_code == 404
        assert propose(signed_in_client(cast, "alex"), cast).status_code == 302


def test_nobody_agrees_to_their_own_reset(cast, alex, carys):
    propose(alex, cast, "carys")
    response = decide(carys)
    assert response.status_code == 422
    assert b"A reset takes two people" in response.content


def test_whoever_asked_does_not_agree(cast):
    """A person who is administrator and chair asks as one and cannot agree as the other."""
    with as_owner(), unit_of_work(cast.actor("carys")):
        chair = Membership.objects.create(
            user=cast.user("alex"),
            agency=cast.agency("marac"),
            role="chair",
            starts_on="2020-01-01",
        )
    propose(signed_in_client(cast, "alex", membership=cast.memberships["alex"]), cast)
    assert decide(signed_in_client(cast, "alex", membership=chair)).status_code == 422


@pytest.mark.parametrize("who", ["alex", "petra", "odile"])
def test_resets_are_decided_by_coordinator_or_chair(cast, alex, who):
    propose(alex, cast)
    client = signed_in_client(cast, who)
    page = client.get(TO_DECIDE)
    # The lead decides on memberships.
    assert page.status_code == (200 if who == "odile" else 403)
    assert b"Resets of second factors" not in page.content
    assert decide(client).status_code == 403


def test_resets_of_another_area_are_not_there(cast, alex):
    propose(alex, cast)
    nia = signed_in_client(cast, "nia")
    assert b"Nothing waits for you." in nia.get(TO_DECIDE).content
    assert decide(nia).status_code == 404


def test_a_job_manages_no_accounts(cast):
    actor = Actor.system("reminders")
    with pytest.raises(Refused), unit_of_work(actor):
        members.switch_off(actor=actor, user_id=cast.user("petra").pk)
    with pytest.raises(TypeError):
        actor.person_id  # noqa: B018
