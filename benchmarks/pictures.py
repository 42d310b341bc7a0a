"""How much memory a process holds that makes copies of the pack, and fetches them as a page does:
with some pictures, and with the most that a copy shows. It is a process of its own, so that nothing
else that is measured counts."""

import os
import resource
import subprocess
import sys

from benchmarks.measure import Result

MORE = 20  # files beside those of `packs`


def results() -> list[Result]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.pictures"], stdout=subprocess.PIPE, check=True
    )
    some, most = map(int, done.stdout.split()[-2:])
    name = "memory of a process that makes copies"
    return [
        Result(name, some, "MB", "≤ 300", "30 cases, 14 agencies, 10 files, 20 pictures"),
        Result(f"{name} with the most pictures", most, "MB", "≤ 300", "30 files, 60 pictures"),
    ]


def measure() -> tuple[int, int]:
    """Return how much it held at most, in MB, at first and with more files."""
    from benchmarks.packs import FILES, attach_to, cold, lay_down, warm
    from benchmarks.portal import a_portal
    from meetings.models import MeetingState
    from tests import story

    held = []
    with a_portal() as cast:
        meeting = story.meeting_in(cast, state=MeetingState.PUBLISHED)
        cases, items = lay_down(cast, meeting)
        for more in ([], cases[FILES : FILES + MORE]):
            attach_to(cast, more)
            cold(cast, meeting)
            warm(cast, meeting, items)
            held.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    some, most = held
    return some, most


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    import django

    django.setup()
    print(*measure())
