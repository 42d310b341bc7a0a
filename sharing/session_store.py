"""Sessions in the database, each with its owner, who can then see and end it."""

from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession

from sharing.models import PortalSession
from sharing.queries.sessions import data_of


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> type[PortalSession]:
        return PortalSession

    def load(self) -> dict[str, Any]:
        data = data_of(self.session_key)
        if data is None:
            self._session_key = None
            return {}
        return self.decode(data)

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = cast(PortalSession, super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        return row
