"""Codes that rows hold and that modules below the models use too. Models take them from here; code
that works with models imports them from `sharing.models`."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sensitivity(TextChoices):
    DRAFT = "draft", _("Draft: only whoever writes it")
    NORMAL = "normal", _("Normal")


class Outcome(TextChoices):
    ALLOWED = "allowed"
    REFUSED = "refused"


class Watched(TextChoices):
    """What the watch looks for. `sharing/watch/signs.py` says which events count towards it."""

    BREAK_GLASS = "break_glass", _("Opened a case in an emergency")
    OFF_LIST = "off_list", _("Opened a case that is on none of their lists")
    OWN_NAME = "own_name", _("Looked up their own name")
    FAMILY_NAME = "family_name", _("Looked up their own family name")
    MANY_CASES = "many_cases", _("Opened many cases quickly")
    SEARCHES = "searches", _("Found many cases by searching")
    REFUSALS = "refusals", _("Was refused again and again")
    FORMER_MEMBER = "former_member", _("Tried after their membership had ended")
    OUT_OF_HOURS = "out_of_hours", _("Looked at cases out of hours")
    EXPORTS = "exports", _("Took out many papers or exports")
    PROTECTED_ADDRESS = "protected_address", _("Protected address where the other side reads")
