"""A fixed cast. Made by the owner of the database, as an administrator would."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from meetings.models import Protocol
from sharing import clock
from sharing.acting import actor_for
from sharing.actor import Actor, seat_of
from sharing.models import Agency, AgencyKind, Area, Membership, Signature, User
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.memory import told_once

PASSWORD = "a long pass phrase for tests"
STANDING_OF = "SELECT * FROM sharing_signature WHERE agency_id = %s AND stopped_on IS NULL"

CORE = (
    (AgencyKind.POLICE, "Police"),
    (AgencyKind.IDVA, "IDVA service"),
    (AgencyKind.HOUSING, "Housing"),
    (AgencyKind.CHILDREN, "Children’s social care"),
    (AgencyKind.PROBATION, "Probation"),
    (AgencyKind.HEALTH_VISITING, "Health visiting"),
)


@dataclass
class Cast:
    """The people of the tests, by first name, and their agencies, by kind."""

    area: Area
    elsewhere: Area
    agencies: dict[str, Agency] = field(default_factory=dict)
    memberships: dict[str, Membership] = field(default_factory=dict)

    def user(self, name: str) -> User:
        return self.memberships[name].user

    def seat(self, name: str) -> UUID:
        """Return who the persona is for their agency; "hal@police" for another."""
        name, _, kind = name.partition("@")
        agency = self.agency(kind) if kind else self.memberships[name].agency
        return seat_of(self.user(name).pk, agency.pk)

    def actor(self, name: str) -> Actor:
        """Return the persona as an actor with a fresh second factor; `nobody` has not signed in."""
        if name == "nobody":
            return Actor()
        membership = self.memberships[name]
        # Asked each time, as a test may have stopped it meanwhile; plainly, as that is often.
        signed = Signature.objects.raw(STANDING_OF, [membership.agency_id])
        membership.standing_signature = next(iter(signed), None)
        return actor_for(
            self.user(name),
            membership,
            second_factor_at=clock.now(),
            request_id=uuid4(),
        )

    def agency(self, kind: str) -> Agency:
        return self.agencies[kind]


PEOPLE = (
    # first name, role, kind of agency
    ("carys", Role.COORDINATOR, "marac"),
    ("chidi", Role.CHAIR, "marac"),
    ("ines", Role.ADVOCATE, AgencyKind.IDVA),
    ("wren", Role.REFERRER, AgencyKind.HEALTH_VISITING),
    ("petra", Role.REPRESENTATIVE, AgencyKind.POLICE),
    ("hal", Role.REPRESENTATIVE, AgencyKind.ACUTE),
    ("rowan", Role.REPRESENTATIVE, AgencyKind.HOUSING),
    ("odile", Role.LEAD, "marac"),
    ("alex", Role.ADMINISTRATOR, "marac"),
)


def make_cast() -> Cast:
    """Make two areas, their agencies, signatures and people. Needs the owner's role and a unit."""
    larkmere = Area.objects.create(name="Larkmere", prefix="LM")
    elsewhere = Area.objects.create(name="Northwold", prefix="NW")
    cast = Cast(larkmere, elsewhere)
    cast.agencies["marac"] = _agency(larkmere, AgencyKind.OTHER, "MARAC team", core=False)
    for kind, name in CORE:
        cast.agencies[kind] = _agency(larkmere, kind, name)
    # Hal's hospital is asked about no case unless somebody names it.
    cast.agencies[AgencyKind.ACUTE] = _agency(
        larkmere, AgencyKind.ACUTE, "Acute hospital", core=False
    )
    for name, role, kind in PEOPLE:
        cast.memberships[name] = make_member(name, role, cast.agencies[kind])
    other = _agency(elsewhere, AgencyKind.OTHER, "Northwold MARAC team", core=False)
    cast.memberships["nia"] = make_member("nia", Role.COORDINATOR, other)
    for area in (larkmere, elsewhere):
        make_protocol(area)
    return cast


def make_protocol(area: Area, **changes: object) -> Protocol:
    defaults = {
        "version": 1,
        "in_force_from": date(2020, 1, 1),
        "first_meeting_on": clock.today() - timedelta(days=28),
        "starts_at": time(9, 30),
        "place": "Town hall",
        "declaration": "What is said here is for the safety of those discussed.",
    }
    return Protocol.objects.create(area=area, **(defaults | changes))


def _agency(area: Area, kind: str, name: str, *, core: bool = True) -> Agency:
    agency = Agency.objects.create(
        area=area, kind=kind, name=name, core=core, mailbox=f"{kind}@{area.prefix}.example".lower()
    )
    today = timezone.localdate()
    Signature.objects.create(
        agency=agency, signed_on=today - timedelta(days=100), review_on=today + timedelta(days=300)
    )
    return agency


def make_member(name: str, role: Role, agency: Agency, **more: object) -> Membership:
    user = User(email=f"{name}@example.org", name=f"{name.capitalize()} Example")
    user.set_password(PASSWORD)
    user.save()
    return Membership.objects.create(
        user=user, agency=agency, role=role, starts_on=date(2020, 1, 1), **more
    )


@told_once
def seed_cast() -> Cast:
    """Make the cast past the walls, in a unit of work of its own."""
    with as_owner(), unit_of_work(Actor.system("seed")):
        return make_cast()
