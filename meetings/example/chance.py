"""Chance that falls the same way each time the example is loaded."""

from random import Random


def chance(*of: object) -> Random:
    """Return the chance of these things, such as an agency and a person of a case."""
    return Random(" ".join(map(str, of)))  # noqa: S311 - nothing secret is drawn
