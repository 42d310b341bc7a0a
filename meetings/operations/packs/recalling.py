"""Recalling copies: each holder says that theirs is destroyed, or why it must be kept."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from meetings import permissions as may
from meetings.models import Fate, PackCopy, WhyKept
from meetings.operations.packs.making import cases_in
from meetings.queries.packs.copies import copies_page, own_copy
from meetings.rules.packs import check_answer
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.mail import mail_task, send_in_tries
from sharing.operations.locking import lock
from sharing.unit import unit_of_work

NOTICES = Actor.system("notices")
PACKS = Actor.system("packs")


def recall_copies(*, actor: Actor, meeting_id: UUID) -> list[PackCopy]:
    """No copy of this meeting's pack can be fetched any longer, each holder is told by mail, and
    their copy waits for an answer. A copy that was recalled before stays as it is. A job recalls
    copies that a wall hides from the actor, so that nothing shows that they exist."""
    work = perform(actor, may.RECALL_COPIES)
    page = copies_page(actor, meeting_id, may.RECALL_COPIES)
    recalled = []
    for held in page.copies:
        copy = lock(PackCopy, held.copy.pk)
        if copy.recalled_at is None:
            copy.recalled_at, copy.recalled_by_id = clock.now(), actor.user_id
            copy.save()
            recalled.append(copy)
    work.people.update(one.holder_id for one in recalled)
    for copy in recalled:
        send_recall_notice.enqueue(str(copy.pk))
    recall_rest.enqueue(str(meeting_id), str(actor.person_id), clock.now().isoformat())
    return recalled


@task()
def recall_rest(meeting_id: str, user_id: str, asked_by: str) -> None:
    """Recall the copies of this meeting, made by then, that a wall hid from the person who recalled
    the others. Each has a unit of its own, because an event about two would be hidden with either
    of them."""
    before = datetime.fromisoformat(asked_by)
    while _recall_next(UUID(meeting_id), UUID(user_id), before):
        pass


def _recall_next(meeting_id: UUID, user_id: UUID, before: datetime) -> bool:
    """The next copy is recalled, and its holder will be told. Returns whether there was one."""
    with unit_of_work(PACKS) as work:
        found = PackCopy.objects.filter(
            meeting=meeting_id, recalled_at=None, asked_at__lte=before
        ).values_list("pk", flat=True)
        copy_id = found.first()
        if copy_id is None:
            return False
        perform(PACKS, may.RECALL_REST)
        copy = lock(PackCopy, copy_id)
        copy.recalled_at, copy.recalled_by_id = clock.now(), user_id
        copy.save()
        work.items.add(copy_id)
        work.cases.update(cases_in(copy_id))
        work.people.add(copy.holder_id)
        send_recall_notice.enqueue(str(copy_id))
        return True


@mail_task
def send_recall_notice(copy_id: str) -> None:
    """Tell the holder of a copy, in person, that it is recalled, then record that they were
    told."""
    with unit_of_work(NOTICES):
        copy = PackCopy.objects.select_related("holder", "meeting").get(pk=copy_id)
    way = reverse("copy", args=[copy.meeting_id, copy.pk])
    context = {"meeting": copy.meeting, "link": f"{settings.PORTAL_ADDRESS}{way}"}
    body = render_to_string("emails/copy_recalled.txt", context)

    def message(address: str) -> EmailMessage:
        return EmailMessage(_("A copy of a pack is recalled"), body, to=[address])

    if send_in_tries(message, [copy.holder.email]):
        with unit_of_work(NOTICES) as work:
            perform(NOTICES, may.NOTICE_SENT)
            work.items.add(copy.pk)
            work.cases.update(cases_in(copy.pk))
            work.recipient_id = copy.agency_id


def answer_recall(
    *, actor: Actor, meeting_id: UUID, copy_id: UUID, fate: str, why_kept: str = ""
) -> PackCopy:
    """The holder has said what became of a recalled copy. The answer may change, because a copy
    that had to be kept is destroyed one day."""
    perform(actor, may.SEE_OWN_COPY, event=may.RECALL_ANSWERED)
    held = own_copy(actor, meeting_id, copy_id, event=may.RECALL_ANSWERED)
    copy = lock(PackCopy, held.copy.pk)
    check_answer(copy, fate, why_kept)
    copy.fate, copy.answered_at = Fate(fate), clock.now()
    copy.why_kept = WhyKept(why_kept) if copy.fate == Fate.KEPT else ""
    copy.save()
    return copy
