"""Areas, agencies and people: who works where, how they sign in, what is their own, and on which lawful
bases each agency shares."""

import uuid

import django.contrib.postgres.fields
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from sharing.schema import InOneStep, at_once, with_history
from sharing.walls import ALL, open_to_web, open_with_history

# Accounts have a past of these, and of nothing by which somebody signs in.
_, PAST_OF_USER = with_history(
    migrations.CreateModel(
        name="User",
        fields=[
            ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
            ("name", models.CharField(max_length=100, verbose_name="name")),
            ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
        ],
    )
)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]
    # The steps in which all this was made before the first release, shared out among the migrations of
    # today: a database that has taken all of them is left as it is. The first and the last but one stand
    # here, so that one that has taken only some is refused (see the next migration).
    replaces = [
        ("sharing", "0001_initial"),
        ("sharing", "0001_people"),
        ("sharing", "0018_own_openings"),
        ("sharing", "0022_bases"),
        ("sharing", "0041_own_names_last"),
    ]

    operations = [
        InOneStep(
            *with_history(
                migrations.CreateModel(
                    name="Area",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                        ("prefix", models.CharField(max_length=4, unique=True, verbose_name="letters before references")),
                        ("holidays", models.CharField(default="ENG", max_length=3, verbose_name="bank holidays of")),
                        ("emergency_hours", models.PositiveSmallIntegerField(default=4, verbose_name="hours of an emergency")),
                        ("alert_days", models.PositiveSmallIntegerField(default=730, verbose_name="days that alerts are kept")),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("emergency_hours__range", (1, 72))), name="emergency_ends_within_days"), models.CheckConstraint(condition=models.Q(("alert_days__range", (30, 3650))), name="alerts_are_kept_for_a_month_to_ten_years")],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Agency",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("area", models.ForeignKey(on_delete=models.PROTECT, related_name="agencies", to="sharing.area")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("police", "Police"),
                                    ("idva", "IDVA service"),
                                    ("housing", "Housing"),
                                    ("children", "Children’s social care"),
                                    ("adults", "Adult social care"),
                                    ("probation", "Probation"),
                                    ("health_visiting", "Health visiting"),
                                    ("mental_health", "Mental health"),
                                    ("acute", "Acute hospital"),
                                    ("primary_care", "Primary care"),
                                    ("substance", "Substance misuse"),
                                    ("education", "Education"),
                                    ("fire", "Fire and rescue"),
                                    ("refuge", "Refuge"),
                                    ("voluntary", "Voluntary sector"),
                                    ("other", "Other"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                        ("mailbox", models.EmailField(blank=True, max_length=254, verbose_name="shared mailbox for notices")),
                        ("core", models.BooleanField(default=True, verbose_name="asked about every case")),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [models.UniqueConstraint(fields=("area", "name"), name="agency_name_once_in_area")],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="signatures", to="sharing.agency")),
                        ("signed_on", models.DateField(verbose_name="signed on")),
                        ("review_on", models.DateField(verbose_name="to be reviewed on")),
                        ("stopped_on", models.DateField(blank=True, null=True, verbose_name="withdrawn or suspended on")),
                    ],
                    options={
                        "constraints": [models.CheckConstraint(condition=models.Q(("review_on__gt", models.F("signed_on"))), name="signature_reviewed_after_signed"), models.UniqueConstraint(condition=models.Q(("stopped_on__isnull", True)), fields=("agency",), name="one_standing_signature_per_agency")],
                    },
                ),
            ),
            migrations.CreateModel(
                name="User",
                fields=[
                    ("password", models.CharField(max_length=128, verbose_name="password")),
                    ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                    ("name", models.CharField(max_length=100, verbose_name="name")),
                    ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                ],
                options={
                    "constraints": [models.UniqueConstraint(django.db.models.functions.text.Lower("email"), name="email_once")],
                },
            ),
            PAST_OF_USER,
            *with_history(
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("user", models.ForeignKey(on_delete=models.PROTECT, related_name="memberships", to=settings.AUTH_USER_MODEL)),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="memberships", to="sharing.agency")),
                        (
                            "role",
                            models.CharField(
                                choices=[("coordinator", "Coordinator"), ("chair", "Chair"), ("representative", "Representative"), ("referrer", "Referrer"), ("idva", "IDVA"), ("observer", "Observer"), ("lead", "Safeguarding lead"), ("administrator", "Account administrator")], max_length=20, verbose_name="role"
                            ),
                        ),
                        ("standing", models.CharField(blank=True, choices=[("", "Regular"), ("deputy", "Deputy"), ("acting", "Acting")], default="", max_length=10, verbose_name="standing")),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        ("admitted_to", models.UUIDField(blank=True, null=True, verbose_name="admitted to")),
                        ("invited_as", models.CharField(blank=True, default="", max_length=100)),
                        ("proposed_by", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("confirmed_by", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("confirmed_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["starts_on", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("confirmed_by__isnull", True), models.Q(("confirmed_at__isnull", False), ("proposed_by__isnull", False)), _connector="OR"), name="membership_is_confirmed_some_day"),
                            models.CheckConstraint(condition=models.Q(models.Q(("confirmed_by", models.F("proposed_by")), _negated=True), models.Q(("confirmed_by", models.F("user")), _negated=True)), name="membership_takes_two_people"),
                            models.CheckConstraint(condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"), name="membership_ends_after_start"),
                            models.CheckConstraint(condition=models.Q(models.Q(("standing", "acting"), _negated=True), ("ends_on__isnull", False), _connector="OR"), name="acting_membership_is_dated"),
                            models.CheckConstraint(condition=models.Q(models.Q(("role", "observer"), _negated=True), ("admitted_to__isnull", False), _connector="OR"), name="observer_is_admitted_to_one_meeting"),
                        ],
                    },
                ),
            ),
            migrations.CreateModel(
                name="PasswordLink",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("user", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("token_hash", models.BinaryField(unique=True)),
                    ("made_at", models.DateTimeField()),
                    ("used_at", models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name="AccountCorrection",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("user", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("name_before", models.CharField(max_length=100)),
                    ("email_before", models.EmailField(max_length=254)),
                    ("corrected_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("corrected_at", models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name="FactorReset",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("user", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("proposed_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("proposed_at", models.DateTimeField()),
                    ("checked", models.CharField(max_length=200, verbose_name="how you made sure who asks")),
                    ("decided_by", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("decided_at", models.DateTimeField(null=True)),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)), models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)), _connector="OR"), name="reset_is_decided_by_somebody"),
                        models.CheckConstraint(condition=models.Q(("decided_by", models.F("proposed_by")), _negated=True), name="reset_takes_two_people"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CodeDevice",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("user", models.ForeignKey(help_text="The user that this device belongs to.", on_delete=models.CASCADE, to=settings.AUTH_USER_MODEL)),
                    ("name", models.CharField(help_text="The human-readable name of this device.", max_length=64)),
                    ("confirmed", models.BooleanField(default=True, help_text="Is this device ready for use?")),
                    ("throttling_failure_timestamp", models.DateTimeField(blank=True, default=None, help_text="A timestamp of the last failed verification attempt. Null if last attempt succeeded.", null=True)),
                    ("throttling_failure_count", models.PositiveIntegerField(default=0, help_text="Number of successive failed attempts.")),
                    ("created_at", models.DateTimeField(auto_now_add=True, help_text="The date and time when this device was initially created in the system.", null=True)),
                    ("last_used_at", models.DateTimeField(blank=True, help_text="The most recent date and time this device was used.", null=True)),
                    ("sealed_seed", models.BinaryField()),
                    ("drift", models.SmallIntegerField(default=0)),
                    ("last_step", models.BigIntegerField(default=-1)),
                ],
                options={
                    "constraints": [models.UniqueConstraint(condition=models.Q(("confirmed", True)), fields=("user",), name="one_confirmed_device")],
                },
            ),
            migrations.CreateModel(
                name="RecoveryCode",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("user", models.ForeignKey(help_text="The user that this device belongs to.", on_delete=models.CASCADE, to=settings.AUTH_USER_MODEL)),
                    ("name", models.CharField(help_text="The human-readable name of this device.", max_length=64)),
                    ("confirmed", models.BooleanField(default=True, help_text="Is this device ready for use?")),
                    ("throttling_failure_timestamp", models.DateTimeField(blank=True, default=None, help_text="A timestamp of the last failed verification attempt. Null if last attempt succeeded.", null=True)),
                    ("throttling_failure_count", models.PositiveIntegerField(default=0, help_text="Number of successive failed attempts.")),
                    ("created_at", models.DateTimeField(auto_now_add=True, help_text="The date and time when this device was initially created in the system.", null=True)),
                    ("last_used_at", models.DateTimeField(blank=True, help_text="The most recent date and time this device was used.", null=True)),
                    ("hashes", django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), default=list, size=None)),
                ],
            ),
            migrations.CreateModel(
                name="PortalSession",
                fields=[
                    ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key")),
                    ("session_data", models.TextField(verbose_name="session data")),
                    ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                    ("user", models.ForeignKey(null=True, on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "indexes": [models.Index(fields=["user", "expire_date"], name="session_of_user")],
                },
            ),
            migrations.CreateModel(
                name="FormToken",
                fields=[
                    ("token", models.UUIDField(primary_key=True, serialize=False)),
                    ("user", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("location", models.CharField(default="", max_length=300)),
                    ("content", models.BinaryField(null=True)),
                    ("sent_at", models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name="KeptForm",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("user", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("path", models.CharField(max_length=300)),
                    ("ciphertext", models.BinaryField()),
                    ("kept_at", models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name="UnsentForm",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("user", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("path", models.CharField(max_length=300)),
                    ("ciphertext", models.BinaryField()),
                    ("saved_at", models.DateTimeField()),
                    ("recorded_at", models.DateTimeField()),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("user", "path"), name="one_unsent_form_a_page")],
                },
            ),
            migrations.CreateModel(
                name="CaseOpening",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("user", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("agency", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="sharing.agency")),
                    ("case_id", models.UUIDField()),
                    ("opened_at", models.DateTimeField(null=True)),
                    ("explained_at", models.DateTimeField(null=True)),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("user", "agency", "case_id"), name="one_opening_of_a_case")],
                },
            ),
            *with_history(
                migrations.CreateModel(
                    name="AgencyBases",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField()),
                        ("bases", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), size=None, verbose_name="lawful bases")),
                        ("other", models.CharField(blank=True, max_length=300, verbose_name="in the agency’s own words")),
                        ("in_force_from", models.DateField(verbose_name="from")),
                        ("set_at", models.DateTimeField()),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="bases", to="sharing.agency")),
                        ("set_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "ordering": ["agency", "-version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("agency", "version"), name="agency_bases_version_once")
                        ],
                    },
                ),
            ),
        ),
        at_once(
            *open_with_history("sharing", "area"),
            *open_with_history("sharing", "agency"),
            *open_with_history("sharing", "signature"),
            *open_with_history("sharing", "membership"),
            *open_with_history("sharing", "agencybases"),
            open_to_web("sharing_user"),
            open_to_web("sharing_passwordlink"),
            open_to_web("sharing_accountcorrection"),
            open_to_web("sharing_factorreset"),
            open_to_web("sharing_codedevice", ALL),
            open_to_web("sharing_recoverycode", ALL),
            open_to_web("sharing_portalsession", ALL),
            # What somebody was called is read by the comparison alone: pages show what they are called.
            migrations.RunSQL(
                """
                ALTER TABLE sharing_historicaluser ENABLE ROW LEVEL SECURITY;
                CREATE POLICY add_to_past ON sharing_historicaluser FOR INSERT TO portal_web
                    WITH CHECK (true);
                CREATE POLICY compare ON sharing_historicaluser FOR SELECT TO portal_web
                    USING (current_setting('portal.reach') = 'system');
                GRANT SELECT, INSERT ON sharing_historicaluser TO portal_web
                """,
                "REVOKE ALL ON sharing_historicaluser FROM portal_web",
            ),
        ),
    ]
