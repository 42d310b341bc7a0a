"""The settings file itself, read with other values than the tests'."""

import ast
import os
import re
import runpy
import subprocess
import sys

import pytest
from django.apps import apps
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import StorageHandler

from marac_portal import embedded
from sharing.database import ADDRESSES


@pytest.fixture
def read(monkeypatch):
    for name in ("ALLOWED_HOSTS", "TRUSTED_PROXIES"):
        monkeypatch.delenv(name, raising=False)

    def settings(**values):
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(embedded.CHECKOUT / "marac_portal" / "settings.py"))

    return settings


def test_production_is_served_by_https_alone_and_sends_mail(read):
    settings = read(MARAC_PORTAL_EXAMPLE="")
    assert settings["DEBUG"] is False
    assert settings["SECURE_SSL_REDIRECT"] is settings["SESSION_COOKIE_SECURE"] is True
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    assert settings["EXAMPLE_PASSWORD"] == ""
    assert "SECURE_PROXY_SSL_HEADER" not in settings


def test_a_proxy_is_believed_only_when_it_is_ours(read):
    settings = read(TRUSTED_PROXIES="1")
    assert settings["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_the_example_hides_errors_and_keeps_its_mail(read):
    settings = read(MARAC_PORTAL_EXAMPLE="on")
    assert settings["DEBUG"] is False
    assert settings["SECURE_SSL_REDIRECT"] is False
    assert settings["EMAIL_BACKEND"].endswith("filebased.EmailBackend")


def test_the_example_has_no_other_host(read):
    with pytest.raises(ImproperlyConfigured, match="on this machine only"):
        read(MARAC_PORTAL_EXAMPLE="on", ALLOWED_HOSTS="portal.example.org")


@pytest.mark.parametrize("name", ["SECRET_KEY", "DETAIL_KEY", "VAULT_KEYS", "DATABASE_URL"])
def test_nothing_starts_without_its_secrets(read, name):
    with pytest.raises(ImproperlyConfigured, match=f"Set {name} in the environment"):
        read(**{name: ""})


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TRAIL_YEARS", "5", "a whole number of at least 6"),
        ("DETAIL_DAYS", "364", "a whole number of at least 365"),
        ("TIME_STEP_HOURS", "0", "a whole number of at least 1"),
        ("IDLE_MINUTES", "0", "a whole number of at least 1"),
        ("UPLOADS_AT_ONCE", "0", "a whole number of at least 1"),
        ("EMAIL_PORT", "0", "a whole number of at least 1"),
        ("EMAIL_FROM", "nonsense", "a mail address"),
        ("PORTAL_ADDRESS", "portal.example.org", "an address like https://portal.example.org"),
    ],
)
def test_a_value_under_which_the_portal_could_not_work_stops_the_start(read, name, value, told):
    with pytest.raises(ImproperlyConfigured) as error:
        read(**{name: value})
    assert str(error.value) == f"{name} must be {told}, not '{value}'."


def test_operators_are_reached_by_mail(read):
    assert read(OPERATORS="a@example.org")["OPERATORS"] == ["a@example.org"]
    with pytest.raises(ImproperlyConfigured, match="OPERATORS must hold mail addresses"):
        read(OPERATORS="noaddress")


def start(*command, **environment):
    """Return how a process of the portal ended that has only these values of its settings."""
    return subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=embedded.CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("role", ["postgres", "portal_owner"])
def test_no_page_is_served_past_the_walls(role):
    settings = os.environ | {
        "DATABASE_URL": f"postgresql://{role}:x@127.0.0.1:1/marac_portal",
        "DJANGO_SETTINGS_MODULE": "marac_portal.settings",
    }
    ended = start("-c", "import marac_portal.wsgi", **settings)
    assert ended.returncode
    assert ended.stderr == "DATABASE_URL must sign in as portal_web.\n"


def test_the_web_process_says_in_one_line_what_to_set():
    gunicorn = ["-m", "gunicorn", "--bind=127.0.0.1:0", "marac_portal.wsgi"]
    ended = start(*gunicorn, PATH=os.environ["PATH"])
    assert ended.returncode
    (line,) = ended.stderr.strip().splitlines()
    assert line.startswith("Set DATABASE_URL in the environment. ")


@pytest.mark.parametrize(
    "command", [["-c", "import marac_portal.wsgi"], ["manage.py", "db_worker"]]
)
def test_what_keeps_files_says_that_it_cannot(command, tmp_path):
    (tmp_path / "file").touch()
    settings = os.environ | {
        "DATABASE_URL": "postgresql://portal_web:x@127.0.0.1:1/marac_portal",
        "DJANGO_SETTINGS_MODULE": "marac_portal.settings",
        "VAULT_FOLDER": str(tmp_path / "file" / "vault"),
        "PYTHONWARNINGS": "ignore",
    }
    settings.pop("JOBS_DATABASE_URL", None)
    ended = start(*command, **settings)
    assert ended.returncode
    (line,) = ended.stderr.strip().splitlines()
    assert line.startswith("VAULT_FOLDER must be a folder that this account can make, read and")


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("migrate", "OWNER_DATABASE_URL"),
        ("make_trail_years", "OWNER_DATABASE_URL"),
        ("seal_trail", "SEALER_DATABASE_URL"),
    ],
)
def test_a_command_says_which_address_it_needs(command, named):
    settings = os.environ | {"DJANGO_SETTINGS_MODULE": "marac_portal.settings"}
    for value, told in ((None, f"Set {named} in"), ("nonsense", f"{named} must begin with")):
        settings.pop(named, None)
        ended = start("manage.py", command, **settings | ({named: value} if value else {}))
        assert ended.returncode
        (line,) = ended.stderr.strip().splitlines()
        assert line.startswith(told)
        assert f"{ADDRESSES[named]}:password@" in line


@pytest.mark.parametrize(
    ("command", "named"),
    [
        (["migrate"], "OWNER_DATABASE_URL"),
        (["check", "--database", "default"], "DATABASE_URL"),
    ],
)
def test_an_address_that_lets_nobody_in_is_said_in_one_line(command, named):
    address = "postgresql://{}:wrong@127.0.0.1:1/marac_portal"
    settings = os.environ | {
        "DATABASE_URL": address.format("portal_web"),
        "OWNER_DATABASE_URL": address.format("portal_owner"),
        "DJANGO_SETTINGS_MODULE": "marac_portal.settings",
    }
    ended = start("manage.py", *command, **settings)
    assert ended.returncode
    (line,) = ended.stderr.strip().splitlines()
    assert line.startswith(f"{named} does not open its database: ")
    assert "wrong" not in line and "prepare_database" in line


def test_a_command_takes_the_settings_that_it_is_told_and_no_others():
    ended = start("manage.py", "check", "--settings", "no_such_settings", PATH=os.environ["PATH"])
    assert "No module named 'no_such_settings'" in ended.stderr


def test_the_documents_name_every_setting_and_its_default():
    checkout = embedded.CHECKOUT
    code = ast.parse((checkout / "marac_portal" / "settings.py").read_text())
    calls = [one for one in ast.walk(code) if isinstance(one, ast.Call)]
    read = [one for one in calls if ast.unparse(one.func).startswith("environment.")]
    wanted = dict.fromkeys([*ADDRESSES, "ADMIN_DATABASE_URL", "SEALER_KEY_FILE"], "")
    wanted |= {one.args[0].value: _default_in(one) for one in read}
    needed = {one.args[0].value for one in read if not one.keywords}
    page = (checkout / "docs" / "settings.md").read_text()
    rows = re.findall(r"^\| `([A-Z_]+)`( \*)? \| (?:`(.+?)` )?\|", page, re.MULTILINE)
    assert {name: default for name, _, default in rows} == wanted
    assert {name for name, marked, _ in rows if marked} == needed
    lines = (checkout / ".env.example").read_text()
    named = set(re.findall(r"^([A-Z_]+)=", lines, re.MULTILINE))
    assert named == wanted.keys() - {"ADMIN_DATABASE_URL"}


def _default_in(call: ast.Call) -> str:
    """Return the default as a person would type it."""
    for keyword in call.keywords:
        if isinstance(keyword.value, ast.Constant):
            default = keyword.value.value
            return "off" if default is False else str(default)
        return "/".join(re.findall(r"/ '([^']+)'", ast.unparse(keyword.value)))
    return ""


def test_the_vault_is_a_folder_or_a_bucket(read):
    folder = read(VAULT_FOLDER="/var/lib/marac/vault")["STORAGES"]["vault"]
    assert folder["OPTIONS"] == {"location": "/var/lib/marac/vault"}
    bucket = read(VAULT_BUCKET="files", VAULT_BUCKET_ADDRESS="https://s3.example.org")
    made = StorageHandler({"vault": bucket["STORAGES"]["vault"]})["vault"]
    assert (made.bucket_name, made.endpoint_url) == ("files", "https://s3.example.org")
    assert made.default_acl is None


def test_of_htmx_only_what_pages_load_is_served():
    ignored = apps.get_app_config("staticfiles").ignore_patterns
    served = {path for finder in get_finders() for path, _ in finder.list(ignored)}
    assert {path for path in served if "htm" in path} == {"django_htmx/htmx-2.min.js"}
    assert {"portal.js", "built/portal.css", "built/govuk-frontend.min.js"} <= served


def test_no_file_is_ever_written_to_a_temporary_one(read):
    assert read()["FILE_UPLOAD_HANDLERS"] == ["sharing.vault.uploads.NoFile"]
