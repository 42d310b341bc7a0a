"""The notice that a draft is thrown away unless somebody goes on with it. It goes only to the
draft's author or, if they are gone, to people who can take it over or see to it; it says the day
and nothing of the draft."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Stage
from meetings.notices.mail import NOTICES, members_of, recipients_of, send
from meetings.queries.left_drafts import LeftDraft, author_to_tell, is_gone, walled_off
from sharing.mail import mail_task
from sharing.models import Agency
from sharing.queries.keepers import members_acting_as
from sharing.roles import Role
from sharing.unit import unit_of_work


def tell_of_left_draft(draft: LeftDraft) -> None:
    """Queue the notice to the draft's author about the day on which it is thrown away, sent once
    this unit is over."""
    send_left_draft_notice.enqueue(
        case_id=str(draft.case_id),
        author_id=str(draft.author_id),
        agency_id=str(draft.agency_id),
        until=draft.until.isoformat(),
    )


@mail_task
def send_left_draft_notice(*, case_id: str, author_id: str, agency_id: str, until: str) -> None:
    """Send the notice that a draft is thrown away on that day, then record that it was sent.
    Nothing is sent if that is no longer true."""
    day = date.fromisoformat(until)
    draft = LeftDraft(UUID(case_id), UUID(author_id), UUID(agency_id), day, told=True)
    with unit_of_work(NOTICES):
        left = Case.objects.filter(pk=draft.case_id, stage=Stage.DRAFT, left_until=day).exists()
        gone = is_gone(draft)
        agency = Agency.objects.get(pk=draft.agency_id)
        to: dict[UUID, list[str]] = {}
        if left:
            to = _who_sees_to_it(draft, agency) if gone else {agency.pk: author_to_tell(draft)}
    page = reverse("take_over_drafts" if gone else "home")
    context = {"day": day, "agency": agency.name, "link": f"{settings.PORTAL_ADDRESS}{page}"}
    template = "emails/draft_left_behind.txt" if gone else "emails/draft_left.txt"
    subject = _("A draft was left behind") if gone else _("A draft of yours was left")
    for told, recipients in to.items():
        if recipients:
            send(subject, template, context, recipients, told, {draft.case_id})


def _who_sees_to_it(draft: LeftDraft, agency: Agency) -> dict[UUID, list[str]]:
    """Return, by agency, the mail addresses of the draft's agency and, if nobody of it can take the
    draft over, of the coordinators of its area."""
    walled, takers = walled_off(draft), tuple(may.TAKE_OVER_DRAFTS.roles)
    to = {agency.pk: recipients_of(agency.pk, *takers, without=walled)}
    if not members_of(agency.pk, takers, without=walled):
        for one in members_acting_as(agency.area_id, [Role.COORDINATOR]):
            if one.user_id not in walled:
                to.setdefault(one.agency_id, []).append(one.user.email)
    return to
