"""Roles, and how far each can reach. The permissions say what each may do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    CHAIR = "chair", _("Chair")
    REPRESENTATIVE = "representative", _("Representative")
    REFERRER = "referrer", _("Referrer")
    ADVOCATE = "idva", _("IDVA")
    OBSERVER = "observer", _("Observer")
    LEAD = "lead", _("Safeguarding lead")
    ADMINISTRATOR = "administrator", _("Account administrator")


DESCRIPTIONS = {
    Role.COORDINATOR: _("Receives referrals, builds the list, chases research, keeps the minutes."),
    Role.CHAIR: _("Runs the meeting, agrees decisions, actions and minutes."),
    Role.REPRESENTATIVE: _("Answers research and carries out actions for one agency."),
    Role.REFERRER: _("Refers, adds to and follows their own referrals, and sees nothing else."),
    Role.ADVOCATE: _("Speaks for victims: contacts them, records their wishes, tells the outcome."),
    Role.OBSERVER: _("Attends one meeting and opens no papers."),
    Role.LEAD: _("Reads who saw and changed what, and no case content."),
    Role.ADMINISTRATOR: _("Manages accounts and memberships, never cases."),
}


# They read every case of the area, decide on it, and put up and take down its walls.
KEEPERS = frozenset({Role.COORDINATOR, Role.CHAIR})

# Holders of these roles read what others know, or give such roles, so no administrator alone gives
# them: a second administrator of their own making would do it for them. A referrer reads only what
# they wrote, and an observer nothing.
TAKES_TWO = (
    Role.COORDINATOR,
    Role.CHAIR,
    Role.REPRESENTATIVE,
    Role.ADVOCATE,
    Role.LEAD,
    Role.ADMINISTRATOR,
)


class Reach(models.TextChoices):
    """The most that the database lets a role see; `access.decide` narrows it further."""

    AREA = "area"  # every case of the area
    AGENCY = "agency"  # cases on whose circulation the agency is
    OWN = "own"  # cases that the person referred
    TRAIL = "trail"  # that cases exist, nothing in them
    NOTHING = "none"
    SYSTEM = "system"  # jobs: every case of every area


REACH = {
    Role.COORDINATOR: Reach.AREA,
    Role.CHAIR: Reach.AREA,
    Role.REPRESENTATIVE: Reach.AGENCY,
    Role.ADVOCATE: Reach.AGENCY,
    Role.REFERRER: Reach.OWN,
    Role.OBSERVER: Reach.NOTHING,
    Role.LEAD: Reach.TRAIL,
    Role.ADMINISTRATOR: Reach.NOTHING,
}
