"""Cases, from referral to their end, each table behind the wall."""

import uuid

import django.contrib.postgres.fields
import django.db.models.constraints
from django.conf import settings
from django.db import migrations, models

from sharing.schema import InOneStep, at_once, with_history
from sharing.walls import wall_with_history

STAGES = [
    ("draft", "Draft"),
    ("stopped", "Stopped: under 16"),
    ("discarded", "Thrown away"),
    ("triage", "Triage"),
    ("returned", "Returned to referrer"),
    ("declining", "Second decision"),
    ("declined", "Declined"),
    ("joined", "Joined to another case"),
    ("accepted", "Accepted"),
    ("listed", "Listed"),
    ("research", "Research"),
    ("hearing", "Being heard"),
    ("heard", "Heard"),
    ("actions", "Actions"),
    ("complete", "Actions complete"),
    ("withdrawn", "Withdrawn"),
    ("wrong_area", "Sent to the right area"),
    ("transferred", "Transferred out"),
    ("died", "On hold: someone died"),
]
# Who has told its staff is for the agency itself, coordinator and chair, and the comparison of the past with
# the trail, which else takes the rows for removed.
OWN = (
    "current_setting('portal.reach') = 'area' OR agency_id = current_setting('portal.agency')::uuid"
    " OR current_setting('portal.reach') = 'system'"
)
# As `mark_of_repeat` of `meetings/rules/triage.py` makes it. The function is asked once for a query.
NOT_WALLED_OFF = """
    mark <> ALL (ARRAY(
        SELECT encode(sha256(uuid_send(scope_id) || uuid_send(w)), 'hex')
        FROM unnest((SELECT walled_from())) AS w
    ))
"""


class Migration(migrations.Migration):
    # By its former name: a database that has taken only some of the former steps is refused by it. So is
    # `sqlmigrate`, which asks for the former steps themselves, as long as they are named here.
    dependencies = [("meetings", "0001_meetings")]
    replaces = [
        ("meetings", "0002_cases"),
        ("meetings", "0006_taking_back"),
        ("meetings", "0011_staff_warnings"),
        ("meetings", "0019_repeat_of"),
        ("meetings", "0026_repeat_found"),
    ]

    operations = [
        InOneStep(
            *with_history(
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        ("scope", models.OneToOneField(on_delete=models.PROTECT, primary_key=True, related_name="+", serialize=False, to="sharing.scope")),
                        ("reference", models.CharField(max_length=12, unique=True)),
                        ("stage", models.CharField(choices=STAGES, default="draft", max_length=12)),
                        ("protocol", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="meetings.protocol")),
                        ("meeting", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="cases", to="meetings.meeting")),
                        ("position", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("with_children", models.BooleanField(default=False)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("stage_since", models.DateTimeField()),
                        ("deferrals", models.PositiveSmallIntegerField(default=0)),
                        ("joined_to", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="joined", to="meetings.case")),
                        ("came_from", models.CharField(blank=True, max_length=100, verbose_name="transferred in from")),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("left_until", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["position", "reference"],
                        "constraints": [
                            models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable["DEFERRED"], fields=("meeting", "position"), name="one_case_at_a_place_of_the_order"),
                            models.CheckConstraint(condition=models.Q(models.Q(("stage", "joined"), _negated=True), ("joined_to__isnull", False), _connector="OR"), name="joined_case_says_to_which"),
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="CaseStage",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("from_stage", models.CharField(choices=STAGES, max_length=12)),
                        ("to_stage", models.CharField(choices=STAGES, max_length=12)),
                        ("reason", models.TextField(blank=True, max_length=2000)),
                        ("moved_by", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("moved_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["moved_at", "id"],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Development",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("kind", models.CharField(choices=[("incident", "New incident"), ("order", "Order, bail or licence condition")], max_length=10, verbose_name="what it is")),
                        ("happened_on", models.DateField(verbose_name="date")),
                        ("text", models.TextField(max_length=4000, verbose_name="what happened, or what the order says")),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("author", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("added_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-added_at", "id"],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Exit",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("kind", models.CharField(choices=[("withdrawn", "Withdrawn"), ("wrong_area", "Wrong area"), ("out", "Transferred to another area"), ("in", "Transferred from another area"), ("died", "Someone died")], max_length=12)),
                        ("area_name", models.CharField(blank=True, max_length=100, verbose_name="the other area")),
                        ("reason", models.TextField(max_length=2000, verbose_name="reason")),
                        ("happened_on", models.DateField(verbose_name="date")),
                        ("parties", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                        ("recorded_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("recorded_at", models.DateTimeField()),
                    ],
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Referral",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("author", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("worker_name", models.CharField(blank=True, max_length=100, verbose_name="name of the worker who refers")),
                        ("worker_role", models.CharField(blank=True, max_length=100, verbose_name="their job")),
                        ("worker_contact", models.CharField(blank=True, max_length=200, verbose_name="how to reach them")),
                        ("incident_on", models.DateField(blank=True, null=True, verbose_name="date of the incident")),
                        ("what_happened", models.TextField(blank=True, max_length=8000, verbose_name="what happened")),
                        ("background", models.TextField(blank=True, max_length=8000, verbose_name="history")),
                        ("done_today", models.TextField(blank=True, max_length=4000, verbose_name="what has been done today to keep them safe")),
                        ("child_referral", models.CharField(blank=True, max_length=10, verbose_name="referral to children’s social care")),
                        ("child_referral_on", models.DateField(blank=True, null=True)),
                        ("danger_to_staff", models.CharField(blank=True, max_length=300, verbose_name="danger to staff")),
                        (
                            "grounds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(choices=[("high_risk", "Visible high risk"), ("judgement", "Professional judgement"), ("escalation", "Potential escalation"), ("repeat", "Repeat"), ("local", "Local automatic ground")], max_length=12), default=list, size=None
                            ),
                        ),
                        ("judgement", models.TextField(blank=True, max_length=4000, verbose_name="professional judgement")),
                        ("local_ground", models.CharField(blank=True, max_length=30, verbose_name="local ground")),
                        ("incident_count", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="incidents in the period")),
                        ("earlier_marac", models.CharField(blank=True, max_length=300, verbose_name="earlier referrals")),
                        ("steps_done", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None)),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="RiskAssessment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("tool", models.CharField(default="DASH", max_length=40, verbose_name="tool")),
                        ("tool_version", models.CharField(default="2009", max_length=40, verbose_name="version")),
                        ("assessed_on", models.DateField(verbose_name="date")),
                        ("source", models.CharField(blank=True, max_length=200, verbose_name="source, if not the victim")),
                        ("answers", models.JSONField(default=dict)),
                        ("comment", models.TextField(blank=True, max_length=4000, verbose_name="comment")),
                        ("author", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "ordering": ["-assessed_on", "-id"],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="TriageDecision",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("kind", models.CharField(choices=[("accept", "Accept"), ("return", "Return for completion"), ("decline", "Decline"), ("join", "Join to another case")], max_length=10, verbose_name="decision")),
                        ("protocol", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="meetings.protocol")),
                        ("ticks", models.PositiveSmallIntegerField()),
                        ("not_known", models.PositiveSmallIntegerField()),
                        ("grounds_met", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), default=list, size=None)),
                        ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                        ("instead", models.CharField(blank=True, max_length=300, verbose_name="where it goes instead")),
                        ("decided_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("decided_at", models.DateTimeField()),
                        ("second_by", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("second_at", models.DateTimeField(blank=True, null=True)),
                        ("second_agrees", models.BooleanField(blank=True, null=True)),
                        ("second_reason", models.TextField(blank=True, max_length=2000)),
                    ],
                    options={
                        "ordering": ["-decided_at"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(models.Q(("kind", "decline"), _negated=True), models.Q(models.Q(("reason", ""), _negated=True), models.Q(("instead", ""), _negated=True)), _connector="OR"), name="decline_has_reason_and_other_way"),
                            models.CheckConstraint(condition=models.Q(("second_by__isnull", True), models.Q(("second_by", models.F("decided_by")), _negated=True), _connector="OR"), name="second_decision_by_another"),
                            models.CheckConstraint(condition=models.Q(models.Q(("second_at__isnull", True), ("second_by__isnull", True)), models.Q(("second_at__isnull", False), ("second_by__isnull", False)), _connector="OR"), name="second_decision_at_with_by"),
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="ContactAttempt",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("attempted_at", models.DateTimeField(verbose_name="when")),
                        ("way", models.CharField(max_length=100, verbose_name="how")),
                        ("result", models.CharField(choices=[("reached", "Spoke with the victim"), ("no_answer", "Not reached"), ("unsafe", "Stopped: not safe"), ("declined", "Does not want support now")], max_length=10, verbose_name="result")),
                        ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                        ("author", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "ordering": ["-attempted_at", "-id"],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Voice",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("party", models.ForeignKey(on_delete=models.PROTECT, related_name="voices", to="sharing.party")),
                        ("wishes", models.TextField(max_length=4000, verbose_name="wishes")),
                        ("heard_on", models.DateField(verbose_name="heard on")),
                        ("heard_by", models.CharField(max_length=120, verbose_name="heard by")),
                        ("author", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "ordering": ["-heard_on", "-id"],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="OutcomePlan",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("who", models.CharField(max_length=120, verbose_name="who tells the victim")),
                        ("way", models.CharField(max_length=200, verbose_name="how")),
                        ("by", models.DateField(verbose_name="by")),
                        ("told_on", models.DateField(blank=True, null=True, verbose_name="told on")),
                        ("author", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="TakingBack",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("death", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="meetings.exit")),
                        ("reason", models.TextField(max_length=2000, verbose_name="reason")),
                        ("proposed_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("proposed_at", models.DateTimeField()),
                        ("second_by", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("second_at", models.DateTimeField(blank=True, null=True)),
                        ("second_agrees", models.BooleanField(blank=True, null=True)),
                        ("second_reason", models.TextField(blank=True, max_length=2000)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("second_at__isnull", True)), fields=("death",), name="death_taken_back_once_at_a_time"),
                            models.CheckConstraint(condition=models.Q(("second_by", models.F("proposed_by")), _negated=True), name="death_taken_back_by_two_people"),
                            models.CheckConstraint(condition=models.Q(models.Q(("second_agrees__isnull", True), ("second_at__isnull", True), ("second_by__isnull", True)), models.Q(("second_agrees__isnull", False), ("second_at__isnull", False), ("second_by__isnull", False)), _connector="OR"), name="death_taken_back_is_decided_by_somebody"),
                            models.CheckConstraint(condition=models.Q(models.Q(("second_agrees", False), _negated=True), models.Q(("second_reason", ""), _negated=True), _connector="OR"), name="death_that_stands_says_why"),
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="StaffWarning",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("given_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("given_at", models.DateTimeField()),
                        ("text", models.CharField(max_length=300, verbose_name="what staff must know")),
                        ("about", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="sharing.party")),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_by", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("why_ended", models.CharField(blank=True, max_length=300, verbose_name="why it is over")),
                    ],
                    options={
                        "ordering": ["-given_at", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="warning_says_something"),
                            models.CheckConstraint(condition=models.Q(models.Q(("ended_at__isnull", True), ("ended_by__isnull", True), ("why_ended", "")), models.Q(("ended_at__isnull", False), ("ended_by__isnull", False), models.Q(("why_ended", ""), _negated=True)), _connector="OR"), name="warning_ended_by_somebody_who_says_why"),
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="StaffTold",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("warning", models.ForeignKey(on_delete=models.PROTECT, related_name="told", to="meetings.staffwarning")),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("told_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("told_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("warning", "agency"), name="agency_tells_its_staff_once"),
                        ],
                    },
                ),
            ),
            *with_history(
                # That triage found a repeat, one row for each earlier case: behind the wall of that one, and
                # without its name.
                migrations.CreateModel(
                    name="RepeatFound",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("decision", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="meetings.triagedecision")),
                        ("mark", models.CharField(max_length=64)),
                        ("alone", models.BooleanField(default=False)),
                    ],
                ),
            ),
        ),
        at_once(
            *wall_with_history("meetings", "case"),
            *wall_with_history("meetings", "casestage"),
            *wall_with_history("meetings", "development"),
            *wall_with_history("meetings", "exit"),
            *wall_with_history("meetings", "referral"),
            *wall_with_history("meetings", "riskassessment"),
            *wall_with_history("meetings", "triagedecision"),
            *wall_with_history("meetings", "contactattempt"),
            *wall_with_history("meetings", "voice"),
            *wall_with_history("meetings", "outcomeplan"),
            *wall_with_history("meetings", "takingback"),
            *wall_with_history("meetings", "staffwarning"),
            *wall_with_history("meetings", "stafftold", and_also=OWN),
            *wall_with_history(
                "meetings", "repeatfound", rights="SELECT, INSERT", and_also=NOT_WALLED_OFF
            ),
        ),
    ]
