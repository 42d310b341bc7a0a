"""What the tests of listing share."""

import re

from django.urls import reverse

from meetings.models import Case, Meeting, Protocol, ResearchRequest, Stage
from meetings.operations.listing import list_case, publish_list
from sharing import clock
from sharing.models import Membership
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import change, do, every
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.visits import post


def set_protocol(cast, **values):
    with as_owner(), unit_of_work(cast.actor("carys")):
        protocol = Protocol.objects.get(area=cast.area)
        for name, value in values.items():
            setattr(protocol, name, value)
        protocol.save()


def meeting_now(cast, meeting):
    with unit_of_work(cast.actor("carys")):
        return Meeting.objects.get(pk=meeting.pk)


def order_of(cast, meeting, name="chidi"):
    with unit_of_work(cast.actor(name)):
        cases = every(Case).filter(meeting=meeting, position__isnull=False)
        return list(cases.order_by("position").values_list("pk", flat=True))


def accepted(cast, *, with_children=True):
    case = case_at(cast, Stage.ACCEPTED)
    if not with_children:
        change(cast, case, Case, with_children=False)
    return case


def listed(cast, meeting, **how):
    case = accepted(cast, **how)
    do(cast, "carys", list_case, case_id=case.pk, meeting_id=meeting.pk)
    return case


def order_as_shown(client, meeting):
    """Return the mark of the order that the page of the meeting shows, as its forms send it."""
    page = client.get(reverse("meeting", args=[meeting.pk])).text
    return re.search(r'name="order" value="(\w+)"', page)[1]


def moves(cast, meeting, move, who="carys", shown=None):
    """Press a button of the running order, on a page that was opened just now or as `shown`."""
    client = signed_in_client(cast, who)
    order = shown or order_as_shown(client, meeting)
    return post(cast, who, "order_list", meeting.pk, client=client, move=move, order=order)


def requests(cast, case, meeting=None):
    with unit_of_work(cast.actor("carys")):
        found = ResearchRequest.objects.filter(scope_id=case.pk).select_related("agency")
        return {one.agency.kind: one for one in found if meeting in (None, one.meeting)}


def publish(cast, meeting):
    do(cast, "carys", publish_list, meeting_id=meeting.pk)


def set_meeting(cast, meeting, **values):
    with unit_of_work(cast.actor("carys")):
        for name, value in values.items():
            setattr(meeting, name, value)
        meeting.save()


def observer(cast, meeting):
    """Let Rowan's other self observe one meeting."""
    with as_owner(), unit_of_work(cast.actor("carys")):
        cast.memberships["hal"] = Membership.objects.create(
            user=cast.user("hal"),
            agency=cast.agency("acute"),
            role="observer",
            starts_on=clock.today(),
            admitted_to=meeting.pk,
        )
