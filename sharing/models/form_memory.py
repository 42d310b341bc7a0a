"""What the server remembers of forms: those that were sent, those that arrived after their session
had ended, and those not sent yet."""

import uuid

from django.db import models

from sharing.models.user import User


class FormToken(models.Model):
    """A form that was sent once. Sent again, it leads to the same page and does nothing."""

    token = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    location = models.CharField(max_length=300, default="")
    # A keyed hash of what was sent, which tells a correction from the same content sent again.
    content = models.BinaryField(null=True)
    sent_at = models.DateTimeField()


class KeptForm(models.Model):
    """A form that arrived after its author's session had ended, kept for that author alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    path = models.TextField()
    ciphertext = models.BinaryField()
    # The token of the page that it was typed into, and the hash that `FormToken` would hold of it.
    # Once that page did this work, the form is not offered any more.
    sent_under = models.UUIDField(null=True)
    content = models.BinaryField(null=True)
    kept_at = models.DateTimeField()


class UnsentForm(models.Model):
    """What somebody has typed into a form and not yet sent, kept for that author alone. It becomes
    part of the case, and is deleted here, when they send the form."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    ciphertext = models.BinaryField()
    saved_at = models.DateTimeField()
    # When the trail last recorded that they worked on it.
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "path"], name="one_unsent_form_a_page"),
        ]
