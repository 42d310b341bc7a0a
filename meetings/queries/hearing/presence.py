"""Who is at a meeting, agency by agency, and who may be expected there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Attendance, Declaration, Meeting, Presence
from sharing import clock
from sharing.models import Agency, Membership
from sharing.roles import Role


@dataclass(frozen=True)
class PresenceRow:
    """One agency, and what is known of its presence."""

    agency: Agency
    presence: str = ""
    who: str = ""
    # Who may have come, and how that is known: a suggestion for the recorder, stored nowhere.
    expected: str = ""
    known_from: str = ""

    @property
    def words(self) -> str:
        return str(Presence(self.presence).label) if self.presence else ""


def presence_rows(meeting: Meeting) -> list[PresenceRow]:
    """Return every agency of the area with its presence, as far as it was recorded."""
    recorded = {one.agency_id: one for one in Attendance.objects.filter(meeting=meeting)}
    rows = []
    for agency in Agency.objects.filter(area=meeting.area_id):
        one = recorded.get(agency.pk)
        rows.append(PresenceRow(agency, one.presence, one.who) if one else PresenceRow(agency))
    return rows


def in_the_room(rows: Iterable[PresenceRow]) -> list[PresenceRow]:
    return [row for row in rows if row.presence == Presence.PRESENT]


def presence_to_record(meeting: Meeting) -> list[PresenceRow]:
    """Return the same for somebody who records it. Agencies without a record come with the people
    who agreed to the declaration of this meeting or, if nobody did, those who came last time."""
    declared, last = _declared(meeting), _last_time(meeting)
    rows = []
    for row in presence_rows(meeting):
        pk = row.agency.pk
        if row.presence or not (names := declared.get(pk) or last.get(pk, "")):
            rows.append(row)
        elif pk in declared:
            words = _("Agreed to the declaration: %(names)s") % {"names": names}
            rows.append(replace(row, expected=names, known_from=words))
        else:
            words = _("Last time: %(names)s") % {"names": names}
            rows.append(replace(row, expected=names, known_from=words))
    return rows


def _declared(meeting: Meeting) -> dict[UUID, str]:
    """Return, by agency, the names of its people who agreed to the declaration, without
    observers."""
    users = Declaration.objects.filter(meeting=meeting, user__isnull=False).values("user")
    held = Membership.objects.filter(
        agency__area=meeting.area_id, user__in=users, role__in=may.DECLARE.roles - {Role.OBSERVER}
    )
    found: dict[UUID, list[str]] = {}
    for one in held.select_related("user").order_by("user__name"):
        names = found.setdefault(one.agency_id, [])
        if one.is_live(clock.today()) and one.user.name not in names:
            names.append(one.user.name)
    return {agency_id: ", ".join(names) for agency_id, names in found.items() if names}


def _last_time(meeting: Meeting) -> dict[UUID, str]:
    """Return, by agency, who came for it to the last earlier meeting that it attended."""
    came = Attendance.objects.filter(
        meeting__area=meeting.area_id,
        meeting__starts_at__lt=meeting.starts_at,
        presence=Presence.PRESENT,
    ).exclude(who="")
    newest = came.order_by("agency_id", "-meeting__starts_at").distinct("agency_id")
    return dict(newest.values_list("agency_id", "who"))
