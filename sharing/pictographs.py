"""Pictures that people type among their words. The fonts of paper have none of them, and an empty
box says nothing: on paper each stands as its name."""

import re
import unicodedata

_BASE = "\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
# What changes the picture before it and is none itself: how it is shown, the colour of skin, tags.
_DRESSED = "[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
_FLAG = "[\U0001f1e6-\U0001f1ff]"
_ONE = f"(?:{_FLAG}{{2}}|[0-9#*]\ufe0f?\u20e3|[{_BASE}]){_DRESSED}"
_PICTURE = re.compile(f"{_ONE}(?:\u200d{_ONE})*")
_JOINER = "\u200d"


def in_words(text: str) -> str:
    """Return the text with each picture as its name: “[crying face]”. The names are those of
    Unicode, which has them in English alone."""
    return _PICTURE.sub(lambda found: f"[{_name(found[0])}]", text)


def _name(picture: str) -> str:
    return ", ".join(_name_of_one(part) for part in picture.split(_JOINER))


def _name_of_one(picture: str) -> str:
    if re.match(_FLAG, picture):
        letters = (chr(ord(one) - ord("\U0001f1e6") + ord("A")) for one in picture[:2])
        return f"flag {''.join(letters)}"
    if picture[0] in "0123456789#*":
        return picture[0]
    return unicodedata.name(picture[0], "picture").lower()
