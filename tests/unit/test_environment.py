import pytest
from django.core.exceptions import ImproperlyConfigured

from marac_portal import environment

NAME = "MARAC_TEST_VALUE"


@pytest.fixture
def set_to(monkeypatch):
    monkeypatch.delenv(NAME, raising=False)
    return lambda value: monkeypatch.setenv(NAME, value)


def test_a_missing_value_stops_the_start_with_its_name_and_the_hint(set_to):
    with pytest.raises(ImproperlyConfigured, match=f"Set {NAME} in the environment. Ask Alex."):
        environment.text(NAME, hint="Ask Alex.")


def test_a_text_is_taken_or_its_default(set_to):
    assert environment.text(NAME, default="") == ""
    set_to("here")
    assert environment.text(NAME, default="there") == "here"


@pytest.mark.parametrize(("value", "meant"), [("on", True), ("off", False), ("", True)])
def test_a_flag_is_on_or_off_or_its_default(set_to, value, meant):
    set_to(value)
    assert environment.flag(NAME, default=True) is meant


@pytest.mark.parametrize("value", ["true", "1", "On", "no"])
def test_a_flag_takes_no_other_word(set_to, value):
    set_to(value)
    with pytest.raises(ImproperlyConfigured, match="must be on or off"):
        environment.flag(NAME, default=False)


@pytest.mark.parametrize(("value", "meant"), [("", 20), ("0", 0), ("15", 15)])
def test_a_number_is_taken_or_its_default(set_to, value, meant):
    set_to(value)
    assert environment.number(NAME, default=20) == meant


@pytest.mark.parametrize("value", ["-1", "2.5", "ten"])
def test_a_number_takes_whole_numbers_only(set_to, value):
    set_to(value)
    with pytest.raises(ImproperlyConfigured, match="must be a whole number"):
        environment.number(NAME, default=20)


def test_a_number_may_have_a_least_value(set_to):
    set_to("6")
    assert environment.number(NAME, default=10, least=6) == 6
    set_to("5")
    with pytest.raises(ImproperlyConfigured) as error:
        environment.number(NAME, default=10, least=6)
    assert str(error.value) == f"{NAME} must be a whole number of at least 6, not '5'."


def test_a_sender_is_a_mail_address(set_to):
    assert environment.mailbox(NAME, default="portal@localhost") == "portal@localhost"
    for value in ("portal@example.org", "MARAC portal <portal@example.org>"):
        set_to(value)
        assert environment.mailbox(NAME, default="") == value


@pytest.mark.parametrize(
    "value", ["nonsense", "a@b@c", "a b@example.org", "<a@b.example>", "a@x.example,b@x.example"]
)
def test_a_sender_is_nothing_else(set_to, value):
    set_to(value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be a mail address, not "):
        environment.mailbox(NAME, default="")


def test_mail_addresses_are_parted_by_commas(set_to):
    assert environment.mailboxes(NAME, default="") == []
    set_to("a@example.org, root@server")
    assert environment.mailboxes(NAME, default="") == ["a@example.org", "root@server"]
    set_to("a@example.org, noaddress")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must hold mail addresses .*noaddress"):
        environment.mailboxes(NAME, default="")


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        ("", "http://127.0.0.1:8000"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("https://portal.example.org", "https://portal.example.org"),
        ("https://portal.example.org:8443/marac/", "https://portal.example.org:8443/marac"),
    ],
)
def test_the_address_of_the_portal(set_to, value, taken):
    set_to(value)
    assert environment.address(NAME, default="http://127.0.0.1:8000") == taken


@pytest.mark.parametrize(
    "value", ["portal.example.org", "http://portal.example.org", "https://", "ftp://127.0.0.1"]
)
def test_links_lead_nowhere_else(set_to, value):
    set_to(value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be an address like https://"):
        environment.address(NAME, default="")


def test_words_are_parted_by_commas(set_to):
    assert environment.words(NAME, default="a,b") == ["a", "b"]
    set_to(" one, two,, ")
    assert environment.words(NAME, default="") == ["one", "two"]


def test_a_secret_has_no_default(set_to):
    with pytest.raises(ImproperlyConfigured, match=r"Set .* Make one with: python -c"):
        environment.secret(NAME)


def test_a_short_secret_is_refused(set_to):
    set_to("x" * 31)
    with pytest.raises(ImproperlyConfigured, match="at least 32 characters"):
        environment.secret(NAME)
    set_to("x" * 32)
    assert environment.secret(NAME) == "x" * 32


def test_the_address_of_a_database(set_to):
    set_to("postgresql://portal_web:p%40ss@db.example:5433/marac%20portal?sslmode=verify-full")
    assert environment.database(NAME) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "marac portal",
        "USER": "portal_web",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "verify-full"},
    }


def test_the_folder_of_a_socket_may_stand_for_the_host(set_to):
    set_to("postgres://portal_web@/marac_portal?host=%2Frun%2Fpostgresql")
    database = environment.database(NAME)
    assert (database["HOST"], database["PORT"]) == ("/run/postgresql", "")
    assert database["OPTIONS"] == {}


def test_another_database_is_refused(set_to):
    set_to("sqlite:///portal.sqlite3")
    with pytest.raises(ImproperlyConfigured, match="must begin with postgresql://"):
        environment.database(NAME)


@pytest.mark.parametrize(
    "place",
    [
        "portal_web:hidden@host:port/portal",
        "portal_web:hidden@host:0/portal",
        "portal_web:hid@den@host/portal",
        "portal_web:hid#den@host/portal",
        "portal_web:12#hidden@host/portal",
        "portal_web:12/hidden@host/portal",
        "portal_web:hidden%zz@host/portal",
        "portal_web:hid[den@host/portal",
        "portal_web:hidden@host/portal?odd=hidden",
    ],
)
def test_an_address_that_says_something_else_than_it_seems_is_refused(set_to, place):
    set_to(f"postgresql://{place}")
    with pytest.raises(
        ImproperlyConfigured, match=f"{NAME} cannot be read.* write %40 for @"
    ) as no:
        environment.database(NAME)
    assert "hid" not in str(no.value)


def test_an_address_names_its_database(set_to):
    for place in ("host", "host/", "host?sslmode=require"):
        set_to(f"postgresql://portal_web:hidden@{place}")
        with pytest.raises(ImproperlyConfigured, match=f"{NAME} must name a database"):
            environment.database(NAME)


SECRET, OTHER = "a" * 32, "b" * 40


def test_named_secrets_stand_in_their_order(set_to):
    set_to(f"2027:{SECRET}, 2026:{OTHER}")
    assert list(environment.named_secrets(NAME).items()) == [("2027", SECRET), ("2026", OTHER)]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "Set .* A key like"),
        (SECRET, "needs a name of its own"),
        (f":{SECRET}", "needs a name of its own"),
        (f"one:{SECRET},one:{OTHER}", "needs a name of its own"),
        (f"{'a' * 21}:{SECRET}", "needs a name of its own"),
        (f"2027:{SECRET},", "needs a name of its own"),
        ("2027:short", "at least 32 characters"),
    ],
)
def test_each_named_secret_has_a_name_and_a_length(set_to, value, said):
    set_to(value)
    with pytest.raises(ImproperlyConfigured, match=said) as error:
        environment.named_secrets(NAME)
    assert SECRET not in str(error.value)
