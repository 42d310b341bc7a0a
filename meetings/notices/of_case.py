"""Notices about a case: that something waits, its reference and a link to sign in to."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import Case, Referral, ResearchRequest, Stage
from meetings.notices.mail import NOTICES, members_of, recipients_of, send
from meetings.queries.home.left import WAYS_OUT
from meetings.queries.joined import joined_to
from sharing.mail import mail_task
from sharing.models import Agency, AgencyKind, Membership, Scope
from sharing.roles import KEEPERS, Role
from sharing.unit import unit_of_work

AGENCY = (Role.REPRESENTATIVE, Role.ADVOCATE)
REFERRED = (Role.REFERRER, *AGENCY)
LEADS = (Role.LEAD,)
# They are told in person, never through a mailbox that others read.
IN_PERSON = {*KEEPERS, *LEADS}
OVER = (*WAYS_OUT, Stage.DECLINED)
HAS_LEFT = Q(stage__in=OVER) | Q(joined_to__stage__in=OVER)
LEFT = _("A case left the list: %(reference)s")


@dataclass(frozen=True)
class Notice:
    """The words of a notice, the agency's people who get it, and the page of the case where they
    read more."""

    subject: Promise | str
    template: str
    page: str
    roles: Collection[Role] = AGENCY
    of_case: bool = True  # whether that page is one of the case
    still: Q = field(default_factory=Q)  # what must still be true of the case


# By the name used in its job.
OF_A_CASE = {
    "referral": Notice(
        _("A referral waits: %(reference)s"),
        "emails/referral_waits.txt",
        "advocate",
        (Role.ADVOCATE,),
        still=~Q(stage__in=OVER),
    ),
    "decision": Notice(
        _("Decided on your referral: %(reference)s"),
        "emails/referral_decided.txt",
        "case",
        REFERRED,
    ),
    "development": Notice(_("New on a case: %(reference)s"), "emails/new_on_case.txt", "case"),
    "development_kept": Notice(
        _("New on a case: %(reference)s"), "emails/new_on_case.txt", "case", KEEPERS
    ),
    "staff_warning": Notice(
        _("Danger to staff: %(reference)s"), "emails/danger_to_staff.txt", "staff_warnings"
    ),
    "left": Notice(LEFT, "emails/case_left.txt", "home", of_case=False, still=HAS_LEFT),
    "own_left": Notice(
        LEFT, "emails/case_left.txt", "home", REFERRED, of_case=False, still=HAS_LEFT
    ),
    "death": Notice(
        _("A case is on hold: %(reference)s"),
        "emails/case_on_hold.txt",
        "case_trail",
        LEADS,
        still=Q(scope__frozen=True),
    ),
    "death_taken_back": Notice(
        _("A case is on hold no more: %(reference)s"),
        "emails/case_off_hold.txt",
        "case_trail",
        LEADS,
        still=Q(scope__frozen=False),
    ),
}


def tell_of_referral(case_id: UUID, agency_id: UUID) -> None:
    """Queue the notice to the IDVA service that a referral waits, sent once this unit of work is
    over."""
    _tell("referral", case_id, [agency_id])


def tell_of_decision(case_id: UUID, agency_id: UUID) -> None:
    """Queue the notice to the referring agency that its referral was decided on."""
    _tell("decision", case_id, [agency_id])


def tell_of_development(case_id: UUID, agency_ids: Iterable[UUID]) -> None:
    """Queue the notice to these agencies that a case has something new."""
    _tell("development", case_id, agency_ids)


def tell_keepers_of_development(case_id: UUID, area_id: UUID | None, author_id: UUID) -> None:
    """Queue the same notice to the coordinators and chairs of the area, but not to whoever added
    it."""
    _tell("development_kept", case_id, _agencies_of(area_id, KEEPERS), but=author_id)


def tell_of_staff_warning(case_id: UUID, agency_ids: Iterable[UUID]) -> None:
    """Queue the notice to these agencies that there is a warning for staff."""
    _tell("staff_warning", case_id, agency_ids)


def tell_of_leaving(case_id: UUID) -> None:
    """Queue the notice to the IDVA service, the referrer and the agencies that were asked that a
    case left the list. It does not say how."""
    heard_with_it = [one.pk for one in joined_to([case_id]).get(case_id, [])]
    own = Referral.objects.filter(scope_id__in=[case_id, *heard_with_it])
    referred = dict(own.values_list("scope_id", "agency_id"))
    for one, agency_id in referred.items():
        _tell("own_left", one, [agency_id])
    asked = ResearchRequest.objects.filter(scope_id=case_id).values_list("agency_id", flat=True)
    full = Scope.objects.values_list("full_circulation", flat=True).get(pk=case_id)
    services = Agency.objects.filter(pk__in=full, kind=AgencyKind.IDVA)
    told = {*asked, *services.values_list("pk", flat=True)}
    _tell("left", case_id, told - set(referred.values()))


def tell_of_death(case_id: UUID, area_id: UUID | None) -> None:
    """Queue the notice to the safeguarding leads of the area that a case is on hold."""
    _tell("death", case_id, _agencies_of(area_id, LEADS))


def tell_of_death_taken_back(case_id: UUID, area_id: UUID | None) -> None:
    """Queue the notice to the safeguarding leads of the area that a case is no longer on hold."""
    _tell("death_taken_back", case_id, _agencies_of(area_id, LEADS))


def _tell(
    about: str, case_id: UUID, agency_ids: Iterable[UUID], *, but: UUID | None = None
) -> None:
    """Queue a job for each agency, so that one that fails stops no other."""
    given = {"about": about, "case_id": str(case_id)} | ({"but": str(but)} if but else {})
    for agency_id in sorted(agency_ids):
        send_case_notice.enqueue(**given, agency_id=str(agency_id))


def _agencies_of(area_id: UUID | None, roles: Collection[Role]) -> set[UUID]:
    held = Membership.objects.filter(agency__area=area_id, role__in=roles)
    return set(held.values_list("agency_id", flat=True))


@mail_task
def send_case_notice(*, about: str, case_id: str, agency_id: str, but: str = "") -> None:
    """Send the notice, but not to that person, then record that it was sent. Nothing is sent if it
    is no longer true."""
    notice, case, agency = OF_A_CASE[about], UUID(case_id), UUID(agency_id)
    with unit_of_work(NOTICES):
        found = Case.objects.filter(notice.still, pk=case)
        read = found.values_list("reference", "scope__walled", "scope__referred_by").first()
        if read is None:
            return
        reference, walled, referred_by = read
        if IN_PERSON.intersection(notice.roles):
            without = [*walled, UUID(but)] if but else walled
            recipients = members_of(agency, notice.roles, without=without)
        else:
            recipients = recipients_of(
                agency, *notice.roles, without=walled, referred_by=referred_by
            )
    if not recipients:
        return
    page = reverse(notice.page, args=[case] if notice.of_case else [])
    context = {"reference": reference, "link": f"{settings.PORTAL_ADDRESS}{page}"}
    subject = str(notice.subject) % {"reference": reference}
    send(subject, notice.template, context, recipients, agency, {case})
