"""Reasons for a refusal: a code for the trail, words for the person, and whether the answer is
403 or 404. Also the reasons that a reader can give for opening a case that is on none of their
lists."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    NOT_SIGNED_IN = "not_signed_in"
    NO_SECOND_FACTOR = "no_second_factor"
    NO_MEMBERSHIP = "no_membership"
    NOT_CONFIRMED = "not_confirmed"
    NO_AGREEMENT = "no_agreement"
    NOT_IN_ROLE = "not_in_role"
    OTHER_AREA = "other_area"
    CONFLICT = "conflict"
    OFF_CIRCULATION = "off_circulation"
    DRAFT = "draft"
    FROZEN = "frozen"
    NOTHING_THERE = "nothing_there"
    NOT_OWN_AGENCY = "not_own_agency"
    NOT_DECLARED = "not_declared"
    WITHOUT_REASON = "without_reason"
    TOO_FAST = "too_fast"
    WRONG_SIGN_IN = "wrong_sign_in"
    WRONG_CODE = "wrong_code"
    FILE_NOT_TAKEN = "file_not_taken"
    NO_FILES = "no_files"
    FILE_NOT_OPENED = "file_not_opened"
    COPY_CLOSED = "copy_closed"
    NOT_OUR_FORM = "not_our_form"


# These reasons would tell a stranger that the case exists, so each looks like an unknown address.
STRANGER = {
    Reason.OTHER_AREA,
    Reason.CONFLICT,
    Reason.OFF_CIRCULATION,
    Reason.DRAFT,
    Reason.NOTHING_THERE,
}

WORDS: dict[Reason, Promise] = {
    Reason.NOT_SIGNED_IN: _("Sign in first."),
    Reason.NO_SECOND_FACTOR: _("Enter the code of your second factor first."),
    Reason.NO_MEMBERSHIP: _("Your membership has ended or has not begun. Ask your coordinator."),
    Reason.NOT_CONFIRMED: _(
        "Your membership waits for a second person: a coordinator, the chair or the safeguarding "
        "lead has to confirm it. You need not do anything."
    ),
    Reason.NO_AGREEMENT: _(
        "Your agency has no standing signature under the information-sharing protocol. "
        "Ask your coordinator."
    ),
    Reason.NOT_IN_ROLE: _("Your role does not include this."),
    Reason.FROZEN: _(
        "This case is on hold and cannot be changed. If somebody who lives is at risk, a new "
        "referral is needed."
    ),
    Reason.NOT_OWN_AGENCY: _("This belongs to another agency."),
    Reason.NOT_DECLARED: _("Agree to the confidentiality declaration of this meeting first."),
    Reason.WITHOUT_REASON: _("Say first why you open this case."),
    Reason.TOO_FAST: _("You opened many cases quickly. Confirm first that it is you."),
    Reason.WRONG_SIGN_IN: _("That address or password is not right."),
    Reason.WRONG_CODE: _("That code is not right."),
    Reason.FILE_NOT_TAKEN: _("The file was not taken."),
    Reason.NO_FILES: _("Your area takes no files."),
    Reason.FILE_NOT_OPENED: _("The file cannot be opened."),
    Reason.COPY_CLOSED: _("This copy can no longer be fetched. Make another from the pack."),
    Reason.NOT_OUR_FORM: _("This page is too old, or was not opened here. Open it again."),
}

# The words on the trail. Its readers may know of the case, so a stranger's reason has words too.
ON_THE_TRAIL: dict[Reason, Promise] = WORDS | {
    Reason.NOT_SIGNED_IN: _("Not signed in"),
    Reason.NO_SECOND_FACTOR: _("Second factor not given"),
    Reason.NO_MEMBERSHIP: _("No membership on that day"),
    Reason.NOT_CONFIRMED: _("A membership that no second person confirmed yet"),
    Reason.NO_AGREEMENT: _("Agency without a standing signature"),
    Reason.NOT_IN_ROLE: _("Not included in the role"),
    Reason.OTHER_AREA: _("No such case in this area"),
    Reason.CONFLICT: _("Conflict of interest"),
    Reason.OFF_CIRCULATION: _("Not on circulation"),
    Reason.DRAFT: _("A draft of somebody else"),
    Reason.FROZEN: _("The case is on hold"),
    Reason.NOTHING_THERE: _("Nothing there for this person"),
    Reason.NOT_OWN_AGENCY: _("Belongs to another agency"),
    Reason.NOT_DECLARED: _("Confidentiality declaration not made"),
    Reason.WITHOUT_REASON: _("On none of their lists, and no reason given yet"),
    Reason.TOO_FAST: _("Many cases quickly, and not confirmed yet who it is"),
    Reason.WRONG_SIGN_IN: _("Wrong address or password"),
    Reason.WRONG_CODE: _("Wrong code"),
    Reason.FILE_NOT_TAKEN: _("The file was not taken: its type or content, the scanner or storage"),
    Reason.FILE_NOT_OPENED: _("The file is lost, altered, or its key is"),
    Reason.NO_FILES: _("The area takes no files"),
    Reason.COPY_CLOSED: _("The copy was recalled, is gone, or what they may read has changed"),
    Reason.NOT_OUR_FORM: _("Sent from a page that the portal did not give them"),
}


class WhyOpened(TextChoices):
    CONTACT = "contact", _("Somebody in the case is in contact with us now")
    NEWS = "news", _("There is a new incident, referral or concern")
    ASKED = "asked", _("Another agency asked us about the case")
    RECORDS = "records", _("To check or complete what we hold on record")
    REVIEW = "review", _("Supervision, a complaint or a review of practice")
    OTHER = "other", _("Something else")
