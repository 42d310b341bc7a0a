"""What a copy of the pack costs: the first one, and one after an item changed, from the press of
the button to the PDF; beside what the renderer takes for the same words as plain text."""

import io
from uuid import uuid4

from django.utils.html import escape
from PIL import Image, ImageFilter, ImageOps

from benchmarks.measure import Result, in_turns, ratio, seconds, size
from benchmarks.portal import a_portal, owner
from meetings.models import Case, Meeting, MeetingState, PackCopy, Stage
from meetings.operations.packs import take_copy
from meetings.queries.packs import copy_to_fetch
from sharing import clock
from sharing.documents import as_pdf
from sharing.models import Agency, Item
from sharing.operations import attachments
from sharing.operations.protected_files import kept_out
from sharing.unit import unit_of_work
from sharing.vault.examine import examine
from sharing.vault.letters import unseal
from sharing.vault.store import keeping
from sharing.work import Work
from tests import story
from tests.conftest import as_owner
from tests.jobs import run_jobs
from tests.paper import pages_of
from tests.personas import Cast

CASES, AGENCIES, ITEMS = 30, 14, 2  # items of each agency about each case
# Cases with an attached file: every second one a photograph, the others letters of 3 pages.
FILES = 10
WORDS = (
    "Officers went to the address after a call from a neighbour. He had left, and she said that he"
    " waits for her at the school. The second such call since the spring."
)
PAPER = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Plain</title>'
    '<link rel="stylesheet" href="paper:style-sheet"></head><body>{}</body></html>'
)


def results() -> list[Result]:
    with a_portal() as cast:
        meeting = story.meeting_in(cast, state=MeetingState.PUBLISHED)
        _cases, items = lay_down(cast, meeting)
        pages = pages_of(made(cast, meeting))
        plain = PAPER.format("".join(f"<p>{escape(page)}</p>" for page in pages))
        found = in_turns(
            {
                "cold": lambda: cold(cast, meeting),
                "warm": lambda: warm(cast, meeting, items),
                "plain": lambda: seconds(lambda: as_pdf(plain)),
            },
            rounds=size(3, 9),
        )
    of = f"{CASES} cases, {AGENCIES} agencies, {FILES} files, {len(pages)} pages"
    same = "the same words rendered as plain text, alone"
    return [
        Result("a copy of the pack, cold", shortest(found["cold"]), "s", "≤ 12", of),
        Result("a copy after one item changed", shortest(found["warm"]), "s", "≤ 2", of),
        Result(
            "a copy of the pack, cold, for its words", ratio(found, "cold", "plain"), "×", "", same
        ),
        Result(
            "a copy after one item changed, for its words",
            ratio(found, "warm", "plain"),
            "×",
            "",
            same,
        ),
    ]


def shortest(taken: list[float]) -> float:
    """Return the time of the round in which the machine did least else."""
    return round(min(taken), 2)


def lay_down(cast: Cast, meeting: Meeting) -> tuple[list[Case], list[Item]]:
    """Lay down the cases of a meeting, with what each agency shares about each."""
    with as_owner(), unit_of_work(cast.actor("carys")):
        agencies = list(Agency.objects.filter(area=cast.area))
        for number in range(AGENCIES - len(agencies)):
            name = f"Agency {number}"
            agencies.append(Agency.objects.create(area=cast.area, kind="other", name=name))
    cases = [
        story.case_at(cast, Stage.RESEARCH, meeting=meeting, position=number)
        for number in range(1, CASES + 1)
    ]
    attach_to(cast, cases[:FILES])
    return cases, share_items(cast, cases, agencies, ITEMS)


def attach_to(cast: Cast, cases: list[Case]) -> None:
    """Each of these cases has an attached file."""
    with as_owner(), unit_of_work(cast.actor("petra")) as work:
        for number, case in enumerate(cases):
            attach(work, case, number)


def share_items(cast: Cast, cases: list[Case], agencies: list[Agency], items: int) -> list[Item]:
    """Each of these agencies shares so many items about each of these cases."""
    petra = cast.actor("petra")
    with as_owner(), unit_of_work(petra):
        return [
            Item.objects.create(
                scope_id=case.pk,
                agency=agency,
                request_id=uuid4(),
                text=f"{WORDS} {number}",
                who_may_read="shared",
                submitted_at=clock.now(),
                position=number,
                author_id=petra.user_id,
            )
            for case in cases
            for agency in agencies
            for number in range(items)
        ]


def attach(work: Work, case: Case, number: int) -> None:
    """Attach a file to a case, which its agency shares."""
    if number % 2:
        photo = Image.effect_noise((2400, 1600), 40).filter(ImageFilter.GaussianBlur(6))
        out = io.BytesIO()
        ImageOps.colorize(photo, "navy", "wheat").save(out, "JPEG")
        name, content = "photo.jpg", out.getvalue()
    else:
        name, content = "letter.pdf", as_pdf(PAPER.format(f"<p>{WORDS} {number}</p>" * 75))
    examined = examine(name, content)
    with keeping(content) as stored:
        attachments.attach(
            work,
            attachments.Received(examined, stored),
            case_id=case.pk,
            agency_id=work.actor.agency_id,
            request_id=uuid4(),
            who_may_read="shared",
            kept_out=kept_out(case.pk, "shared"),
        )
    attachments.submit(work, case_id=case.pk, agency_id=work.actor.agency_id)


def made(cast: Cast, meeting: Meeting) -> bytes:
    """Return the PDF of a copy that Petra takes."""
    with unit_of_work(cast.actor("petra")) as work:
        copy: PackCopy = take_copy(actor=work.actor, meeting_id=meeting.pk)
    run_jobs()
    with unit_of_work(cast.actor("petra")) as work:
        found = copy_to_fetch(work.actor, meeting.pk, copy.pk)
    return unseal(found.letter, row_id=found.row_id)


def cold(cast: Cast, meeting: Meeting) -> float:
    """Return how long a copy takes of which nothing was printed before."""
    owner("DELETE FROM meetings_packsheet")
    return seconds(lambda: made(cast, meeting))


def warm(cast: Cast, meeting: Meeting, items: list[Item]) -> float:
    """Return how long a copy takes where one item changed since the last."""
    made(cast, meeting)
    with as_owner(), unit_of_work(cast.actor("petra")):
        items[0].text = f"{WORDS} {uuid4()}"
        items[0].save()
    return seconds(lambda: made(cast, meeting))
