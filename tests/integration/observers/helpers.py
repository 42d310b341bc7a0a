"""What the tests of observers share."""

from django.test import Client
from django.urls import reverse

from meetings.models import Admission
from sharing.models import User
from tests.doing import form_token
from tests.signing_in import session_of
from tests.visits import send

EMAIL = "sol@college.example"


def page(meeting):
    return reverse("observers", args=[meeting.pk])


def admit(client, cast, meeting, **changes):
    said = {
        "name": "Sol Reach",
        "email": EMAIL,
        "agency_id": str(cast.agency("housing").pk),
        "why": "Begins as representative in May",
    } | changes
    return send(client, page(meeting), **said)


def observer(email=EMAIL):
    """Return a client of somebody who signed in with both factors."""
    user = User.objects.get(email__iexact=email)
    client = Client()
    client.cookies["session"] = session_of(user).session_key
    return client


def take_back(client, meeting):
    admission = Admission.objects.latest("admitted_at")
    return client.post(reverse("take_back_observer", args=[meeting.pk, admission.pk]), form_token())
