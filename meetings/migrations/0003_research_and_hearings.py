"""What agencies were asked and propose, what the meeting heard and agreed, and its actions, each table behind
the wall; and what is told past it."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from sharing.schema import InOneStep, at_once, run_file, with_history
from sharing.walls import wall_with_history

SQL = Path(__file__).resolve().parent.parent / "sql"

# Proposals are for the agency itself, coordinator and chair, and for the nightly comparison of the past with
# the trail, which else takes their rows for removed.
OWN = "current_setting('portal.reach') = 'area' OR agency_id = current_setting('portal.agency')::uuid"
COMPARED = f"{OWN} OR current_setting('portal.reach') = 'system'"
OWN_OR_COMPARED = (
    "current_setting('portal.reach') IN ('area', 'system')"
    " OR agency_id = current_setting('portal.agency')::uuid"
)
DETAILS = [
    ("given_name", "Given name"),
    ("family_name", "Family name"),
    ("other_names", "Other names and spellings"),
    ("born_on", "Date of birth"),
    ("due_on", "Unborn, due on"),
    ("language", "First language, or signs"),
    ("interpreter", "Interpreter needed"),
    ("pregnant", "Pregnant"),
    ("occupation", "Work"),
    ("lives_with", "Lives with"),
    ("school", "School or nursery"),
    ("confirmed", "Name and date of birth are right"),
    ("named", "Name is right, date of birth is not known to them"),
]
KINDS = [
    ("current", "Lives here now"),
    ("former", "Lived here before"),
    ("safe", "Safe address"),
    ("confidential", "Confidential address"),
]
WAYS = [
    ("in_person", "In person"),
    ("call", "Telephone call"),
    ("text", "Text message"),
    ("email", "E-mail"),
    ("through", "Only through another person"),
]
FOR_WHOM = [
    ("victim", "Victim"),
    ("child", "Child"),
    ("perpetrator", "Perpetrator"),
    ("other", "Other"),
]
UNDECIDED = models.Q(accepted__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
DECIDED = models.Q(accepted__isnull=False, decided_at__isnull=False, decided_by__isnull=False)
RIGHT = ("detail__in", ["confirmed", "named"])
OPEN = models.Q(("put_aside_at", None), ("put_aside_by", None))
PUT_ASIDE = models.Q(
    ("put_aside_at__isnull", False), ("put_aside_by__isnull", False), ("recorded__isnull", True)
)
KEY = ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False))


def to(model, **more):
    return models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=model, **more)


def maybe(model, **more):
    return to(model, blank=True, null=True, **more)


def decided_by_somebody(table):
    return models.CheckConstraint(
        condition=models.Q(UNDECIDED, DECIDED, _connector="OR"), name=f"{table}_decided_by_somebody"
    )


def proposed(name, *fields, last=()):
    """A table of what an agency says of somebody, and that of its past."""
    return with_history(
        migrations.CreateModel(
            name=name,
            fields=[
                KEY,
                ("source", models.CharField(blank=True, max_length=200, verbose_name="how the agency knows")),
                ("proposed_at", models.DateTimeField()),
                ("accepted", models.BooleanField(blank=True, null=True, verbose_name="accepted")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                *fields,
                ("agency", to("sharing.agency")),
                ("decided_by", maybe(settings.AUTH_USER_MODEL)),
                ("party", to("sharing.party")),
                ("proposed_by", to(settings.AUTH_USER_MODEL)),
                ("scope", to("sharing.scope")),
                *last,
            ],
            options={"ordering": ["proposed_at", "id"], "constraints": [decided_by_somebody(name.lower())]},
        )
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_referrals")]
    replaces = [
        ("meetings", "0003_hearings"),
        ("meetings", "0010_added_people"),
        ("meetings", "0012_cases_behind"),
        ("meetings", "0015_kept_minutes"),
        ("meetings", "0017_searched_in_parts"),
        ("meetings", "0018_proposals"),
        ("meetings", "0021_confirmed_as"),
        ("meetings", "0022_put_aside"),
        ("meetings", "0023_named"),
        ("meetings", "0025_followed"),
        ("meetings", "0028_ways_proposed"),
        ("meetings", "0029_proposals_waiting"),
        ("meetings", "0030_compared"),
        ("meetings", "0031_corrected_people"),
        ("meetings", "0032_left_drafts"),
        ("meetings", "0033_altered_drafts"),
    ]

    operations = [
        InOneStep(
            *with_history(
                migrations.CreateModel(
                    name="ResearchRequest",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("meeting", models.ForeignKey(on_delete=models.PROTECT, related_name="requests", to="meetings.meeting")),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("asked_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.CharField(blank=True, choices=[("", "Not answered"), ("known", "Known to us"), ("not_known", "Not known to us"), ("not_yet", "Cannot check yet")], default="", max_length=10)),
                        ("known_parties", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                        ("unchecked_parties", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                        ("searched", models.CharField(blank=True, max_length=300, verbose_name="where was searched")),
                        ("check_by", models.DateField(blank=True, null=True, verbose_name="can check by")),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("returned", models.PositiveIntegerField(default=0)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("submitted_by", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("added_parties", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                        ("searched_by", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[("names", "Names"), ("other_names", "Other names and spellings"), ("born", "Dates of birth")], max_length=12), blank=True, default=list, size=None)),
                        ("looked_up", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                        ("looked_up_as", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                    ],
                    options={
                        "ordering": ["due_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("scope", "meeting", "agency"), name="one_request_per_agency_and_meeting"),
                            models.CheckConstraint(condition=models.Q(models.Q(("submitted_at__isnull", True), ("submitted_by__isnull", True)), models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)), _connector="OR"), name="research_submitted_at_with_by"),
                            models.CheckConstraint(condition=models.Q(models.Q(("answer", "not_yet"), _negated=True), ("check_by__isnull", False), _connector="OR"), name="cannot_check_yet_says_until_when"),
                            models.CheckConstraint(condition=models.Q(("looked_up__len", models.F("looked_up_as__len"))), name="research_looked_up_as_somebody"),
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Hearing",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("meeting", models.ForeignKey(on_delete=models.PROTECT, related_name="hearings", to="meetings.meeting")),
                        ("presented_by", models.CharField(blank=True, max_length=120, verbose_name="presented by")),
                        ("summary", models.TextField(blank=True, max_length=4000, verbose_name="summary")),
                        ("spoken", models.TextField(blank=True, max_length=4000, verbose_name="information shared verbally")),
                        ("risks", models.TextField(blank=True, max_length=4000, verbose_name="risks")),
                        ("protective", models.TextField(blank=True, max_length=4000, verbose_name="what protects")),
                        ("decisions", models.TextField(blank=True, max_length=4000, verbose_name="decisions")),
                        ("plan_gap_reason", models.TextField(blank=True, max_length=2000, verbose_name="why the plan has a gap")),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("kept", models.JSONField(blank=True, null=True, verbose_name="minutes while on hold")),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("scope", "meeting"), name="one_hearing_a_meeting")],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="CaseMinutes",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("meeting", models.ForeignKey(on_delete=models.PROTECT, related_name="minutes", to="meetings.meeting")),
                        ("content", models.JSONField()),
                        ("agreed_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("agreed_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("scope", "meeting"), name="minutes_agreed_once")],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Action",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("meeting", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="actions", to="meetings.meeting")),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="actions", to="sharing.agency")),
                        ("what", models.CharField(max_length=500, verbose_name="action")),
                        ("for_whom", models.CharField(choices=[("victim", "Victim"), ("child", "Child"), ("perpetrator", "Perpetrator"), ("other", "Other")], max_length=12, verbose_name="for")),
                        ("party", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="sharing.party")),
                        ("owner", models.CharField(blank=True, max_length=120, verbose_name="owner")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                        ("before_meeting", models.BooleanField(default=False, verbose_name="done before the meeting")),
                        ("state", models.CharField(choices=[("open", "Open"), ("in_progress", "In progress"), ("completed", "Completed"), ("not_possible", "Not possible, circumstances changed"), ("not_done", "Not done"), ("struck", "Struck out")], default="open", max_length=12)),
                        ("result", models.TextField(blank=True, max_length=2000, verbose_name="outcome or reason")),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("recorded_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("recorded_at", models.DateTimeField()),
                        ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="agency reminded")),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "ordering": ["position", "recorded_at", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("before_meeting", True), ("due_on__isnull", False), _connector="OR"), name="action_has_a_due_date"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("ended_on__isnull", True), ("state__in", ["open", "in_progress"])), models.Q(("state__in", ["completed", "not_possible", "not_done", "struck"]), ("ended_on__isnull", False), models.Q(("result", ""), _negated=True)), _connector="OR"),
                                name="ended_action_says_how_and_when",
                            ),
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="ActionUpdate",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("action", models.ForeignKey(on_delete=models.PROTECT, related_name="updates", to="meetings.action")),
                        ("state", models.CharField(choices=[("open", "Open"), ("in_progress", "In progress"), ("completed", "Completed"), ("not_possible", "Not possible, circumstances changed"), ("not_done", "Not done"), ("struck", "Struck out")], max_length=12)),
                        ("note", models.TextField(blank=True, max_length=2000)),
                        ("author", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("updated_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["updated_at", "id"],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="DetailProposal",
                    fields=[
                        KEY,
                        ("scope", to("sharing.scope")),
                        ("agency", to("sharing.agency")),
                        ("party", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.party")),
                        ("detail", models.CharField(choices=DETAILS, max_length=12, verbose_name="detail")),
                        ("value", models.CharField(blank=True, max_length=300, verbose_name="what it should be")),
                        ("source", models.CharField(blank=True, max_length=200, verbose_name="how the agency knows")),
                        ("proposed_by", to(settings.AUTH_USER_MODEL)),
                        ("proposed_at", models.DateTimeField()),
                        ("accepted", models.BooleanField(blank=True, null=True, verbose_name="accepted")),
                        ("decided_by", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("confirmed_as", models.UUIDField(blank=True, null=True)),
                        ("stood", models.CharField(blank=True, max_length=300, verbose_name="what stood before")),
                    ],
                    options={
                        "ordering": ["proposed_at", "id"],
                        "constraints": [
                            decided_by_somebody("detailproposal"),
                            models.CheckConstraint(condition=models.Q(models.Q(RIGHT, _negated=True), models.Q(("accepted__isnull", True), ("value", "")), _connector="OR"), name="what_is_confirmed_is_not_decided_on"),
                            models.CheckConstraint(condition=models.Q(RIGHT, ("confirmed_as", None), _connector="OR"), name="nothing_else_is_confirmed"),
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="ActionProposal",
                    fields=[
                        KEY,
                        ("scope", to("sharing.scope")),
                        ("agency", to("sharing.agency")),
                        ("by_agency", to("sharing.agency")),
                        ("what", models.CharField(max_length=500, verbose_name="action")),
                        ("for_whom", models.CharField(choices=FOR_WHOM, max_length=12, verbose_name="for")),
                        ("proposed_by", to(settings.AUTH_USER_MODEL)),
                        ("proposed_at", models.DateTimeField()),
                        ("recorded", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="meetings.action")),
                        ("put_aside_at", models.DateTimeField(blank=True, null=True)),
                        ("put_aside_by", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "ordering": ["proposed_at", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(OPEN, PUT_ASIDE, _connector="OR"), name="proposal_put_aside_by_somebody"),
                        ],
                    },
                ),
            ),
            *proposed(
                "AddressProposal",
                ("kind", models.CharField(choices=KINDS, max_length=12, verbose_name="kind")),
                ("lines", models.TextField(max_length=300, verbose_name="address")),
                ("postcode", models.CharField(blank=True, max_length=10, verbose_name="postcode")),
                ("replaces", maybe("sharing.address", verbose_name="in the place of")),
                last=[("became", maybe("sharing.address", verbose_name="which address it became"))],
            ),
            *proposed(
                "ContactProposal",
                ("way", models.CharField(choices=WAYS, max_length=10, verbose_name="safe way")),
                ("details", models.CharField(blank=True, max_length=200, verbose_name="number, place or person")),
                ("times", models.CharField(blank=True, max_length=200, verbose_name="safe times")),
                ("never", models.CharField(blank=True, max_length=200, verbose_name="never do this")),
                ("phone_watched", models.BooleanField(default=False, verbose_name="the phone may be watched")),
                ("confirmed_by", models.CharField(max_length=120, verbose_name="confirmed by")),
                ("confirmed_on", models.DateField(verbose_name="confirmed on")),
                ("stood", maybe("sharing.safecontact", verbose_name="what stood before")),
            ),
        ),
        at_once(
            *wall_with_history("meetings", "researchrequest"),
            *wall_with_history("meetings", "hearing"),
            *wall_with_history("meetings", "action"),
            *wall_with_history("meetings", "actionupdate"),
            # Agreed minutes are frozen: the web role adds them and never changes them.
            *wall_with_history("meetings", "caseminutes", rights="SELECT, INSERT"),
            *wall_with_history("meetings", "detailproposal", and_also=COMPARED),
            *wall_with_history("meetings", "actionproposal", and_also=COMPARED),
            *wall_with_history("meetings", "addressproposal", and_also=OWN_OR_COMPARED),
            *wall_with_history("meetings", "contactproposal", and_also=OWN_OR_COMPARED),
        ),
        run_file(
            SQL / "past_the_wall.sql",
            "DROP FUNCTION case_of_reference, case_behind, joined_cases, case_references",
        ),
        run_file(SQL / "cases_behind.sql", "DROP FUNCTION cases_behind(uuid[])"),
        run_file(
            SQL / "followed.sql",
            """
            DROP POLICY followed ON meetings_case;
            DROP POLICY followed ON meetings_staffwarning;
            DROP POLICY followed ON meetings_action;
            DROP FUNCTION followed_cases();
            """,
        ),
        run_file(SQL / "proposals_waiting.sql", "DROP FUNCTION proposals_waiting()"),
        run_file(
            SQL / "corrected_people.sql",
            """
            DROP FUNCTION people_acknowledgements, people_corrections_in, people_corrections_waiting,
                looks_at_people, corrected_people;
            """,
        ),
        run_file(
            SQL / "left_drafts.sql",
            "DROP FUNCTION erase_drafts, drafts_left, rules_in_force",
        ),
    ]
