"""What the tests of hearings share."""

from uuid import uuid4

from django.urls import reverse

from sharing import clock
from sharing.models import Item
from sharing.unit import unit_of_work
from tests.conftest import as_owner


def page_of(case):
    return reverse("hearing", args=[case.meeting_id, case.pk])


def item(cast, case, kind, text, *, who="shared", submitted=True, **more):
    """What an agency knows, and who may read it."""
    with as_owner(), unit_of_work(cast.actor("carys")):
        return Item.objects.create(
            scope_id=case.pk,
            agency=cast.agency(kind),
            request_id=uuid4(),
            text=text,
            who_may_read=who,
            author=cast.user("petra"),
            submitted_at=clock.now() if submitted else None,
            **more,
        )
