"""Rules of copies of packs, the same for every actor."""

from django.utils.translation import gettext as _

from meetings.models import Fate, PackCopy
from sharing.rules import RuleBroken


def check_answer(copy: PackCopy, fate: str, why_kept: str) -> None:
    """Raise `RuleBroken` if this is no answer to a recall of the copy."""
    if copy.recalled_at is None:
        raise RuleBroken(_("This copy was not recalled."))
    if copy.fate == Fate.DESTROYED:
        raise RuleBroken(_("You said before that this copy is destroyed."))
    if fate == Fate.KEPT and not why_kept:
        raise RuleBroken(_("Say why the copy must be kept."), field="why_kept")
