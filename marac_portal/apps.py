from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "marac_portal"
    verbose_name = "MARAC portal"
