"""That a draft is thrown away unless its author goes on with it: told to them alone, with the day and
nothing of the draft."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from meetings.models import Case, Stage
from meetings.notices.mail import NOTICES, send
from meetings.queries.left_drafts import LeftDraft, author_to_tell
from sharing.work import unit_of_work


def tell_of_left_draft(draft: LeftDraft) -> None:
    """The author of the draft will be told when it is thrown away, once this unit is over."""
    send_left_draft_notice.enqueue(
        case_id=str(draft.case_id),
        author_id=str(draft.author_id),
        agency_id=str(draft.agency_id),
        until=draft.until.isoformat(),
    )


@task()
def send_left_draft_notice(*, case_id: str, author_id: str, agency_id: str, until: str) -> None:
    """Send the author the notice that a draft is thrown away on that day, then record that it was
    sent; nobody is told what holds no more by then."""
    day = date.fromisoformat(until)
    draft = LeftDraft(UUID(case_id), UUID(author_id), UUID(agency_id), day, told=True)
    with unit_of_work(NOTICES):
        left = Case.objects.filter(pk=draft.case_id, stage=Stage.DRAFT, left_until=day).exists()
        recipients = author_to_tell(draft) if left else []
    if recipients:
        link = f"{settings.PORTAL_ADDRESS}{reverse('home')}"
        subject, template = _("A draft of yours was left"), "emails/draft_left.txt"
        context = {"day": day, "link": link}
        send(subject, template, context, recipients, draft.agency_id, {draft.case_id})
