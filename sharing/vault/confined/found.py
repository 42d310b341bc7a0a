"""What stops the reading of a file."""

from sharing.vault.codes import Trouble

# How a reader breaks that meets what it did not expect.
BREAKS = (AttributeError, LookupError, RuntimeError, TypeError, ValueError)


class Found(Exception):
    """Something is wrong with the file."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble
