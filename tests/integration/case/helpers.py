"""What the tests of the page of a case share."""

from datetime import timedelta

from django.urls import reverse

from meetings.models import Development
from sharing import clock
from sharing.unit import unit_of_work
from tests.signing_in import signed_in_client


def answer_to(cast, name, case_id):
    return signed_in_client(cast, name).get(reverse("case", args=[case_id]))


def seen(cast, name, case):
    answer = answer_to(cast, name, case.pk)
    assert answer.status_code == 200
    return answer.content.decode()


def develop(cast, case, number, kind="incident", days=0):
    with unit_of_work(cast.actor("carys")):
        for one in range(number):
            Development.objects.create(
                scope_id=case.pk,
                kind=kind,
                happened_on=clock.today() - timedelta(days=days),
                text=f"What happened, {one}",
                agency=cast.agency("police"),
                author=cast.user("petra"),
                added_at=clock.now() + timedelta(minutes=one),
            )
