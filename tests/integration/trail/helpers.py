"""What the tests of the trail share."""

from django.urls import reverse


def trail_of(case, query=""):
    return reverse("case_trail", args=[case.pk]) + query
