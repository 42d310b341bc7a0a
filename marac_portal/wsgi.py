"""The web process: `gunicorn marac_portal.wsgi`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from marac_portal import bodies, example

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marac_portal.settings")

application: bodies.Application = bodies.in_time(get_wsgi_application())
if settings.EXAMPLE:
    example.refuse_unless_marked()
    application = example.this_machine_only(application)
