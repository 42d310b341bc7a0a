"""What coordinators of the example decide on referrals, and the ways out."""

from meetings.example.cast import Cast
from meetings.example.hearing import CHAIR, COORDINATOR
from meetings.example.referring import Played
from meetings.example.script import Later
from meetings.models import Meeting
from meetings.operations import closure, listing, transfer, triage
from sharing.models import Conflict
from sharing.operations.conflicts import declare_conflict

ACTING = "sam"
ELSEWHERE = "Northwold"


def accept(cast: Cast, played: Played) -> None:
    """The case will be heard."""
    with cast.acting(COORDINATOR) as actor:
        triage.accept_referral(actor=actor, case_id=played.case_id)
    if played.story.transferred_from:
        with cast.acting(COORDINATOR) as actor:
            transfer.note_transfer_in(
                actor=actor,
                case_id=played.case_id,
                area_name=played.story.transferred_from,
                reason="Moved here; heard there in the spring. Minutes came by secure mail.",
            )
    if played.story.conflict:
        wall_off(cast, played)


def wall_off(cast: Cast, played: Played) -> None:
    """Somebody who is related to a party has no access to the case."""
    with cast.acting(COORDINATOR) as actor:
        declare_conflict(
            actor=actor,
            case_id=played.case_id,
            user_id=cast.user_id(played.story.conflict),
            kind=Conflict.Kind.DECLARED,
            reason="Related to the perpetrator, and said so when the referral came.",
        )


def put_on_list(cast: Cast, played: Played, meeting: Meeting) -> None:
    """The case is on the list of that meeting."""
    with cast.acting(COORDINATOR) as actor:
        listing.list_case(actor=actor, case_id=played.case_id, meeting_id=meeting.pk)


def publish(cast: Cast, meeting: Meeting) -> None:
    """The list is out, and agencies are asked."""
    with cast.acting(COORDINATOR) as actor:
        listing.publish_list(actor=actor, meeting_id=meeting.pk)


def defer(cast: Cast, played: Played, meeting: Meeting) -> None:
    """The case waits for the next meeting."""
    with cast.acting(COORDINATOR) as actor:
        listing.defer_case(
            actor=actor,
            case_id=played.case_id,
            to_meeting_id=meeting.pk,
            reason="Nobody who knows the case could come, and the child’s account was not in yet.",
        )


def send_back(cast: Cast, played: Played) -> None:
    """The referral was returned for completion."""
    with cast.acting(COORDINATOR) as actor:
        triage.return_referral(
            actor=actor,
            case_id=played.case_id,
            reason="Please speak with the mother alone, say who the man is as far as she tells"
            " it, and answer the checklist again with her.",
        )


def propose_decline(cast: Cast, played: Played) -> None:
    """Somebody proposes to decline; another has to decide."""
    with cast.acting(ACTING) as actor:
        triage.propose_decline(
            actor=actor,
            case_id=played.case_id,
            reason=played.story.decline,
            instead=played.story.instead,
        )


def confirm_decline(cast: Cast, played: Played) -> None:
    """The referral was declined, by two people."""
    with cast.acting(CHAIR) as actor:
        triage.confirm_decline(actor=actor, case_id=played.case_id)


def join(cast: Cast, case: Later, into: Later) -> None:
    """Both referrals are heard as one case."""
    with cast.acting(COORDINATOR) as actor:
        triage.join_cases(actor=actor, case_id=case().case_id, into_id=into().case_id)


def withdraw(cast: Cast, played: Played) -> None:
    """The case goes to no meeting."""
    with cast.acting(COORDINATOR) as actor:
        closure.withdraw_case(
            actor=actor,
            case_id=played.case_id,
            reason="The perpetrator has moved abroad for work; the referrer asked to withdraw.",
        )


def send_to_right_area(cast: Cast, played: Played) -> None:
    """The case goes to the area where the victim lives."""
    with cast.acting(COORDINATOR) as actor:
        closure.send_to_right_area(
            actor=actor,
            case_id=played.case_id,
            area_name=ELSEWHERE,
            reason="The victim lives there and came for one night only.",
        )


def transfer_out(cast: Cast, played: Played) -> None:
    """The case went with the victim to another area."""
    with cast.acting(COORDINATOR) as actor:
        transfer.transfer_out(
            actor=actor,
            case_id=played.case_id,
            area_name=ELSEWHERE,
            reason="The victim has moved there. Papers went by secure mail, advocates have spoken.",
        )


def record_death(cast: Cast, played: Played) -> None:
    """The victim died; the case is on hold."""
    with cast.acting(CHAIR) as actor:
        closure.record_death(
            actor=actor,
            case_id=played.case_id,
            parties=[played.victim_id],
            happened_on=cast.day,
            reason="Died in hospital; the heart illness was known. The coroner has been told.",
        )
