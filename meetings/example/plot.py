"""What the plots of the example share: cases that are referred, and come to a meeting."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from meetings.example import referring, speaking, triaging
from meetings.example.cast import Cast
from meetings.example.days import Days
from meetings.example.referring import Played
from meetings.example.script import Later, Script
from meetings.example.stories import Story
from meetings.models import Meeting
from meetings.rules.working_days import LONDON

SPREAD = 6  # working days before referrals close on which they come
LIST_OUT = 8  # working days before the meeting
BEFORE_THE_LIST = timedelta(hours=4)
EARLY, LATE = 8, 17  # hours: who works outside them does it then
HALF_AN_HOUR = timedelta(minutes=30)


@dataclass
class Plot:
    """Puts scenes into the script, each at its moment."""

    cast: Cast
    days: Days
    meetings: Sequence[Meeting]
    script: Script = field(default_factory=Script)
    words: str = ""  # what the progress bar says of the scenes that are added

    def scene(self, at: datetime, what: Callable[..., None], *more: object) -> None:
        """This happens in the area."""
        self.script.add(at, self.words, partial(what, self.cast, *more))

    def then(
        self, at: datetime, what: Callable[..., None], case: Later, *more: object, **named: object
    ) -> None:
        """This happens to the case."""
        self.script.add(at, self.words, lambda: what(self.cast, case(), *more, **named))

    def referred(self, story: Story, at: datetime, *, reached: bool = True) -> Later:
        """The case is referred, and the next working day the IDVA service reaches the victim."""
        made: list[Played] = []
        self.script.add(at, self.words, lambda: made.append(referring.refer(self.cast, story)))

        def case() -> Played:
            return made[0]

        if reached:
            self.then(self.days.at(self.days.after(at, 1), 11, 15), speaking.reach, case)
        return case

    def listed(self, meeting: Meeting, found: Sequence[Story]) -> list[Later]:
        """The cases are referred, accepted and on the list of the meeting, which goes out."""
        days, cases = self.days, []
        for place, story in enumerate(found):
            day = days.after(meeting.referrals_close_at, -(place % SPREAD) - 1)
            case = self.referred(story, days.at(day, 9 + place % 7, place * 17 % 60))
            decided_at = min(
                days.at(days.after(day, 2), 9, 10 + place * 2),
                meeting.list_out_at - BEFORE_THE_LIST,
            )
            self.then(decided_at, triaging.accept, case)
            self.then(decided_at, triaging.put_on_list, case, meeting)
            cases.append(case)
        self.scene(self.list_out(meeting), triaging.publish, meeting)
        return cases

    def list_out(self, meeting: Meeting) -> datetime:
        """Return when the list goes out: some hours before it has to."""
        return self.days.at(self.days.after(meeting.starts_at, -LIST_OUT), 15)

    def between(self, begins: datetime, part: float) -> datetime:
        """Return a moment in working hours between then and now; a later part is never earlier."""
        at = (begins + (self.days.now - begins) * part).astimezone(LONDON)
        working_day, minute = self.days.after(self.days.after(at, -1), 1), int(part * 60)
        if working_day > at.date() or at.hour <= EARLY:
            at = self.days.at(working_day, EARLY, minute)
        elif at.hour >= LATE:
            at = self.days.at(working_day, LATE, minute)
        return max(at.astimezone(UTC), begins + HALF_AN_HOUR)
