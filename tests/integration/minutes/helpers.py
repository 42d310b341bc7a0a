"""What the tests of minutes share."""

from django.urls import reverse

NEVER_SAID = ("Held back.", "A cousin.", "Rowan", "12 Mere Walk", "3 Hidden Row")


def minutes_of(case):
    return reverse("minutes", args=[case.pk])
