"""The web process: `gunicorn marac_portal.wsgi`."""

import gc
import os

gc.disable()  # as in `manage.py`

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

from marac_portal import bodies, environment, example
from sharing.database import WEB_ROLE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marac_portal.settings")

# No wall of the database holds for its owner or a superuser.
environment.database("DATABASE_URL", role=WEB_ROLE)
application: bodies.Application = bodies.whole_and_in_time(get_wsgi_application())
if settings.EXAMPLE:
    example.refuse_unless_marked()
    connection.close()  # no worker inherits it
    application = example.this_machine_only(application)
gc.freeze()
gc.enable()
