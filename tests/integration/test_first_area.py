"""The first area of an empty database, made at the console, and who signs in to it then."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from meetings.management.commands import create_agency, create_area
from meetings.models import Protocol
from meetings.operations.protocols import DECLARATION, write_first_protocol
from sharing import clock
from sharing.actor import Actor
from sharing.models import Agency, Area, Membership, Signature, User
from sharing.operations.areas import renew_link
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.personas import PASSWORD
from tests.signing_in import session_of
from tests.trail import newest_event
from tests.visits import text

NEW_PASSWORD = "several words without any link"


@pytest.fixture
def options():
    today = clock.today()
    return {
        "name": "Thornby",
        "letters": "tb",
        "holidays": "ENG",
        "agency_name": "MARAC team",
        "mailbox": "marac@thornby.example",
        "signed_on": str(today),
        "review_on": str(today + timedelta(days=365)),
        "first_meeting_on": str(today + timedelta(days=14)),
        "starts_at": "09:30",
        "place": "Town hall",
        "coordinator_name": "Cass Wade",
        "coordinator_email": "cass@thornby.example",
        "administrator_name": "Ada Flood",
        "administrator_email": "ada@thornby.example",
    }


def create(command="create_area", *given, **options):
    said = StringIO()
    call_command(command, *given, stdout=said, **options)
    return said.getvalue()


def links(said):
    return re.findall(r"http://127\.0\.0\.1:8000(/password/\S+)", said)


def client_of(email):
    client = Client()
    client.cookies["session"] = session_of(User.objects.get(email=email)).session_key
    return client


@pytest.mark.django_db
def test_both_set_their_password_by_the_link_that_is_printed_once(options):
    said = create(**options)
    assert len(links(said)) == 2 and "within 24 hours" in said
    assert mail.outbox == []
    for path, email in zip(
        links(said), ("cass@thornby.example", "ada@thornby.example"), strict=True
    ):
        client = Client()
        client.get(path, follow=True)
        answer = client.post("/password/", {"password": NEW_PASSWORD, "again": NEW_PASSWORD})
        assert answer.url == "/sign-in/"
        answer = client.post("/sign-in/", {"email": email, "password": NEW_PASSWORD})
        assert answer.url == "/sign-in/code/"


@pytest.mark.django_db
def test_both_can_work_at_once(options):
    create(**options)
    page = text(client_of("cass@thornby.example").get(reverse("home")))
    assert "Cass Wade, Coordinator, Thornby" in page
    page = text(client_of("ada@thornby.example").get(reverse("accounts")))
    assert "Accounts of Thornby" in page and "2 people" in page


@pytest.mark.django_db
def test_the_area_has_rules_and_can_meet(options):
    create(**options)
    area = Area.objects.get()
    protocol = Protocol.objects.get(area=area)
    assert (area.name, area.prefix, area.holidays) == ("Thornby", "TB", "ENG")
    assert (protocol.version, protocol.in_force_from) == (1, clock.today())
    assert protocol.declaration == str(DECLARATION)
    answer = client_of("cass@thornby.example").get(reverse("plan_meetings"))
    assert answer.status_code == 200
    assert Agency.objects.get().core is False
    assert Signature.objects.get().signed_on == clock.today()


@pytest.mark.django_db
def test_it_records_event(options):
    create(**options)
    event = newest_event()
    users = sorted(User.objects.values_list("pk", flat=True))
    assert (event.code, event.role, event.people) == ("area_made", "console", users)
    assert event.also == ["membership_given", "protocol_written"]
    assert event.areas == [Area.objects.get().pk]
    assert {one.user_id for one in Membership.history.all()} == set(users)


@pytest.mark.django_db
def test_it_takes_the_wording_of_the_area(options, tmp_path):
    wording = tmp_path / "declaration.txt"
    wording.write_text("We keep it to ourselves.\n", encoding="utf-8")
    create(**options, declaration=wording)
    assert Protocol.objects.get().declaration == "We keep it to ourselves."


def test_a_wording_that_cannot_be_read_is_said_before_anything_is_asked(monkeypatch):
    monkeypatch.setattr("sys.stdin", Terminal())
    with pytest.raises(CommandError, match="^/nope cannot be read: .*No such file"):
        call_command("create_area", "--declaration", "/nope")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "larkmere"}, "There is an area of this name already"),
        ({"letters": "LM"}, "Another area has these letters"),
        ({"administrator_email": "CASS@thornby.example"}, "take two people"),
        ({"mailbox": "CASS@thornby.example"}, "Somebody signs in with this address"),
        ({"mailbox": "Carys@example.org"}, "Somebody signs in with this address"),
        ({"review_on": "2020-01-01"}, "reviewed later than it was signed"),
        ({"letters": "Thornby"}, "--letters: "),
        ({"coordinator_email": "cass"}, "--coordinator-email: Enter an e-mail address"),
        ({"place": None}, "--place: Enter the usual place of meetings"),
        ({"first_meeting_on": "next week"}, "--first-meeting-on: "),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_left(cast, options, changes, words):
    with pytest.raises(CommandError, match=words):
        create(**{name: value for name, value in (options | changes).items() if value})
    assert set(Area.objects.values_list("name", flat=True)) == {"Larkmere", "Northwold"}
    assert not User.objects.filter(email__endswith="thornby.example").exists()


def test_somebody_with_an_account_keeps_it(cast, options):
    said = create(**(options | {"administrator_email": "Alex@example.org"}))
    assert "The account administrator has an account already" in said
    assert len(links(said)) == 1
    assert cast.user("alex").check_password(PASSWORD)
    assert cast.user("alex").memberships.count() == 2


def test_rules_are_written_once(cast):
    actor = Actor.system("console")
    with pytest.raises(RuleBroken, match="has rules already"), unit_of_work(actor):
        write_first_protocol(
            actor=actor,
            area_id=cast.area.pk,
            first_meeting_on=clock.today(),
            starts_at="09:30",
            place="Town hall",
        )


@pytest.mark.django_db
def test_at_a_terminal_it_asks_for_what_is_missing(options, monkeypatch):
    asked = []
    typed = iter(["Thornby", "Thornby", "TB", ""])

    def answer(question):
        asked.append(question)
        return next(typed)

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin", Terminal())
    given = options.copy()
    for name in ("name", "letters", "holidays"):
        del given[name]
    said = create(**given)
    assert "“Letters that stand before its references” is not written as it must be" in said
    assert asked == [
        "Name of the area: ",
        "Letters that stand before its references (one to four letters, for example LM): ",
        "Letters that stand before its references (one to four letters, for example LM): ",
        "Bank holidays of (ENG, WLS, SCT or NIR) [ENG]: ",
    ]
    assert Area.objects.get().prefix == "TB"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (create_area, "Bank holidays of (ENG, WLS, SCT or NIR) [ENG]"),
        (create_agency, "Is it asked about every case? (yes or no) [yes]"),
    ],
)
def test_its_options_are_explained_as_it_asks(command, words):
    explained = command.Command().create_parser("manage.py", "").format_help()
    assert words in " ".join(explained.split())


class Terminal(StringIO):
    def isatty(self):
        return True


# Agencies.


@pytest.fixture
def agency(options):
    create(**options)
    dates = {name: options[name] for name in ("signed_on", "review_on")}
    return {"letters": "tb", "name": "Police", "kind": "police", "mailbox": ""} | dates


@pytest.mark.django_db
def test_an_agency_is_made(agency):
    assert "The agency is made" in create("create_agency", **agency)
    made = Agency.objects.get(kind="police")
    assert (made.name, made.core, made.area.name) == ("Police", True, "Thornby")
    event = newest_event()
    assert (event.code, event.items, event.areas) == ("agency_made", [made.pk], [made.area_id])
    page = text(client_of("ada@thornby.example").get(reverse("invite")))
    assert ">Police</option>" in page


@pytest.mark.django_db
def test_an_agency_need_not_be_asked_about_every_case(agency):
    create("create_agency", **agency, core="no")
    assert Agency.objects.get(kind="police").core is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"letters": "XX"}, "No area has these letters"),
        ({"name": "marac TEAM"}, "an agency of this name already"),
        ({"kind": "bakery"}, "--kind: "),
        ({"mailbox": "cass@thornby.example"}, "Somebody signs in with this address"),
    ],
)
def test_an_agency_that_cannot_be_is_not_made(agency, changes, words):
    with pytest.raises(CommandError, match=words):
        create("create_agency", **(agency | changes))
    assert Agency.objects.count() == 1


# A link that was not used in time.


@pytest.mark.django_db
def test_a_new_link_takes_the_place_of_the_first(options):
    first = links(create(**options))[0]
    second = create("invitation_link", "CASS@thornby.example")
    event = newest_event()
    assert (event.code, event.people) == (
        "link_sent", [User.objects.get(email="cass@thornby.example").pk],
    )  # fmt: skip
    assert b"does not work any more" in Client().get(first, follow=True).content
    assert b"Set your password" in Client().get(links(second)[0], follow=True).content


@pytest.mark.parametrize("email", ["carys@example.org", "nobody@example.org"])
def test_no_link_is_printed_for_an_account_in_use(cast, email):
    with pytest.raises(CommandError, match="waits for its first password"):
        create("invitation_link", email)


@pytest.mark.parametrize("who", ["alex", "carys"])
def test_it_is_for_the_console_alone(cast, who):
    with pytest.raises(Refused), unit_of_work(cast.actor(who)) as work:
        renew_link(actor=work.actor, email="cass@thornby.example")


@pytest.mark.django_db
def test_at_a_terminal_it_asks_in_the_order_in_which_one_thinks(options, monkeypatch):
    asked = []

    def answer(question):
        asked.append(question.partition(" (")[0].partition(" [")[0].rstrip(": "))
        return options[wanted.pop(0)]

    wanted = list(options)
    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin", Terminal())
    assert len(links(create())) == 2
    assert asked[:3] == [
        "Name of the area",
        "Letters that stand before its references",
        "Bank holidays of",
    ]
    assert asked[-1] == "E-mail address of the account administrator"
