"""Why a stored file cannot be opened. The reader sees the words; the log and the commands tell
operators more. None of them says what the file is."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CannotOpen(Exception):
    """A file of the vault cannot be opened now."""

    words: Promise

    def __init__(self, told: str) -> None:
        super().__init__(told)
        self.told = told  # for operators


class KeyMissing(CannotOpen):
    """The file's master key is missing, or another key has its name."""

    words = _(
        "This file cannot be opened, as the key to it is missing. Tell the coordinator of your "
        "area: those who run the portal can bring the key back."
    )

    def __init__(self, name: str) -> None:
        super().__init__(f"the key {name} is not among VAULT_KEYS, or is another one")


class Altered(CannotOpen):
    """The stored file was altered."""

    words = _(
        "This file is not what it was when it was attached, so it is not shown. Tell the "
        "coordinator of your area, and ask who attached it to attach it again."
    )

    def __init__(self) -> None:
        super().__init__("what is stored is not what was kept")


class CannotShow(CannotOpen):
    """No picture can be made of a page."""

    words = _("This page cannot be shown. Ask the agency that attached it to send it another way.")

    def __init__(self) -> None:
        super().__init__("no picture could be made of a page")


class NotThere(CannotOpen):
    """Nothing is stored under the name of the file, or the storage does not answer."""

    words = _("This file cannot be opened just now. Try again in a few minutes.")

    def __init__(self) -> None:
        super().__init__("it is not in the storage, or the storage does not answer")
