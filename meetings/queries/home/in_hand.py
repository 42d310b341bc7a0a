"""A meeting in hand, with what is counted of it as it is read."""

from dataclasses import dataclass

from meetings.models import Meeting


@dataclass(frozen=True)
class InHand:
    meeting: Meeting
    has_cases: bool
    to_decide: int  # proposals about people of its cases that wait for who reads this
    has_idva: bool  # whether its area has an IDVA service
