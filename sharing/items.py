"""What an item of information must say."""

from django.utils.translation import gettext_lazy as _

from sharing.models import WhoMayRead
from sharing.rules import RuleBroken, Together


def check_said(*, text: str, who_may_read: str, heading: str) -> None:
    """Raise `RuleBroken` where an item does not say what its readers call for, or, where nobody is
    to read it, says more. As long as nobody said who may read it, it needs its words."""
    rules = Together()
    with rules.one():
        if who_may_read == WhoMayRead.NOT_SHARED and text.strip():
            raise RuleBroken(
                _("What is not shared keeps no text. Delete it, or choose who may read it."),
                field="text",
            )
        if who_may_read != WhoMayRead.NOT_SHARED and not text.strip():
            raise RuleBroken(_("Write what you know."), field="text")
    with rules.one():
        if who_may_read == WhoMayRead.SPOKEN and not heading:
            raise RuleBroken(_("Choose what it is about."), field="heading")
    rules.check()
