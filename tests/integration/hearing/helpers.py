"""What the tests of hearings share."""

from django.urls import reverse


def page_of(case):
    return reverse("hearing", args=[case.meeting_id, case.pk])
