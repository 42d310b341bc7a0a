"""The referral: what happened, the risk, and the decision what becomes of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models.protocol import Protocol
from sharing.models import Agency, Party, User
from sharing.models.scope import Scoped


class Ground(models.TextChoices):
    HIGH_RISK = "high_risk", _("Visible high risk")
    JUDGEMENT = "judgement", _("Professional judgement")
    ESCALATION = "escalation", _("Potential escalation")
    REPEAT = "repeat", _("Repeat")
    LOCAL = "local", _("Local automatic ground")


class Referral(Scoped):
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    # The worker who knows the victim, where somebody else enters the referral for them.
    worker_name = models.CharField(_("name of the worker who refers"), max_length=100, blank=True)
    worker_role = models.CharField(_("their job"), max_length=100, blank=True)
    worker_contact = models.CharField(_("how to reach them"), max_length=200, blank=True)
    incident_on = models.DateField(_("date of the incident"), null=True, blank=True)
    what_happened = models.TextField(_("what happened"), max_length=8000, blank=True)
    background = models.TextField(_("history"), max_length=8000, blank=True)
    done_today = models.TextField(
        _("what has been done today to keep them safe"), max_length=4000, blank=True
    )
    child_referral = models.CharField(
        _("referral to children’s social care"), max_length=10, blank=True
    )
    child_referral_on = models.DateField(null=True, blank=True)
    danger_to_staff = models.CharField(_("danger to staff"), max_length=300, blank=True)
    grounds = ArrayField(models.CharField(max_length=12, choices=Ground.choices), default=list)
    judgement = models.TextField(_("professional judgement"), max_length=4000, blank=True)
    local_ground = models.CharField(_("local ground"), max_length=30, blank=True)
    incident_count = models.PositiveSmallIntegerField(
        _("incidents in the period"), null=True, blank=True
    )
    earlier_marac = models.CharField(_("earlier referrals"), max_length=300, blank=True)
    # Steps of the form that were finished, so that a draft opens where its author stopped.
    steps_done = ArrayField(models.CharField(max_length=30), default=list)
    version = models.PositiveIntegerField(default=1)


class Answer(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_KNOWN = "not_known", _("Don’t know")


class RiskAssessment(Scoped):
    """One checklist on one day. Only a yes counts; a don't know is never a no."""

    tool = models.CharField(_("tool"), max_length=40, default="DASH")
    tool_version = models.CharField(_("version"), max_length=40, default="2009")
    assessed_on = models.DateField(_("date"))
    source = models.CharField(_("source, if not the victim"), max_length=200, blank=True)
    answers = models.JSONField(default=dict)  # subject code: yes, no or not_known
    comment = models.TextField(_("comment"), max_length=4000, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-assessed_on", "-id"]


class TriageDecision(Scoped):
    """What triage decided, on what showing; a decline takes a second person."""

    class Kind(models.TextChoices):
        ACCEPT = "accept", _("Accept")
        RETURN = "return", _("Return for completion")
        DECLINE = "decline", _("Decline")
        JOIN = "join", _("Join to another case")

    kind = models.CharField(_("decision"), max_length=10, choices=Kind.choices)
    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="+")
    ticks = models.PositiveSmallIntegerField()
    not_known = models.PositiveSmallIntegerField()
    # As far as every reader may know: that it is a repeat stands in rows of its own, and what is
    # accepted as nothing but that has professional judgement in its place.
    grounds_met = ArrayField(models.CharField(max_length=12), default=list)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    instead = models.CharField(_("where it goes instead"), max_length=300, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    second_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    second_at = models.DateTimeField(null=True, blank=True)
    second_agrees = models.BooleanField(null=True, blank=True)
    second_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="decline")
                | (~models.Q(reason="") & ~models.Q(instead="")),
                name="decline_has_reason_and_other_way",
            ),
            models.CheckConstraint(
                condition=models.Q(second_by__isnull=True)
                | ~models.Q(second_by=models.F("decided_by")),
                name="second_decision_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(second_at__isnull=True, second_by__isnull=True)
                | models.Q(second_at__isnull=False, second_by__isnull=False),
                name="second_decision_at_with_by",
            ),
        ]


class RepeatFound(Scoped):
    """That triage found a case to be a repeat of one earlier case, as the mark of the two says. The
    row is not there for who is walled off from the earlier one; and it names none, as that it is a
    repeat is read by agencies that never heard of the earlier case."""

    decision = models.ForeignKey(TriageDecision, models.PROTECT, related_name="+")
    mark = models.CharField(max_length=64)
    # Whether the case was accepted as nothing but a repeat.
    alone = models.BooleanField(default=False)


class ContactAttempt(Scoped):
    """The IDVA service trying to reach the victim."""

    class Result(models.TextChoices):
        REACHED = "reached", _("Spoke with the victim")
        NO_ANSWER = "no_answer", _("Not reached")
        UNSAFE = "unsafe", _("Stopped: not safe")
        DECLINED = "declined", _("Does not want support now")

    attempted_at = models.DateTimeField(_("when"))
    way = models.CharField(_("how"), max_length=100)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-attempted_at", "-id"]


class Voice(Scoped):
    """What a victim wants, or what a child says, in their own sense. The newest one counts."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="voices")
    wishes = models.TextField(_("wishes"), max_length=4000)
    heard_on = models.DateField(_("heard on"))
    heard_by = models.CharField(_("heard by"), max_length=120)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-heard_on", "-id"]


class OutcomePlan(Scoped):
    """Who tells the victim the outcome, how and by when; and that it was done."""

    who = models.CharField(_("who tells the victim"), max_length=120)
    way = models.CharField(_("how"), max_length=200)
    by = models.DateField(_("by"))
    told_on = models.DateField(_("told on"), null=True, blank=True)
    # The meeting said after it was written why nobody safely can. Written again, it stands again.
    overruled = models.BooleanField(_("overruled by the meeting"), default=False)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
