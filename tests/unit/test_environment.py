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
