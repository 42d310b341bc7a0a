"""References of cases: random, made to be said aloud, with nothing personal in them."""

import secrets

# Left out: characters that look or sound alike (0 and O, 1, I and L, 2 and Z, 5 and S, 6 and G, 8
# and B, U and V), and all vowels, so that chance spells no word.
ALPHABET = "CDFHJKMNPQRTWXY34679"
LENGTH = 4


def new_reference(prefix: str) -> str:
    """Return the area's letters and four random ones after them, as in LM-7KQ4."""
    letters = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    return f"{prefix}-{letters}"
