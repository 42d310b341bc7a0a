"""What no password may be, besides too short. A list of common passwords alone says little about
long ones: hardly any of its entries has fifteen characters."""

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DIFFERENT = 6  # characters


class LengthenedPasswordValidator(CommonPasswordValidator):
    """Refuses a common password that was repeated, or filled up with figures and signs."""

    def validate(self, password: str, user: Any = None) -> None:
        letters = re.sub(r"[\W\d_]+", "", password.lower())
        # The shortest part that repeated makes the whole.
        part = letters[: (letters + letters).find(letters, 1)]
        guessed = {"", *self.passwords}
        if len(set(password)) < DIFFERENT or letters in guessed or part in guessed:
            raise ValidationError(
                _("This is a common password made longer. Take several words of your own."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return _("It must not be a common password made longer.")
