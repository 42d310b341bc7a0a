"""Where a case is, and the only ways from there to somewhere else."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    STOPPED = "stopped", _("Stopped: under 16")
    TRIAGE = "triage", _("Triage")
    RETURNED = "returned", _("Returned to referrer")
    DECLINING = "declining", _("Second decision")
    DECLINED = "declined", _("Declined")
    JOINED = "joined", _("Joined to another case")
    ACCEPTED = "accepted", _("Accepted")
    LISTED = "listed", _("Listed")
    RESEARCH = "research", _("Research")
    HEARING = "hearing", _("Being heard")
    HEARD = "heard", _("Heard")
    ACTIONS = "actions", _("Actions")
    COMPLETE = "complete", _("Actions complete")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    WRONG_AREA = "wrong_area", _("Sent to the right area")
    TRANSFERRED = "transferred", _("Transferred out")
    DIED = "died", _("On hold: someone died")
