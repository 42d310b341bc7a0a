"""Mail to several, outside every unit of work: each gets a mail of their own."""

from collections.abc import Callable, Iterable
from smtplib import SMTPException

from django.core.mail import EmailMessage


def send_to_each(
    message: Callable[[str], EmailMessage], addresses: Iterable[str]
) -> tuple[set[str], list[Exception]]:
    """Send to each address a mail of its own; one that fails stops no other. Return which were
    sent, and what went wrong."""
    reached: set[str] = set()
    failed: list[Exception] = []
    for address in sorted(set(addresses)):
        try:
            message(address).send()
            reached.add(address)
        except (OSError, SMTPException) as error:
            failed.append(error)
    return reached, failed
