"""Numbers as people type them, as an address says them, and as they are read."""

LONGEST = 6  # digits: no day, no page and no code has more


def small_number(typed: str) -> int:
    """Return the whole number that was typed in plain digits; 0 where it is none, or so long that
    it can be meant as no day and no page: a telephone number in the wrong box."""
    plain = typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST
    return int(typed) if plain else 0


def in_threes(digits: str) -> str:
    """Return a long number as it is read aloud and copied: three digits at a time."""
    return " ".join(digits[start : start + 3] for start in range(0, len(digits), 3))
