"""The IDVA service speaks for victims: attempts, wishes, who tells the outcome."""

from datetime import timedelta

from meetings.example.cast import Cast
from meetings.example.referring import Played, contact
from meetings.example.stories import read
from meetings.models import ContactAttempt
from meetings.operations import referral

ADVOCATE = "ines"
WORDS = read("words/notes.toml")
EARLIER = timedelta(minutes=20)


def reach(cast: Cast, played: Played) -> None:
    """The victim was reached, at the second attempt if at all, and said what they want."""
    story = played.story
    falls = story.victim.random
    result = ContactAttempt.Result
    if falls.random() < 0.4:
        _attempt(cast, played, result.NO_ANSWER, "")
        cast.moment += EARLIER
    if not story.wishes:
        _attempt(cast, played, result.NO_ANSWER, "Tried again; the next attempt is on Monday.")
        return
    _attempt(cast, played, result.REACHED, falls.choice(WORDS["attempts"]))
    with cast.acting(ADVOCATE) as actor:
        referral.record_wishes(
            actor=actor,
            case_id=played.case_id,
            party_id=played.victim_id,
            wishes=story.wishes,
            heard_on=cast.day,
            heard_by=cast.name(ADVOCATE),
        )
    if story.voice:
        with cast.acting(ADVOCATE) as actor:
            referral.record_wishes(
                actor=actor,
                case_id=played.case_id,
                party_id=played.people["child 1"],
                wishes=story.voice,
                heard_on=cast.day,
                heard_by="Named contact at school or nursery",
            )


def confirm_contact(cast: Cast, played: Played) -> None:
    """The safe way of contact was confirmed again."""
    with cast.acting(ADVOCATE) as actor:
        referral.confirm_safe_contact(
            actor=actor,
            case_id=played.case_id,
            **contact(cast, played.story, ADVOCATE),
        )


def tell_outcome(cast: Cast, played: Played) -> None:
    """The victim knows what the meeting agreed."""
    with cast.acting(ADVOCATE) as actor:
        referral.record_told(actor=actor, case_id=played.case_id, told_on=cast.day)


def _attempt(cast: Cast, played: Played, result: str, note: str) -> None:
    with cast.acting(ADVOCATE) as actor:
        referral.record_attempt(
            actor=actor,
            case_id=played.case_id,
            attempted_at=cast.moment,
            way=played.story.contact,
            result=result,
            note=note,
        )
