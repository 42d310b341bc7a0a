from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    name = "sharing"
    verbose_name = _("Sharing")

    def ready(self) -> None:
        from sharing import history
        from sharing.operations import protected

        history.connect()
        # A receiver that refuses what is written: no operation can forget to ask it.
        protected.connect()
