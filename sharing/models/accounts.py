"""What an account waits for: a password to be set through a link, or a reset that two people agree
on. Also what the account said before a correction."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from sharing.models.user import User


class PasswordLink(models.Model):
    """A link that sets a password once. Only a keyed hash of its token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    token_hash = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class AccountCorrection(models.Model):
    """What an account said before an administrator changed it: the name by which the person was
    known, and the address to tell."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name_before = models.CharField(max_length=100)
    email_before = models.EmailField()
    corrected_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()


class FactorReset(models.Model):
    """A proposal by one administrator to remove a person's second factor; another decides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    checked = models.CharField(_("how you made sure who asks"), max_length=200)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True, decided_at__isnull=True)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="reset_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("proposed_by")),
                name="reset_takes_two_people",
            ),
        ]
