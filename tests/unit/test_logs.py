import logging
import sys

import psycopg2
import pytest
from django.db import OperationalError

from marac_portal.logs import WithoutPersonalData


class WithCode(Exception):
    """What PostgreSQL gave a code to, as psycopg2 raises it."""

    pgcode = "57014"


@pytest.fixture
def line():
    def of(message, *values, exc_info=None, **extra):
        record = logging.LogRecord("sharing", logging.ERROR, "p", 1, message, values, exc_info)
        record.__dict__.update(extra)
        return WithoutPersonalData().format(record)

    return of


def test_a_line_holds_the_fixed_words_and_the_request_never_a_value(line):
    written = line("no case %s", "Tara Thomas", request_id="5a1f")
    assert written == "ERROR sharing: no case %s request=5a1f"


def test_a_line_outside_a_request_says_so(line):
    assert line("started") == "ERROR sharing: started request=-"


@pytest.mark.parametrize(
    ("message", "values", "said"),
    [
        ("Worker (pid:%s) exited with code %s.", (17, 3), "Worker (pid:17) exited with code 3."),
        ("Worker (pid:%s) was sent %s!", (17, "SIGKILL"), "Worker (pid:17) was sent SIGKILL!"),
        ("Error handling request %s", ("/find/?q=Tara",), "Error handling request %s"),
        ("Invalid request from %s: %s", (17, "Tara"), "Invalid request from %s: %s"),
        ("Invalid request from %(ip)s", ({"ip": "Tara"},), "Invalid request from %(ip)s"),
        ("100% done", (), "100% done"),
        (
            "Invalid request from ip=192.0.2.7: Invalid HTTP method: 'Tara'",
            (),
            "Invalid request from ip",
        ),
    ],
)
def test_the_server_names_its_processes_and_nothing_of_a_request(message, values, said):
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "p", 1, message, values, None)
    assert WithoutPersonalData().format(record) == f"ERROR gunicorn.error: {said} request=-"


def test_a_number_that_the_portal_logs_stays_out(line):
    assert line("born in %s", 1994) == "ERROR sharing: born in %s request=-"


def test_an_exception_shows_its_type_and_places_never_its_message(line):
    try:
        raise ValueError("Tara Thomas, 1 High Street")
    except ValueError:
        written = line("Internal Server Error", exc_info=sys.exc_info())
    assert written.startswith("ERROR sharing: ValueError\n  ")
    assert "test_logs.py" in written
    assert "Tara" not in written


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (
            psycopg2.OperationalError(),
            "ERROR sharing: OperationalError: DATABASE_URL does not open",
        ),
        (WithCode(), "ERROR sharing: OperationalError\n"),
    ],
)
def test_a_database_that_lets_nobody_in_is_named_by_its_setting(line, cause, said):
    try:
        raise OperationalError("Tara Thomas") from cause
    except OperationalError:
        written = line("Internal Server Error", exc_info=sys.exc_info())
    assert written.startswith(said)
    assert "Tara" not in written


def test_an_exception_of_which_nothing_is_known(line):
    assert line("failed", exc_info=(None, None, None)) == "ERROR sharing: unknown"
