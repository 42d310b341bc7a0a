"""A meeting in hand, with the numbers that its query counts."""

from dataclasses import dataclass

from meetings.models import Meeting


@dataclass(frozen=True)
class InHand:
    meeting: Meeting
    has_cases: bool
    to_decide: int  # proposals about people of its cases that wait for the reader
    has_idva: bool  # whether its area has an IDVA service
