from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class PortalConfig(AppConfig):
    name = "marac_portal"
    verbose_name = "MARAC portal"


class StaticConfig(StaticFilesConfig):
    """Of htmx, no other version is served than the one that pages load, and no extension."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "ext",
        "htm*-4.*",
        "htmx-2.js",
        "*-htmx.js",
    ]
