"""Mail about alerts. It says only that there is something to look at; the portal alone shows who
did what and to which case."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from sharing.actor import Actor
from sharing.mail import send_to_each
from sharing.operations.alerts import WATCH, record_telling
from sharing.queries.alerts import untold_alerts
from sharing.unit import unit_of_work


def tell_of_alerts() -> None:
    """Send one mail about all new alerts to each person who decides on them. Each alert is told
    once."""
    actor = Actor.system(WATCH)
    with unit_of_work(actor):
        groups = untold_alerts()
    link = settings.PORTAL_ADDRESS + reverse("watch")
    body = render_to_string("emails/alerts.txt", {"link": link})

    def message(address: str) -> EmailMessage:
        return EmailMessage(_("Something to look at on the MARAC portal"), body, to=[address])

    addresses = {address for one in groups for address in one.people.values()}
    reached, failed = send_to_each(message, addresses)
    for one in groups:
        for person, address in one.people.items():
            if address in reached:
                with unit_of_work(actor):
                    record_telling(
                        actor=actor, alerts=one.alerts, person=person, for_chairs=one.for_chairs
                    )
    if failed:
        raise failed[0]
