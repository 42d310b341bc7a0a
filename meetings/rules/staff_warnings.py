"""The words that a warning for front-line staff may hold. Its text is copied into systems that
anybody of an agency reads, also where the person whom it is about may ask for it."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from sharing.rules import RuleBroken

# Words that would tell of the meeting, of a victim or of a source.
TELLING = (
    "marac",
    "idva",
    "isva",
    "dash",
    "multi-agency",
    "conference",
    "referral",
    "referred",
    "research",
    "victim",
    "survivor",
    "perpetrator",
    "domestic",
    "informant",
    "intelligence",
    "disclosed",
    "disclosure",
    "refuge",
    "protected address",
)
SHORTEST = 3  # letters of a name that is looked for: shorter ones are found in anything


def check_words(text: str, *, names: Iterable[str]) -> None:
    """Raise `RuleBroken` at `text` for words that front-line staff must not read, and for `names`,
    each of one or several words. The person whom the warning is about is named beside it."""
    said = _words(text)
    for word in TELLING:
        if _words(word) <= said:
            raise RuleBroken(
                _(
                    "Leave out “%(word)s”: staff who read this must learn nothing of the meeting,"
                    " of a victim or of who said it"
                )
                % {"word": word},
                field="text",
            )
    for name in names:
        for word in _words(name):
            if len(word) >= SHORTEST and word in said:
                raise RuleBroken(
                    _("Leave names out: whom it is about is chosen below"), field="text"
                )


def _words(text: str) -> set[str]:
    """Return the words, without their plural or possessive."""
    found = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text.casefold())
    plain = (re.sub(r"['’]s?$", "", one) for one in found)
    return {shape for one in plain for shape in (one, one.removesuffix("s"))}
