"""Mail about the seal: alarms, and the checkpoint of each day, which proves something only once
others hold it. The mail names no case and no person."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from sharing.actor import Actor
from sharing.mail import send_to_each
from sharing.operations.seal import keep_alarms, record_mailing, record_telling
from sharing.queries.seal import health, leads, newest_checkpoint, said_of_late, size_of
from sharing.seal.alarms import ADVICE
from sharing.unit import unit_of_work

SEAL = Actor.system("seal")


@task()
def mail_checkpoint() -> None:
    """Mail the newest checkpoint to the safeguarding leads and the operators."""
    with unit_of_work(SEAL):
        note, said, people = newest_checkpoint(), said_of_late(), leads()
    if not note:
        return
    size = size_of(note)
    told = {word: any(f"\n{word} " in one for one in said) for word in ("year", "restored")}
    body = render_to_string("emails/checkpoint.txt", {"checkpoint": note, "size": size, **told})

    def message(address: str) -> EmailMessage:
        subject = _("Keep this: the seal of the MARAC portal’s audit trail")
        written = EmailMessage(subject, body, to=[address])
        for one in dict.fromkeys([note, *said]):
            written.attach(f"checkpoint-{size_of(one)}.txt", one, "text/plain")
        return written

    reached, failed = send_to_each(message, [*people.values(), *settings.OPERATORS])
    if reached:
        with unit_of_work(SEAL):
            hold = [person for person, address in people.items() if address in reached]
            record_mailing(actor=SEAL, size=size, people=hold)
    if failed:
        raise failed[0]


def tell_of_alarms() -> None:
    """Mail the alarms to the leads and the operators: each once, and again when it names more."""
    with unit_of_work(SEAL):
        new, people = keep_alarms(actor=SEAL, wrong=health().named), leads()
    if not new:
        return
    body = render_to_string(
        "emails/seal_alarm.txt",
        {
            "alarms": [(alarm.label, ADVICE[alarm]) for alarm in new],
            "link": f"{settings.PORTAL_ADDRESS}{reverse('seal')}",
        },
    )

    def message(address: str) -> EmailMessage:
        return EmailMessage(_("The seal of the MARAC portal needs you"), body, to=[address])

    reached, failed = send_to_each(message, [*people.values(), *settings.OPERATORS])
    if reached:
        with unit_of_work(SEAL):
            told = [person for person, address in people.items() if address in reached]
            record_telling(actor=SEAL, alarms=new, people=told)
    if failed:
        raise failed[0]
