"""What happens in the example, in the order of time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from meetings.example.cast import Cast
from meetings.example.referring import Played

Later = Callable[[], Played]  # a case that will have been referred by then


@dataclass(frozen=True, order=True)
class Scene:
    """Something that happens at a moment; of two at one moment the one written first is first."""

    at: datetime
    number: int
    words: str = field(compare=False)
    play: Callable[[], None] = field(compare=False)


@dataclass
class Script:
    scenes: list[Scene] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def add(self, at: datetime, words: str, play: Callable[[], None]) -> None:
        """This happens then, in the words of the progress bar."""
        self.scenes.append(Scene(at, next(self.numbers), words, play))

    def perform(self, cast: Cast) -> Iterator[tuple[int, int, str]]:
        """Play every scene in order of time; yield before each how many were played, of how
        many, and what comes."""
        scenes = sorted(self.scenes)
        for done, scene in enumerate(scenes):
            yield done, len(scenes), scene.words
            cast.moment = scene.at
            scene.play()
        yield len(scenes), len(scenes), ""
