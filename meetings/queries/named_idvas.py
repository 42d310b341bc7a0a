"""Who is named as IDVA of one victim, where referrals that are heard together name different
people."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.text import get_text_list
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class NamedIdva:
    user_id: UUID
    name: str
    reference: str  # of the referral for which the IDVA service named them


def named_differently(own: NamedIdva | None, joined: Iterable[NamedIdva]) -> str:
    """Return who is named for the case and for the referrals joined to it, in words, if these name
    somebody else. Nothing otherwise."""
    others = [one for one in joined if own is None or one.user_id != own.user_id]
    if not others:
        return ""
    named = [*([own] if own else []), *others]
    words = [
        _("%(name)s for %(reference)s") % {"name": one.name, "reference": one.reference}
        for one in named
    ]
    return get_text_list(words, _("and"))
