"""Names and addresses of accounts, for correction by the administrator."""

from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _

from sharing.forms.accounts import CorrectAccountForm
from sharing.operations import members
from sharing.queries import accounts
from sharing.views.accounts import AccountForm


class CorrectAccount(AccountForm):
    template_name = "sharing/accounts/correct.html"
    form_class = CorrectAccountForm

    def form_values(self) -> dict[str, Any]:
        return {"initial": accounts.account_to_correct(self.actor, self.kwargs["user_id"])}

    def context(self) -> dict[str, Any]:
        context = super().context()
        return context | {"will_wait": accounts.waits_with_another_address(context["person"])}

    def submit(self, form: CorrectAccountForm) -> str:
        waits = members.correct_account(
            actor=self.actor, user_id=self.kwargs["user_id"], **form.values
        )
        if waits:
            messages.success(
                self.request,
                _(
                    "Saved. They have no second factor yet, so what they may do here waits until a"
                    " second person has seen the new address and confirms it."
                ),
            )
        return self.back
