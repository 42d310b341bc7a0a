"""Passwords as Django checks them, and the person behind a session with their devices."""

from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from sharing.models import User
from sharing.queries.sessions import person_of


class PasswordBackend(ModelBackend):
    def get_user(self, user_id: UUID) -> User | None:
        user = person_of(user_id)
        return user if self.user_can_authenticate(user) else None
