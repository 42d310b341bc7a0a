"""Names and addresses of accounts, for correction by the administrator."""

from typing import Any

from sharing.forms.accounts import CorrectAccountForm
from sharing.operations import members
from sharing.queries import accounts
from sharing.views.accounts import AccountForm


class CorrectAccount(AccountForm):
    template_name = "sharing/accounts/correct.html"
    form_class = CorrectAccountForm

    def form_values(self) -> dict[str, Any]:
        return {"initial": accounts.account_to_correct(self.actor, self.kwargs["user_id"])}

    def submit(self, form: CorrectAccountForm) -> str:
        members.correct_account(actor=self.actor, user_id=self.kwargs["user_id"], **form.values)
        return self.back
