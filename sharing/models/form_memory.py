"""What the server remembers of forms: which were sent, those sent after signing out, and those
not sent yet."""

import uuid

from django.db import models

from sharing.models.user import User


class FormToken(models.Model):
    """A form that was sent once; sent again it leads to the same place and does nothing."""

    token = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    location = models.CharField(max_length=300, default="")
    # A keyed hash of what was sent, so that a correction is told from the same thing sent again.
    content = models.BinaryField(null=True)
    sent_at = models.DateTimeField()


class KeptForm(models.Model):
    """A form that arrived after its author's session had ended, kept for that author alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    ciphertext = models.BinaryField()
    kept_at = models.DateTimeField()


class UnsentForm(models.Model):
    """What somebody has typed into a form and not sent yet, kept for that author alone. It is no
    part of the case until they send it, and gone then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    ciphertext = models.BinaryField()
    saved_at = models.DateTimeField()
    # When the trail last said that they worked on it.
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "path"], name="one_unsent_form_a_page"),
        ]
