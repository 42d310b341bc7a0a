"""The settings of the tests, on a PostgreSQL of its own that writes as durably as in production."""

import atexit
import os

from marac_portal import embedded

if not os.environ.get("OWNER_DATABASE_URL"):
    _server = embedded.start("bench")
    atexit.register(_server.leave)
    os.environ.update(
        ADMIN_DATABASE_URL=_server.address(),
        OWNER_DATABASE_URL=_server.address("portal_owner", "owner", database="marac_portal"),
        DATABASE_URL=_server.address("portal_web", "web", database="marac_portal"),
    )

from tests.settings import *
from tests.settings import TEMPLATES

TEMPLATES[0]["OPTIONS"]["debug"] = False
