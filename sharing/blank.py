"""Text in which there is nothing to read."""

import unicodedata


def is_blank(text: str) -> bool:
    """Return whether the text has spaces and invisible characters alone."""
    return all(unicodedata.category(one)[0] in "CZ" for one in text)
