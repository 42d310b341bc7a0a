"""The portal's addresses and two pages of the tests' own, to try what surrounds every page."""

from django import forms
from django.http import HttpResponse
from django.urls import include, path, reverse

from sharing.forms.base import PortalForm
from sharing.permissions import MANAGE_ACCOUNTS
from sharing.views.base import FormView
from sharing.work import current


class FruitForm(PortalForm):
    name = forms.CharField(label="Name of the fruit")
    colours = forms.MultipleChoiceField(
        label="Its colours", choices=[("red", "Red"), ("green", "Green")], required=False
    )


class FruitPage(FormView):
    template_name = "layouts/form.html"
    form_class = FruitForm

    def submit(self, form):
        # Any event will do to see that it was done, and how often.
        current().note(MANAGE_ACCOUNTS.event, changing=True)
        return reverse("try")


def tried(request):
    """Say who acts, as what."""
    actor = request.actor
    return HttpResponse(f"{actor.name}, {actor.role_label}, {actor.agency_name}")


urlpatterns = [
    path("try/", tried, name="try"),
    path("fruit/", FruitPage.as_view(), name="fruit"),
    path("vegetable/", FruitPage.as_view(), name="vegetable"),
    path("", include("marac_portal.urls")),
    path("", tried, name="home"),
]

handler400 = "marac_portal.errors.bad_request"
handler403 = "marac_portal.errors.permission_denied"
handler404 = "marac_portal.errors.not_found"
handler500 = "marac_portal.errors.failed"
