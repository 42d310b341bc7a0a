"""Sessions, and whose they are."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from sharing.models.user import User
from sharing.session_store import SessionStore


class PortalSession(AbstractBaseSession):
    """A session of somebody who gave at least their password, or of nobody yet. Its key signs in,
    so nothing else names it: see `sharing.queries.own_account.handle_of`."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["user", "expire_date"], name="session_of_user")]

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        return SessionStore
