"""What the tests of referrals share."""

from django.urls import reverse


def url(name, case, *more):
    return reverse(name, args=[case.pk, *more])
