"""Accounts of an area: the people, their memberships, and the administrator's forms about them."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharing import clock
from sharing.forms.accounts import (
    ChangeMembershipForm,
    GiveMembershipForm,
    InviteForm,
    ResetForm,
    SearchForm,
)
from sharing.forms.base import PortalForm
from sharing.forms.sign_in import PasswordForm
from sharing.models import Membership
from sharing.operations import members, password_links
from sharing.queries import accounts
from sharing.sessions import Marks
from sharing.views.base import FormView, PageView


class Accounts(PageView):
    """The people of the area. The search text is sent in a form, so that no address holds it."""

    template_name = "sharing/accounts/accounts.html"
    form_class = SearchForm
    http_method_names = ["get", "head", "options", "post"]

    def context(self) -> dict[str, Any]:
        form = SearchForm(self.request.POST or None)
        sought = form.cleaned_data["sought"] if form.is_valid() else ""
        people = accounts.accounts(self.actor, sought=sought)
        return {"form": form, "people": people, "sought": sought, "today": clock.today()}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page()


class OneAccount(PageView):
    template_name = "sharing/accounts/account.html"

    def context(self) -> dict[str, Any]:
        person = accounts.account(self.actor, self.kwargs["user_id"])
        return {
            "person": person,
            "today": clock.today(),
            "is_oneself": person.pk == self.actor.user_id,
        }


class Invite(FormView):
    template_name = "sharing/accounts/invite.html"
    form_class = InviteForm

    def form_values(self) -> dict[str, Any]:
        return {
            "agencies": accounts.agencies_of_area(self.actor),
            "initial": {"starts_on": clock.today()},
        }

    def submit(self, form: InviteForm) -> str:
        person = members.invite(actor=self.actor, **form.values)
        shown = accounts.account(self.actor, person.pk).shown_name  # type: ignore[attr-defined]
        messages.success(self.request, _("%(name)s is invited.") % {"name": shown})
        return reverse("account", args=[person.pk])


class AccountForm(FormView):
    """A form about one person of the area."""

    @property
    def user_id(self) -> UUID:
        return self.kwargs["user_id"]

    def subject(self) -> str:
        person: Any = accounts.account(self.actor, self.user_id)
        return str(person.shown_name)

    def context(self) -> dict[str, Any]:
        return {"person": accounts.account(self.actor, self.user_id), "back": self.back}

    @property
    def back(self) -> str:
        return reverse("account", args=[self.user_id])


class GiveMembership(AccountForm):
    template_name = "sharing/accounts/give_membership.html"
    form_class = GiveMembershipForm

    def form_values(self) -> dict[str, Any]:
        return {
            "agencies": accounts.agencies_of_area(self.actor),
            "initial": {"starts_on": clock.today()},
        }

    def submit(self, form: GiveMembershipForm) -> str:
        members.give_membership(actor=self.actor, user_id=self.kwargs["user_id"], **form.values)
        return self.back


class ProposeReset(AccountForm):
    template_name = "sharing/accounts/propose_reset.html"
    form_class = ResetForm

    def submit(self, form: ResetForm) -> str:
        members.propose_reset(actor=self.actor, user_id=self.kwargs["user_id"], **form.values)
        return self.back


class Confirm(AccountForm):
    """Says what will become true, and asks once."""

    template_name = "sharing/accounts/confirm.html"
    form_class = PortalForm
    heading: str | Promise
    says: str | Promise
    button: str | Promise
    warning = False

    def context(self) -> dict[str, Any]:
        words = {"heading": self.heading, "says": self.says, "button": self.button}
        return super().context() | words | {"warning": self.warning}


class SendLink(Confirm):
    heading = gettext_lazy("Send a link to set a password")
    says = gettext_lazy(
        "It goes to the person’s e-mail address, works once and for 24 hours, and replaces earlier"
        " ones. Their second factor stays."
    )
    button = gettext_lazy("Send the link")

    def submit(self, form: PortalForm) -> str:
        members.send_link(actor=self.actor, user_id=self.kwargs["user_id"])
        messages.success(self.request, _("The link is on its way."))
        return self.back


class SwitchOff(Confirm):
    heading = gettext_lazy("Switch the account off")
    says = gettext_lazy("The person is signed out at once and cannot sign in, in any area.")
    button = gettext_lazy("Switch it off")
    warning = True

    def submit(self, form: PortalForm) -> str:
        members.switch_off(actor=self.actor, user_id=self.kwargs["user_id"])
        return self.back


class SwitchOn(Confirm):
    heading = gettext_lazy("Switch the account on")
    says = gettext_lazy(
        "The person can sign in again, with the password and second factor they had."
    )
    button = gettext_lazy("Switch it on")

    def submit(self, form: PortalForm) -> str:
        members.switch_on(actor=self.actor, user_id=self.kwargs["user_id"])
        return self.back


class MembershipPage(AccountForm):
    """A form about one membership in the area."""

    @cached_property
    def membership(self) -> Membership:
        return accounts.membership(self.actor, self.kwargs["membership_id"])

    @property
    def user_id(self) -> UUID:
        return self.membership.user_id

    def subject(self) -> str:
        held = self.membership
        return ", ".join([super().subject(), held.get_role_display(), held.agency.name])

    def context(self) -> dict[str, Any]:
        return super().context() | {"membership": self.membership}


class ChangeMembership(MembershipPage):
    template_name = "sharing/accounts/change_membership.html"
    form_class = ChangeMembershipForm

    def form_values(self) -> dict[str, Any]:
        held = self.membership
        initial = {
            "role": held.role,
            "standing": held.standing,
            "starts_on": held.starts_on,
            "ends_on": held.ends_on,
            "version": accounts.version_of(held),
        }
        return {"initial": initial}

    def submit(self, form: ChangeMembershipForm) -> str:
        members.change_membership(
            actor=self.actor, membership_id=self.kwargs["membership_id"], **form.values
        )
        return self.back


class EndMembership(MembershipPage, Confirm):
    heading = gettext_lazy("End the membership now")
    says = gettext_lazy("It gives no rights from now on. What was done under it stays on record.")
    button = gettext_lazy("End it")
    warning = True

    def submit(self, form: PortalForm) -> str:
        members.end_membership(actor=self.actor, membership_id=self.kwargs["membership_id"])
        return self.back


@method_decorator(login_not_required, name="dispatch")
class OpenPasswordLink(PageView):
    """Removes the token from the address at once, where it would stay in the history."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        password_links.open_link(actor=self.actor, request=self.request, token=kwargs["token"])
        return HttpResponseRedirect(reverse("set_password"))


@method_decorator(login_not_required, name="dispatch")
class SetPassword(PageView):
    marks = Marks(never_kept=True)
    template_name = "sharing/accounts/set_password.html"
    http_method_names = ["get", "head", "options", "post"]

    def context(self) -> dict[str, Any]:
        return {"usable": password_links.is_open(request=self.request)}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(form=PasswordForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PasswordForm(request.POST)
        if form.is_valid():
            wrong = password_links.set_password(
                actor=self.actor,
                request=self.request,
                password=form.cleaned_data["password"],
            )
            if not wrong:
                messages.success(request, _("Your password is set. Sign in with it."))
                return HttpResponseRedirect(reverse("sign_in"))
            form.add_error("password", wrong)
        return self.page(form=form, status=422)
