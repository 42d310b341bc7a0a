"""The web process: `gunicorn marac_portal.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marac_portal.settings")

application = get_wsgi_application()
