"""Larkmere: the area, its agencies and people. They have no operations yet, or none that would
make many at once, so a unit of work of the portal itself lays them down."""

from datetime import date, time, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from meetings.example.cast import Cast
from meetings.example.days import Days
from meetings.models import Protocol
from meetings.operations.protocols import DECLARATION
from sharing.actor import Actor
from sharing.events import EXAMPLE_LOADED
from sharing.models import (
    Agency,
    AgencyKind,
    Area,
    CodeDevice,
    Membership,
    Signature,
    Standing,
    User,
)
from sharing.models.second_factor import new_seed
from sharing.roles import Role
from sharing.unit import unit_of_work

AREA, PREFIX = "Larkmere", "LM"
TEAM = "team"  # who keeps the meetings; asked about no case
LAPSED = AgencyKind.FIRE
HONOUR = "So-called honour-based abuse"
A_YEAR = timedelta(days=365)

AGENCIES = {
    AgencyKind.POLICE: "Police",
    AgencyKind.IDVA: "IDVA service",
    AgencyKind.HOUSING: "Housing",
    AgencyKind.CHILDREN: "Children’s social care",
    AgencyKind.ADULTS: "Adult social care",
    AgencyKind.PROBATION: "Probation",
    AgencyKind.HEALTH_VISITING: "Health visiting",
    AgencyKind.MENTAL_HEALTH: "Mental health",
    AgencyKind.ACUTE: "Acute hospital",
    AgencyKind.PRIMARY_CARE: "Primary care",
    AgencyKind.SUBSTANCE: "Substance misuse",
    AgencyKind.EDUCATION: "Education",
    AgencyKind.FIRE: "Fire and rescue",
    AgencyKind.REFUGE: "Refuge",
}

# Everybody is invented; surnames are words for water.
PEOPLE: tuple[tuple[str, str, Role, str], ...] = (
    ("Carys Weir", TEAM, Role.COORDINATOR, ""),
    ("Sam Ley", TEAM, Role.COORDINATOR, Standing.ACTING),
    ("Chidi Moss", TEAM, Role.CHAIR, ""),
    ("Rhona Kyle", TEAM, Role.CHAIR, Standing.DEPUTY),
    ("Odile Fenn", TEAM, Role.LEAD, ""),
    ("Alex Burn", TEAM, Role.ADMINISTRATOR, ""),
    ("Ines Rill", AgencyKind.IDVA, Role.ADVOCATE, ""),
    ("Petra Ford", AgencyKind.POLICE, Role.REPRESENTATIVE, ""),
    ("Dev Lock", AgencyKind.POLICE, Role.REPRESENTATIVE, Standing.DEPUTY),
    ("Jo Marsh", AgencyKind.HOUSING, Role.REPRESENTATIVE, ""),
    ("Rowan Beck", AgencyKind.HOUSING, Role.REPRESENTATIVE, Standing.DEPUTY),
    ("Maya Brook", AgencyKind.CHILDREN, Role.REPRESENTATIVE, ""),
    ("Kit Ware", AgencyKind.ADULTS, Role.REPRESENTATIVE, ""),
    ("Dele Ings", AgencyKind.PROBATION, Role.REPRESENTATIVE, ""),
    ("Tamsin Leat", AgencyKind.HEALTH_VISITING, Role.REPRESENTATIVE, ""),
    ("Wren Mill", AgencyKind.HEALTH_VISITING, Role.REFERRER, ""),
    ("Noor Spring", AgencyKind.MENTAL_HEALTH, Role.REPRESENTATIVE, ""),
    ("Sol Reach", AgencyKind.ACUTE, Role.REPRESENTATIVE, ""),
    ("Uma Creek", AgencyKind.PRIMARY_CARE, Role.REPRESENTATIVE, ""),
    ("Asha Dale", AgencyKind.SUBSTANCE, Role.REPRESENTATIVE, ""),
    ("Ty Pond", AgencyKind.EDUCATION, Role.REPRESENTATIVE, ""),
    ("Ray Hythe", AgencyKind.FIRE, Role.REPRESENTATIVE, ""),
    ("Bea Shore", AgencyKind.REFUGE, Role.REPRESENTATIVE, ""),
)
# Bea Shore also stands in for the IDVA service, and acts under one membership at a time.
ALSO = ("Bea Shore", AgencyKind.IDVA, Role.ADVOCATE, Standing.DEPUTY)
# Has an account, and no membership but for the meeting that they observe.
OBSERVER = ("Elis Bay", AgencyKind.ACUTE)

# Who acts for an agency, by its kind.
SPEAKERS = {
    kind: name.split()[0].lower()
    for name, kind, role, standing in PEOPLE
    if role in (Role.REPRESENTATIVE, Role.ADVOCATE) and not standing
}


def make_area(days: Days) -> Cast:
    """The area exists with its protocol, agencies, signatures and people who can sign in."""
    with unit_of_work(Actor.system("example")) as work:
        work.note(EXAMPLE_LOADED, changing=True)
        area = Area.objects.create(name=AREA, prefix=PREFIX)
        Protocol.objects.create(
            area=area,
            version=1,
            in_force_from=days.today - A_YEAR,
            first_meeting_on=days.first_meeting_on,
            starts_at=time(9, 30),
            place="Room 2, Town hall, and video",
            automatic_grounds=[HONOUR],
            declaration=str(DECLARATION),
        )
        agencies: dict[str, Agency] = {
            TEAM: _agency(area, AgencyKind.OTHER, "MARAC team", days.today, core=False),
        }
        for core, its_name in AGENCIES.items():
            agencies[core] = _agency(area, core, its_name, days.today)
        password = make_password(settings.EXAMPLE_PASSWORD)  # slow on purpose, and the same for all
        for name, kind, role, standing in PEOPLE:
            _join(_user(name, password), agencies[kind], role, standing, days.today)
        name, kind, role, standing = ALSO
        shore = User.objects.get(email=address_of(name))
        _join(shore, agencies[kind], role, standing, days.today)
        _user(OBSERVER[0], password)
        return _cast(area, days)


def address_of(name: str) -> str:
    return f"{name.split()[0]}@{AREA}.example".lower()


def _agency(area: Area, kind: str, name: str, today: date, *, core: bool = True) -> Agency:
    agency = Agency.objects.create(
        area=area,
        kind=kind,
        name=name,
        core=core,
        mailbox=f"{kind.replace('_', '-')}@{AREA}.example".lower(),
    )
    review_on = today + timedelta(days=-20 if kind == LAPSED else 150)
    Signature.objects.create(agency=agency, signed_on=review_on - A_YEAR, review_on=review_on)
    return agency


def _user(name: str, password: str) -> User:
    user = User.objects.create(email=address_of(name), name=name, password=password)
    device = CodeDevice(user=user, name="Authenticator app", confirmed=True)
    device.seed = new_seed()
    device.save()
    return user


def _join(user: User, agency: Agency, role: Role, standing: str, today: date) -> None:
    acting = standing == Standing.ACTING
    Membership.objects.create(
        user=user,
        agency=agency,
        role=role,
        standing=standing,
        starts_on=today - (A_YEAR / 5 if acting else 2 * A_YEAR),
        ends_on=today + A_YEAR / 5 if acting else None,
    )


def _cast(area: Area, days: Days) -> Cast:
    memberships = Membership.objects.filter(agency__area=area).order_by("-standing", "pk")
    rows = memberships.select_related("user", "agency__area")
    # Of two memberships of one person the regular one comes last, and counts.
    by_name = {row.user.name.split()[0].lower(): row for row in rows}
    agencies = {row.agency.kind: row.agency for row in by_name.values()}
    agencies[TEAM] = agencies.pop(AgencyKind.OTHER)
    return Cast(agencies, by_name, days.today, days.now)
