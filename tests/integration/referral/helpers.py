"""What the tests of referrals share."""

from datetime import timedelta

from django.urls import reverse

from sharing import clock
from sharing.models import Membership
from sharing.unit import unit_of_work
from tests.conftest import as_owner


def url(name, case, *more):
    return reverse(name, args=[case.pk, *more])


def leave(cast, name):
    """Somebody acts for their agency no more, since yesterday."""
    with as_owner(), unit_of_work(cast.actor("carys")):
        membership = cast.memberships[name]
        membership.starts_on = clock.today() - timedelta(days=30)
        membership.ends_on = clock.today() - timedelta(days=1)
        membership.save()


def join(cast, name, agency, role="representative"):
    """Somebody acts for another agency from today on."""
    leave(cast, name)
    with as_owner(), unit_of_work(cast.actor("carys")):
        cast.memberships[name] = Membership.objects.create(
            user=cast.user(name), agency=cast.agency(agency), role=role, starts_on=clock.today()
        )
