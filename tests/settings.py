"""The portal's settings with invented secrets, on a PostgreSQL of the tests' own.

The tests make their database as its owner and then step down to the web role (conftest.py).
OWNER_DATABASE_URL lets them use another PostgreSQL, TEST_DATABASE_NAME another database in it,
so that several people can test on one machine."""

import atexit
import os
import sys
import tempfile
from pathlib import Path

from marac_portal import embedded, environment, preparation

os.environ.update(
    SECRET_KEY="tests-only-" * 4,
    DETAIL_KEY="only-for-tests-" * 3,
    VAULT_KEYS="tests:" + "of-the-vault-in-tests-" * 2,
    MARAC_PORTAL_EXAMPLE="off",
    ALLOWED_HOSTS="127.0.0.1,localhost,testserver",
)
if not os.environ.get("OWNER_DATABASE_URL"):
    _server = embedded.start("tests", options=embedded.IN_HASTE)
    atexit.register(_server.leave)
    os.environ.update(
        ADMIN_DATABASE_URL=_server.address(),
        OWNER_DATABASE_URL=_server.address("portal_owner", "owner", database="marac_portal"),
        DATABASE_URL=_server.address("portal_web", "web", database="marac_portal"),
    )
os.environ.setdefault("DATABASE_URL", os.environ["OWNER_DATABASE_URL"])
if _admin := os.environ.get("ADMIN_DATABASE_URL"):
    preparation.asked_for().carry_out(_admin)

from marac_portal.settings import *  # noqa: E402, F403
from marac_portal.settings import (  # noqa: E402
    BASE_DIR,
    DATABASES,
    STATICFILES_DIRS,
    STORAGES,
    TEMPLATES,
)

DATABASES["default"] |= environment.database("OWNER_DATABASE_URL")
DATABASES["default"]["ENGINE"] = "tests.backend"
if _name := os.environ.get("TEST_DATABASE_NAME"):
    DATABASES["default"]["TEST"] = {"NAME": _name}

# Template coverage asks for it, and it takes a seventh of a page's time. What the workers measure
# was asked of the process that starts them.
if any(one.startswith("--cov") for one in sys.argv):
    os.environ["COVERAGE"] = "yes"
TEMPLATES[0]["OPTIONS"]["debug"] = "COVERAGE" in os.environ  # type: ignore[index]
# Each process has a vault of its own, in memory where /tmp is.
_vault = tempfile.TemporaryDirectory(prefix="vault-of-tests-")
atexit.register(_vault.cleanup)
STORAGES["vault"]["OPTIONS"]["location"] = _vault.name
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Static files are found where they lie, and not as `make run` collected them before they changed.
STATIC_ROOT = Path(_vault.name) / "static"
# The browser keeps what it was served, also what judges its pages (tests/browser.py).
STATICFILES_DIRS = [*STATICFILES_DIRS, BASE_DIR / "node_modules" / "axe-core"]
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Tests and the browser speak to 127.0.0.1 without TLS.
HTTPS = SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME = "session"
CSRF_COOKIE_NAME = "csrf"
SECURE_HSTS_SECONDS = 0
