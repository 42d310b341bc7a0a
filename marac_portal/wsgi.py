"""The web process: `gunicorn marac_portal.wsgi`."""

import gc
import os
import sys

gc.disable()  # as in `manage.py`

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connection

from marac_portal import bodies, environment, example
from sharing.database import WEB_ROLE
from sharing.vault import store

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marac_portal.settings")


def load() -> bodies.Application:
    """Return the portal, ready to serve. Raises `ImproperlyConfigured` if a setting is missing or
    would open more than it may."""
    # No wall of the database holds for its owner or a superuser.
    environment.database("DATABASE_URL", role=WEB_ROLE)
    portal: bodies.Application = bodies.whole_and_in_time(get_wsgi_application())
    store.make_ready()
    if settings.EXAMPLE:
        example.refuse_unless_marked()
        connection.close()  # no worker inherits it
        portal = example.this_machine_only(portal)
    return portal


try:
    application = load()
except ImproperlyConfigured as error:
    sys.exit(str(error))  # says what to set
gc.freeze()
gc.enable()
