"""Referring, people of a case, and speaking for the victim."""

from django.utils.translation import gettext_lazy as _

from meetings.permissions.roles import AGENCIES, KEEPERS, READERS, REFERRERS
from sharing.events import Kind, event
from sharing.permissions import Sight, permission
from sharing.roles import Role

REFER = permission(
    "refer",
    _("Begin a referral"),
    roles=REFERRERS,
    sight=Sight.NO_CASE,
    event=event("referral_begun", Kind.COLLECTION, _("began a referral")),
)
WRITE_REFERRAL = permission(
    "write_referral",
    _("Write a referral of one’s own until it is submitted"),
    roles=REFERRERS,
    sight=Sight.FULL,
    event=event("referral_saved", Kind.COLLECTION, _("worked on the referral")),
    changes=True,
)
SUBMIT_REFERRAL = permission(
    "submit_referral",
    _("Submit a referral of one’s own"),
    roles=REFERRERS,
    sight=Sight.FULL,
    event=event("referral_submitted", Kind.DISCLOSURE, _("submitted the referral")),
    changes=True,
)
REFERRAL_STOPPED = event(
    "referral_stopped", Kind.COLLECTION, _("began a referral of a person under the age of a MARAC")
)
DRAFT_DISCARDED = event("draft_discarded", Kind.ALTERATION, _("threw away the draft"))
END_LEFT_DRAFTS = permission(
    "end_left_drafts",
    _("Tell who left a draft that it will be thrown away, and throw it away"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event(
        "left_draft_discarded", Kind.ALTERATION, _("threw away a draft that nobody went on with")
    ),
    jobs={"drafts"},
)
LEFT_DRAFT_TOLD = event(
    "left_draft_told",
    Kind.ACCESS,
    _("had the author of a draft told that it will be thrown away"),
)
TAKE_OVER_DRAFTS = permission(
    "take_over_drafts",
    _("Take over drafts of the own agency whose authors are gone"),
    roles=AGENCIES,
    sight=Sight.NO_CASE,
    event=event(
        "left_behind_seen", Kind.CONSULTATION, _("looked at which drafts somebody left behind")
    ),
)
DRAFT_TAKEN_OVER = event(
    "draft_taken_over", Kind.ACCESS, _("took over the draft of somebody who is gone")
)
ADD_DEVELOPMENT = permission(
    "add_development",
    _("Add a new incident or order"),
    roles=READERS,
    sight=Sight.FULL,
    event=event("development_added", Kind.COLLECTION, _("added a new incident or order")),
    changes=True,
)
CORRECT_PEOPLE = permission(
    "correct_people",
    _("Correct people, addresses and safe contact of a submitted case"),
    roles=KEEPERS | {Role.ADVOCATE, Role.REFERRER},
    sight=Sight.FULL,
    event=event("people_corrected", Kind.ALTERATION, _("corrected the people of the case")),
    changes=True,
)
SAFE_CONTACT_CONFIRMED = event(
    "safe_contact_confirmed", Kind.ALTERATION, _("confirmed the safe way of contact")
)
SPEAK_FOR_VICTIM = permission(
    "speak_for_victim",
    _("Record contact with the victim, wishes, and who tells the outcome"),
    roles={Role.ADVOCATE},
    sight=Sight.FULL,
    event=event("contact_attempted", Kind.COLLECTION, _("recorded an attempt to reach the victim")),
    changes=True,
)
WISHES_RECORDED = event("wishes_recorded", Kind.COLLECTION, _("recorded wishes"))
AGREEMENT_RECORDED = event(
    "agreement_recorded",
    Kind.ALTERATION,
    _("recorded whether the victim agrees, and decided on sharing"),
)
OUTCOME_PLANNED = event("outcome_planned", Kind.ALTERATION, _("planned who tells the outcome"))
ADVOCATE_NAMED = event("advocate_named", Kind.ACCESS, _("said who the IDVA of the victim is"))
OUTCOME_TOLD = event("outcome_told", Kind.ALTERATION, _("recorded that the outcome was told"))
REMIND_OF_OUTCOMES = permission(
    "remind_of_outcomes",
    _("Remind the IDVA service that a victim is to be told the outcome"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event(
        "outcome_chased",
        Kind.ACCESS,
        _("reminded the IDVA service that a victim is to be told the outcome"),
    ),
    jobs={"reminders"},
)
