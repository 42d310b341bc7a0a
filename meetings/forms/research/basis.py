"""The lawful basis of a return whose case is different."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.bases import Law
from sharing.fields import Look
from sharing.forms.bases import BasesFields

YES, NO = "yes", "no"


class ReturnBasisForm(BasesFields):
    """Whether this case is different and, if it is, how and why."""

    is_different = forms.ChoiceField(
        label=_("Is the lawful basis different in this case?"),
        choices=[(NO, _("No, as your agency has set")), (YES, _("Yes"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the lawful basis is different in this case")},
    )
    why = forms.CharField(
        label=_("Why is this case different?"),
        help_text=_("Read by your agency alone"),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, law: Law, **kwargs: Any) -> None:
        super().__init__(*args, law=law, **kwargs)
        shown = [*(group.name for group in self.groups), "other", "why"]
        self.looks |= {
            "is_different": Look(label="s", dense=True, reveals={YES: shown}),
            "why": Look(rows=3),
        }
        self.order_fields(["is_different", *shown])

    @property
    def values(self) -> dict[str, Any]:
        """Return the cleaned values that the operation takes."""
        values = super().values
        return values | {"is_different": values["is_different"] == YES}
