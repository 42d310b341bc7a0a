"""Sessions, and whose they are."""

from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from sharing.models.user import User


class PortalSession(AbstractBaseSession):
    """A session of a person who gave at least their password, or of nobody yet. Its key signs in,
    so pages name the session in another way: see `sharing.queries.own_account.handle_of`."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["user", "expire_date"], name="session_of_user")]

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Return the store that the settings name, as Django itself finds it."""
        store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
        return store
