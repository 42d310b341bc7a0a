"""What hangs on a case: who may see it, who is in it, what agencies know, and the files that they attach. A
wall stands round each table, and round what is a person's own."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from sharing.schema import InOneStep, at_once, run_file, with_history
from sharing.walls import CONTENT, SCOPE_IS_THERE, wall, wall_with_history

SQL = Path(__file__).resolve().parent.parent / "sql"

# Who has a conflict of interest is for those who keep the walls, not for the colleagues.
KEEPERS = (
    "current_setting('portal.reach') IN ('area', 'trail', 'system')"
    " AND scope_is_there({scope})"
)
# Who opened, and those who keep the walls; nobody else learns of an emergency.
KEEPERS_AND_SELF = (
    "(current_setting('portal.reach') IN ('area', 'trail', 'system')"
    " OR user_id = current_setting('portal.user')::uuid)"
    " AND scope_is_there({scope})"
)
# Whoever writes a referral says who must not see it, and reads what they said until it is
# submitted; from then on the walls are for those who keep them.
OWN_DRAFT = (
    "(SELECT true FROM sharing_scope s WHERE s.id = scope_id AND s.sensitivity = 'draft'"
    " AND current_setting('portal.seat')::uuid = ANY (s.referred_by))"
)
OWN_AGENCY = (
    "agency_id = current_setting('portal.agency')::uuid"
    " OR current_setting('portal.reach') = 'system'"
)
# What is not shared, or only spoken, is read by its own agency alone; so is what was not
# submitted yet, and what was taken back.
OUT = "submitted_at IS NOT NULL AND withdrawn_at IS NULL"
SHARED = f"who_may_read = 'shared' AND {OUT}"
CHAIR = "current_setting('portal.role', true) = 'chair'"
# The IDVA of the victim, by the one key of the case: a person, as one of the service that named them.
ADVOCATE = (
    "(current_setting('portal.role', true) = 'idva' AND (SELECT v.user_id"
    " FROM sharing_victimadvocate v WHERE v.scope_id = {table}.scope_id"
    " AND v.agency_id = current_setting('portal.agency')::uuid)"
    " = current_setting('portal.user')::uuid)"
)
# Nor is it read in the past of what can itself no longer be read.
STILL_THERE = "(SELECT true FROM sharing_{0} {1} WHERE {1}.id = sharing_historical{0}.id)"


def others_read(table):
    """What others read of items: what is shared and, where it names an agency, that one reads what is
    restricted; where it names none, the chair and the victim's IDVA. Reading alone: others write nothing."""
    return (
        f"(({SHARED}) OR (who_may_read = 'restricted' AND {OUT}"
        " AND current_setting('portal.reach') IN ('agency', 'area')"
        " AND (current_setting('portal.agency')::uuid = ANY (restricted_to)"
        f" OR (restricted_to = '{{}}' AND ({CHAIR} OR {ADVOCATE.format(table=table)})))))"
    )


# What the vault keeps of a file is seen by those who see what it is attached to; keys are wrapped anew by
# those who keep them.
OF_CASE = CONTENT.format(scope="scope_id")
AS_ATTACHED = (
    f"{OF_CASE} AND (current_setting('portal.reach') = 'system'"
    " OR (SELECT true FROM sharing_attachment a WHERE a.file_id = sharing_vaultfile.id))"
)
VAULT = f"""
    ALTER TABLE sharing_vaultfile ENABLE ROW LEVEL SECURITY;
    CREATE POLICY reach ON sharing_vaultfile FOR SELECT TO portal_web USING ({AS_ATTACHED});
    CREATE POLICY add ON sharing_vaultfile FOR INSERT TO portal_web WITH CHECK ({OF_CASE});
    CREATE POLICY rewrap ON sharing_vaultfile FOR UPDATE TO portal_web
        USING (current_setting('portal.reach') = 'system');
    GRANT SELECT, INSERT, UPDATE (wrapped_key, master_key) ON sharing_vaultfile TO portal_web
"""
CLAUSES = {
    "SELECT": "USING ({rule})",
    "INSERT": "WITH CHECK ({rule})",
    "UPDATE": "USING ({rule}) WITH CHECK ({rule})",
}


def by_referrer(table, *rights):
    """Let whoever wrote the referral of a draft do this too with what says who must not see it."""
    for right in rights:
        yield migrations.RunSQL(
            f"CREATE POLICY by_referrer_{right.lower()} ON {table} FOR {right} TO portal_web"
            f" {CLAUSES[right].format(rule=OWN_DRAFT)}",
            f"DROP POLICY by_referrer_{right.lower()} ON {table}",
        )


def written_by_its_agency(table):
    """What an agency shared is read by others, and written by it alone."""
    for name, clause in (("insert", "WITH CHECK"), ("update", "USING")):
        yield migrations.RunSQL(
            f"CREATE POLICY own_{name} ON {table} AS RESTRICTIVE FOR {name}"
            f" TO portal_web {clause} ({OWN_AGENCY})",
            f"DROP POLICY own_{name} ON {table}",
        )


class Migration(migrations.Migration):
    # By its former name: a database that has taken only some of the former steps is refused by it. So is
    # `sqlmigrate`, which asks for the former steps themselves, as long as they are named here.
    dependencies = [("sharing", "0001_people")]
    replaces = [
        ("sharing", "0002_cases"),
        ("sharing", "0009_vault"),
        ("sharing", "0011_attachments"),
        ("sharing", "0012_drafts"),
        ("sharing", "0013_restricted"),
        ("sharing", "0014_victim_advocate"),
        ("sharing", "0015_spoken_headings"),
        ("sharing", "0019_agencies_drafting"),
        ("sharing", "0021_withdrawn_files"),
        ("sharing", "0023_case_bases"),
        ("sharing", "0030_listed"),
    ]

    operations = [
        # First, so that it goes last: the policies of all tables ask it.
        migrations.RunSQL(SCOPE_IS_THERE, "DROP FUNCTION scope_is_there"),
        InOneStep(
            migrations.CreateModel(
                name="Scope",
                fields=[
                    ("version", models.PositiveIntegerField(default=1)),
                    ("search_circulation", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                    ("full_circulation", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                    ("referred_by", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                    ("walled", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                    ("admitted", models.JSONField(default=dict)),
                    ("sensitivity", models.CharField(choices=[("draft", "Draft: only whoever writes it"), ("normal", "Normal")], default="normal", max_length=10)),
                    ("frozen", models.BooleanField(default=False)),
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("area", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.area")),
                    ("owner_agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                ],
            ),
            migrations.CreateModel(
                name="ScopeVersion",
                fields=[
                    ("version", models.PositiveIntegerField(default=1)),
                    ("search_circulation", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                    ("full_circulation", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                    ("referred_by", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                    ("walled", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                    ("admitted", models.JSONField(default=dict)),
                    ("sensitivity", models.CharField(choices=[("draft", "Draft: only whoever writes it"), ("normal", "Normal")], default="normal", max_length=10)),
                    ("frozen", models.BooleanField(default=False)),
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="versions", to="sharing.scope")),
                    ("event_id", models.UUIDField()),
                    ("recorded_at", models.DateTimeField()),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("scope", "version"), name="scope_version_once")],
                },
            ),
            *with_history(
                migrations.CreateModel(
                    name="Conflict",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("user", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("kind", models.CharField(choices=[("declared", "Declared: the person knows and steps out"), ("silent", "Silent: the person must not learn of it")], max_length=10, verbose_name="kind")),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        ("started_on", models.DateField(verbose_name="from")),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="until")),
                    ],
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="EmergencyAccess",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("user", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("opening_event", models.UUIDField(editable=False)),
                        ("opened_at", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        ("reviewed_by", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("reviewed_at", models.DateTimeField(null=True)),
                        ("outcome", models.CharField(blank=True, choices=[("right", "It was right to open it"), ("mistake", "A mistake, with nothing more to do"), ("concern", "A concern, which is taken further")], default="", max_length=10, verbose_name="outcome")),
                        ("words", models.TextField(blank=True, default="", max_length=2000, verbose_name="what was found")),
                    ],
                    options={
                        "ordering": ["opened_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("outcome", ""), ("reviewed_at__isnull", True), ("reviewed_by__isnull", True)), models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False), models.Q(("outcome", ""), _negated=True)), _connector="OR"), name="emergency_reviewed_by_somebody"
                            ),
                            models.CheckConstraint(condition=models.Q(("reviewed_by", models.F("user")), _negated=True), name="emergency_reviewed_by_another"),
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Party",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("role", models.CharField(choices=[("victim", "Victim"), ("perpetrator", "Perpetrator"), ("child", "Child"), ("at_risk", "Other person at risk")], max_length=12, verbose_name="role in this case")),
                        ("given_name", models.CharField(blank=True, max_length=100, verbose_name="given name")),
                        ("family_name", models.CharField(blank=True, max_length=100, verbose_name="family name")),
                        ("other_names", models.CharField(blank=True, max_length=300, verbose_name="other names and spellings")),
                        ("born_on", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                        ("age_about", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="age, about")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="unborn, due on")),
                        ("gender", models.CharField(choices=[("female", "Female"), ("male", "Male"), ("other", "Another way"), ("not_asked", "Not asked")], default="not_asked", max_length=10, verbose_name="gender")),
                        (
                            "ethnicity",
                            models.CharField(
                                choices=[
                                    ("asian", "Asian or Asian British"),
                                    ("black", "Black, Black British, Caribbean or African"),
                                    ("mixed", "Mixed or multiple ethnic groups"),
                                    ("white_british", "White British"),
                                    ("white_other", "White, another background"),
                                    ("other", "Another ethnic group"),
                                    ("not_asked", "Not asked"),
                                ],
                                default="not_asked",
                                max_length=20,
                                verbose_name="ethnicity",
                            ),
                        ),
                        ("disabled", models.CharField(choices=[("yes", "Yes"), ("no", "No"), ("not_asked", "Not asked")], default="not_asked", max_length=10, verbose_name="disabled")),
                        ("lgbt", models.CharField(choices=[("yes", "Yes"), ("no", "No"), ("not_asked", "Not asked")], default="not_asked", max_length=10, verbose_name="lesbian, gay, bisexual or trans")),
                        ("pregnant", models.CharField(choices=[("yes", "Yes"), ("no", "No"), ("not_asked", "Not asked")], default="not_asked", max_length=10, verbose_name="pregnant")),
                        ("language", models.CharField(blank=True, max_length=60, verbose_name="language")),
                        ("interpreter", models.CharField(choices=[("yes", "Yes"), ("no", "No"), ("not_asked", "Not asked")], default="not_asked", max_length=10, verbose_name="interpreter needed")),
                        ("occupation", models.CharField(blank=True, max_length=100, verbose_name="work")),
                        ("lives_with", models.CharField(blank=True, max_length=100, verbose_name="lives with")),
                        ("school", models.CharField(blank=True, max_length=100, verbose_name="school or nursery")),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="taken off the case on")),
                    ],
                    options={
                        "ordering": ["position", "id"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("born_on__isnull", True), ("due_on__isnull", True), _connector="OR"), name="party_is_born_or_due")],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Relationship",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("person", models.ForeignKey(on_delete=models.PROTECT, related_name="relationships", to="sharing.party")),
                        ("other", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.party")),
                        (
                            "tie",
                            models.CharField(
                                choices=[("partner", "Partner"), ("former_partner", "Former partner"), ("parent", "Parent"), ("child", "Son or daughter"), ("sibling", "Brother or sister"), ("other_family", "Other family"), ("household", "Lives in the household"), ("not_known", "Not known")],
                                max_length=20,
                                verbose_name="relationship",
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(condition=models.Q(("ended_on__isnull", True)), fields=("person", "other"), name="one_relationship_between_two"), models.CheckConstraint(condition=models.Q(("person", models.F("other")), _negated=True), name="relationship_of_two_people")],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Address",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("party", models.ForeignKey(on_delete=models.PROTECT, related_name="addresses", to="sharing.party")),
                        ("kind", models.CharField(choices=[("current", "Lives here now"), ("former", "Lived here before"), ("safe", "Safe address"), ("confidential", "Confidential address")], max_length=12, verbose_name="kind")),
                        ("lines", models.TextField(max_length=300, verbose_name="address")),
                        ("postcode", models.CharField(blank=True, max_length=10, verbose_name="postcode")),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="until")),
                    ],
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="SafeContact",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("party", models.ForeignKey(on_delete=models.PROTECT, related_name="safe_contacts", to="sharing.party")),
                        ("way", models.CharField(choices=[("in_person", "In person"), ("call", "Telephone call"), ("text", "Text message"), ("email", "E-mail"), ("through", "Only through another person")], max_length=10, verbose_name="safe way")),
                        ("details", models.CharField(blank=True, max_length=200, verbose_name="number, place or person")),
                        ("times", models.CharField(blank=True, max_length=200, verbose_name="safe times")),
                        ("never", models.CharField(blank=True, max_length=200, verbose_name="never do this")),
                        ("phone_watched", models.BooleanField(default=False, verbose_name="the phone may be watched")),
                        ("confirmed_by", models.CharField(max_length=120, verbose_name="confirmed by")),
                        ("confirmed_on", models.DateField(verbose_name="confirmed on")),
                    ],
                    options={
                        "ordering": ["-confirmed_on", "-id"],
                        "constraints": [models.CheckConstraint(condition=models.Q(models.Q(("phone_watched", True), _negated=True), models.Q(("way__in", ["call", "text"]), _negated=True), _connector="OR"), name="watched_phone_is_never_called")],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="UnsafeToTell",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("who", models.CharField(max_length=200, verbose_name="who must not be told")),
                        ("why", models.CharField(blank=True, max_length=200, verbose_name="why")),
                    ],
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="SharingDecision",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("agreement", models.CharField(choices=[("agrees", "Agrees to the referral"), ("does_not", "Does not agree"), ("unsafe", "Not asked: not safe to ask"), ("no_time", "Not asked: no time"), ("cannot", "Cannot decide for themselves")], max_length=10, verbose_name="does the victim agree")),
                        ("asked_on", models.DateField(blank=True, null=True, verbose_name="asked on")),
                        ("necessity", models.TextField(blank=True, max_length=2000, verbose_name="why sharing is necessary")),
                        ("proportionality", models.TextField(blank=True, max_length=2000, verbose_name="why it is no more than needed")),
                        ("risk_if_not_shared", models.TextField(blank=True, max_length=2000, verbose_name="what could happen if it is not shared")),
                        ("decided_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("decided_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-decided_at"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("agreement", "agrees"), models.Q(models.Q(("necessity", ""), _negated=True), models.Q(("proportionality", ""), _negated=True), models.Q(("risk_if_not_shared", ""), _negated=True)), _connector="OR"), name="sharing_without_agreement_is_reasoned")
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Item",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("request_id", models.UUIDField(db_index=True)),
                        ("text", models.TextField(blank=True, max_length=4000, verbose_name="what you know")),
                        ("who_may_read", models.CharField(choices=[("shared", "Shared"), ("restricted", "Restricted"), ("spoken", "Spoken only"), ("not_shared", "Not shared")], max_length=12, verbose_name="who may read it")),
                        ("restricted_to", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                        ("heading", models.CharField(blank=True, choices=[("history", "Earlier reports"), ("health", "Health"), ("children", "Children"), ("offending", "Offending"), ("other", "Something to say in the meeting")], max_length=12, verbose_name="heading that others see")),
                        ("nature", models.CharField(blank=True, choices=[("fact", "Fact"), ("opinion", "Professional opinion"), ("", "Not said")], max_length=10, verbose_name="this is")),
                        ("about", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="sharing.party")),
                        ("source", models.CharField(blank=True, max_length=100, verbose_name="source")),
                        ("period", models.CharField(blank=True, max_length=60, verbose_name="date or period")),
                        ("subject", models.CharField(blank=True, max_length=30, verbose_name="bears on")),
                        ("author", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("replaces", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="replaced_by", to="sharing.item")),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("listed", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(models.Q(("who_may_read", "not_shared"), _negated=True), ("text", ""), _connector="OR"), name="not_shared_keeps_no_text"),
                            models.CheckConstraint(condition=models.Q(("who_may_read", "not_shared"), models.Q(("text", ""), _negated=True), _connector="OR"), name="item_says_something"),
                        ],
                    },
                ),
            ),
            migrations.CreateModel(
                name="VaultFile",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("kind", models.CharField(max_length=10)),
                    ("size", models.PositiveIntegerField()),
                    ("digest", models.BinaryField(max_length=32)),
                    ("wrapped_key", models.BinaryField(max_length=100)),
                    ("master_key", models.CharField(max_length=20)),
                    ("event_id", models.UUIDField()),
                    ("stored_at", models.DateTimeField()),
                    ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                    ("removed_at", models.DateTimeField(null=True)),
                ],
                options={
                    "constraints": [models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="vault_file_is_not_empty"), models.CheckConstraint(condition=models.Q(models.Q(("removed_at__isnull", True), ("wrapped_key__gt", b"")), models.Q(("removed_at__isnull", False), ("wrapped_key", b"")), _connector="OR"), name="vault_file_has_a_key_until_it_is_removed")],
                },
            ),
            *with_history(
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("request_id", models.UUIDField(db_index=True)),
                        ("name", models.CharField(max_length=120, verbose_name="name of the file")),
                        ("pages", models.PositiveSmallIntegerField(default=0, verbose_name="pages")),
                        ("who_may_read", models.CharField(choices=[("shared", "Shared"), ("restricted", "Restricted"), ("spoken", "Spoken only"), ("not_shared", "Not shared")], max_length=12, verbose_name="who may read it")),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("author", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("file", models.OneToOneField(on_delete=models.PROTECT, related_name="+", to="sharing.vaultfile")),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        # A file that was taken while the scanner was down is shared once it was scanned.
                        ("scanned_at", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["file__stored_at", "id"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("who_may_read__in", ("shared", "restricted"))), name="attachment_is_shared_or_its_agencys_own"), models.CheckConstraint(condition=models.Q(("submitted_at__isnull", True), ("scanned_at__isnull", False), _connector="OR"), name="attachment_is_scanned_before_others_read_it")],
                    },
                ),
            ),
            # One row for an agency and a case, without a past.
            migrations.CreateModel(
                name="ReturnDraft",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("version", models.PositiveIntegerField(default=0)),
                    ("ciphertext", models.BinaryField()),
                    ("saved_at", models.DateTimeField()),
                    ("recorded", models.JSONField(default=dict)),
                    ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                    ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("scope", "agency"), name="one_draft_of_a_return")
                    ],
                },
            ),
            *with_history(
                migrations.CreateModel(
                    name="VictimAdvocate",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("user", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("agency", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("version", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("scope",), name="one_advocate_of_a_victim")
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="CaseBases",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("request_id", models.UUIDField()),
                        ("bases", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), size=None, verbose_name="lawful bases")),
                        ("other", models.CharField(blank=True, max_length=300, verbose_name="in the agency’s own words")),
                        ("why", models.TextField(max_length=2000, verbose_name="why this case is different")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency", verbose_name="agency")),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("request_id",), name="one_set_of_bases_of_a_return"),
                            models.CheckConstraint(condition=~models.Q(why=""), name="bases_of_a_case_have_a_reason"),
                        ],
                    },
                ),
            ),
        ),
        run_file(SQL / "scope.sql", "DROP FUNCTION walled_from, lock_scope, scope_of"),
        run_file(
            SQL / "write_scope.sql",
            "DROP FUNCTION write_scope(uuid, integer, uuid, uuid, uuid[], uuid[], uuid[], uuid[],"
            " jsonb, varchar, boolean)",
        ),
        run_file(
            SQL / "own_rows.sql",
            """
            REVOKE ALL ON sharing_formtoken, sharing_keptform, sharing_unsentform, sharing_caseopening
                FROM portal_web, portal_jobs;
            DROP POLICY own ON sharing_formtoken;
            DROP POLICY own ON sharing_keptform;
            DROP POLICY own ON sharing_unsentform;
            DROP POLICY own ON sharing_caseopening;
            DROP POLICY expired ON sharing_keptform;
            DROP POLICY expired ON sharing_caseopening;
            DROP POLICY see_expired ON sharing_unsentform;
            DROP POLICY remove_expired ON sharing_unsentform;
            ALTER TABLE sharing_formtoken DISABLE ROW LEVEL SECURITY;
            ALTER TABLE sharing_keptform DISABLE ROW LEVEL SECURITY;
            ALTER TABLE sharing_unsentform DISABLE ROW LEVEL SECURITY;
            ALTER TABLE sharing_caseopening DISABLE ROW LEVEL SECURITY;
            """,
        ),
        at_once(
            *wall_with_history("sharing", "conflict", seen_by=KEEPERS),
            *by_referrer("sharing_conflict", "SELECT", "INSERT", "UPDATE"),
            *by_referrer("sharing_historicalconflict", "INSERT"),
            *wall_with_history("sharing", "emergencyaccess", seen_by=KEEPERS_AND_SELF),
            *wall_with_history("sharing", "party"),
            *wall_with_history("sharing", "relationship"),
            *wall_with_history("sharing", "address"),
            *wall_with_history("sharing", "safecontact"),
            *wall_with_history("sharing", "unsafetotell"),
            *wall_with_history("sharing", "sharingdecision"),
            *wall_with_history("sharing", "victimadvocate"),
            *wall_with_history("sharing", "casebases", and_also=OWN_AGENCY),
            wall("sharing_returndraft", and_also="agency_id = current_setting('portal.agency')::uuid"),
            wall("sharing_item", and_also=f"{OWN_AGENCY} OR {others_read('sharing_item')}"),
            wall(
                "sharing_historicalitem",
                rights="SELECT, INSERT",
                and_also=f"{OWN_AGENCY} OR ({others_read('sharing_historicalitem')}"
                f" AND {STILL_THERE.format('item', 'i')})",
            ),
            *written_by_its_agency("sharing_item"),
            wall("sharing_attachment", and_also=f"{OWN_AGENCY} OR ({SHARED})"),
            wall(
                "sharing_historicalattachment",
                rights="SELECT, INSERT",
                and_also=f"{OWN_AGENCY} OR ({SHARED} AND {STILL_THERE.format('attachment', 'a')})",
            ),
            *written_by_its_agency("sharing_attachment"),
            migrations.RunSQL(VAULT, "DROP POLICY reach ON sharing_vaultfile"),
        ),
        run_file(SQL / "to_speak.sql", "DROP FUNCTION agencies_to_speak"),
        run_file(SQL / "spoken_headings.sql", "DROP FUNCTION spoken_headings"),
    ]
