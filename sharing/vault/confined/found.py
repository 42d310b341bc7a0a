"""What stops the reading of a file."""

from sharing.vault.codes import Trouble


class Found(Exception):
    """Something is wrong with the file."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble
