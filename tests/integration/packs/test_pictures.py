"""A copy of a pack shows the attached files that its reader may open, each picture with whose copy
it is burnt into it."""

import io

import pikepdf
import pytest
from django.core.files.storage import storages
from django.db import connection
from django_tasks_db.models import DBTaskResult
from PIL import Image, ImageChops

from meetings import pictures
from meetings.models import PackCopy, PackSheet, Stage
from meetings.operations.packs import making, take_copy
from meetings.operations.packs import pictures as drawing
from meetings.operations.research import withdraw_file
from sharing import binding
from sharing.documents import STYLE_SHEET, as_pdf
from sharing.models import VaultFile
from sharing.unit import unit_of_work
from sharing.vault import confinement
from sharing.vault.codes import Kind
from sharing.vault.confinement import pictured_for_paper, stamped
from sharing.vault.letters import unseal
from tests.attached import picture, word
from tests.conftest import as_owner
from tests.doing import declare_wall, do, every
from tests.integration.packs.helpers import fetch, now, taken, tell
from tests.integration.research.helpers import answer
from tests.integration.research.test_files import attach
from tests.jobs import run_jobs
from tests.paper import pages_of
from tests.story import case_at
from tests.trail import events, newest_event
from tests.visits import get, words_of

PHOTO = picture("JPEG", size=(900, 600))
PAGE = '<h1 class="app-paper__next">Page {}</h1>'
LETTER = as_pdf(
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>A letter</title>'
    f'<link rel="stylesheet" href="{STYLE_SHEET}"></head><body>'
    f"{''.join(map(PAGE.format, range(3)))}</body></html>"
)
OTHERS = {"note.docx": word(), "own.jpg": picture("JPEG", size=(640, 500))}


@pytest.fixture
def files(cast, case):
    """Police share a photograph, a letter and a note, and keep a photograph to themselves."""
    answer(cast, case)
    found = {
        "photo.jpg": attach(cast, case, "photo.jpg", PHOTO),
        "letter.pdf": attach(cast, case, "letter.pdf", LETTER),
        "note.docx": attach(cast, case, "note.docx", OTHERS["note.docx"]),
        "own.jpg": attach(cast, case, "own.jpg", OTHERS["own.jpg"], who_may_read="restricted"),
    }
    tell(cast, case)
    return found


@pytest.fixture
def meeting(case, files):
    return case.meeting


def shown_in(content):
    """Return the pictures in a PDF, in order."""
    return [Image.open(io.BytesIO(one)).convert("RGB") for one in binding.pictures_in(content)]


def paper_of(cast, who, copy):
    response = fetch(cast, who, copy)
    assert response.status_code == 200
    return response.content


def lines_of(content):
    return [" ".join(page.split()) for page in pages_of(content)]


def differs(one, other):
    """Return which part of the pixels of two pictures is not the same to the eye."""
    seen = ImageChops.difference(one, other).convert("L").histogram()
    return sum(seen[12:]) / sum(seen)


def broken(cast, copy):
    return [one for one in events() if one.code == "file_not_in_copy" and copy.pk in one.items]


@pytest.mark.parametrize("who", ["petra", "carys", "rowan", "ines"])
def test_a_copy_shows_pictures_and_pages_behind_their_case(cast, case, meeting, files, who):
    copy = taken(cast, who, meeting)
    content = paper_of(cast, who, copy)
    pages = lines_of(content)
    behind = [page for page in pages if "file from Police" in page]
    assert [page for page in pages if page in behind] == pages[-4:], "behind the case"
    assert f"{case.reference}, file from Police: photo.jpg" in behind[0]
    for number in (1, 2, 3):
        assert (
            "letter.pdf" in behind[number] and f"Page {number} of 3 of the file." in behind[number]
        )
    assert all("may not hold everything" in page for page in behind), "marked as each page is"
    whole = " ".join(pages)
    assert "File, shown behind this case: photo.jpg. Picture" in whole
    assert "File, to be opened in the portal: note.docx." in whole
    assert "Only pictures and PDFs are shown on paper." in whole
    assert "own.jpg" not in whole
    assert [one.size for one in shown_in(content)] == [(900, 600), *[(877, 1240)] * 3]
    assert not broken(cast, copy)


def test_each_picture_bears_whose_copy_it_is_in_its_pixels(cast, meeting):
    plain = [*pictured_for_paper(PHOTO, Kind.JPEG, 1), *pictured_for_paper(LETTER, Kind.PDF, 3)]
    copies = {who: taken(cast, who, meeting) for who in ("petra", "carys")}
    shown = {who: shown_in(paper_of(cast, who, copy)) for who, copy in copies.items()}
    for number, before in enumerate(plain):
        with Image.open(io.BytesIO(before)) as unmarked:
            for who in copies:
                assert 0.02 < differs(unmarked.convert("RGB"), shown[who][number]) < 0.25
        assert differs(shown["petra"][number], shown["carys"][number]) > 0.01, "each its own"
    with as_owner():
        copy = PackCopy.objects.select_related("holder", "agency").get(pk=copies["petra"].pk)
    done = stamped(plain, making.packs.stamp_of(copy))
    expected = [Image.open(io.BytesIO(one)).convert("RGB") for one in done]
    assert [differs(*pair) for pair in zip(expected, shown["petra"], strict=True)] == [0] * 4


def test_the_pictures_are_drawn_once_and_kept_sealed_without_a_mark(cast, meeting, monkeypatch):
    taken(cast, "petra", meeting)

    def never(*args):
        raise AssertionError("drawn before")

    monkeypatch.setattr(drawing, "pictured_for_paper", never)
    monkeypatch.setattr(drawing, "TOGETHER", 1)  # each is stamped by a process of its own
    copy = taken(cast, "petra", meeting)
    assert len(shown_in(paper_of(cast, "petra", copy))) == 4
    with as_owner(), unit_of_work(cast.actor("carys")):
        sheets = list(every(PackSheet))
    assert len(sheets) == 3 and all(one.printed_at for one in sheets)
    assert all(bytes(one.sealed).startswith(b"vault-1\n") for one in sheets)
    kept = [unseal(one.letter, row_id=one.pk) for one in sheets]
    plain = pictured_for_paper(PHOTO, Kind.JPEG, 1)
    assert plain in [binding.pictures_in(one) for one in kept]


def test_what_opens_a_file_goes_to_the_worker_sealed(cast, meeting, files):
    do(cast, "petra", take_copy, meeting_id=meeting.pk)
    with as_owner(), unit_of_work(cast.actor("carys")):
        sheets = list(every(PackSheet))
        row = every(VaultFile).get(pk=files["photo.jpg"].file_id)
    for one in sheets:
        assert bytes(row.wrapped_key) not in bytes(one.sealed)
        assert b"photo" not in bytes(one.sealed)


def test_taking_a_copy_opens_the_files_that_it_shows(cast, case, meeting, files):
    copy = taken(cast, "rowan", meeting)
    (event,) = [one for one in events() if one.code == "copy_taken" and copy.pk in one.items]
    assert "file_opened" in event.also
    assert {files["photo.jpg"].pk, files["letter.pdf"].pk} <= set(event.items)
    assert files["own.jpg"].pk not in event.items


def test_pictures_are_read_aloud_as_what_they_are(cast, meeting):
    content = paper_of(cast, "petra", taken(cast, "petra", meeting))
    with pikepdf.open(io.BytesIO(content)) as document:
        said = [
            str(one.Alt)
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        ]
    assert "Page 2 of 3 of a file from Police, as a picture" in said
    assert len(said) == 4 and not any("letter" in one for one in said)


def test_a_long_file_is_cut_and_says_so(cast, meeting, monkeypatch):
    monkeypatch.setattr(pictures, "PAGES", 2)
    pages = lines_of(paper_of(cast, "petra", taken(cast, "petra", meeting)))
    assert "This copy shows its first 2 pages. Open the others in the portal." in pages[-1]
    assert "Page 2 of 3 of the file." in pages[-1]
    assert not any("Page 3 of 3 of the file" in page for page in pages)


def test_those_behind_the_first_few_are_drawn_as_these_are_printed(cast, meeting, monkeypatch):
    monkeypatch.setattr(drawing, "AHEAD", 1)
    assert len(shown_in(paper_of(cast, "petra", taken(cast, "petra", meeting)))) == 4


def test_what_a_copy_has_no_room_for_is_named(cast, meeting, monkeypatch):
    monkeypatch.setattr(pictures, "IN_ONE_COPY", 2)
    copy = taken(cast, "petra", meeting)
    content = paper_of(cast, "petra", copy)
    assert len(shown_in(content)) == 1
    whole = " ".join(lines_of(content))
    assert "File, to be opened in the portal: letter.pdf." in whole
    assert "This copy has no room for more pictures." in whole


def test_the_page_of_the_pack_names_files_and_shows_none(cast, meeting):
    page = words_of(get(cast, "petra", "pack", meeting.pk))
    assert "File, to be opened in the portal: photo.jpg." in page
    assert "behind this case" not in page and "on paper." not in page.split("note.docx")[1][:80]


# Walls


def test_whose_access_ended_fetches_no_picture(cast, case, meeting):
    copy = taken(cast, "petra", meeting)
    declare_wall(cast, case, "petra", kind="silent")
    assert fetch(cast, "petra", copy).status_code == 403


def test_files_of_a_case_behind_a_wall_leave_no_trace(cast, case, meeting):
    case_at(cast, Stage.RESEARCH, meeting=meeting, name="Hedda", position=2)
    declare_wall(cast, case, "petra", kind="silent")
    copy = taken(cast, "petra", meeting)
    content = paper_of(cast, "petra", copy)
    assert shown_in(content) == []
    assert "photo.jpg" not in " ".join(lines_of(content))


def test_what_is_restricted_changes_nothing_in_the_copy_of_another(cast, case, meeting, files):
    whole = lines_of(paper_of(cast, "carys", taken(cast, "carys", meeting)))
    do(cast, "petra", withdraw_file, file_id=files["own.jpg"].pk)
    again = lines_of(paper_of(cast, "carys", taken(cast, "carys", meeting)))
    assert len(again) == len(whole)


@pytest.mark.parametrize("before", [True, False])
def test_a_file_withdrawn_before_it_is_fetched_is_given_to_nobody(cast, meeting, files, before):
    copy = do(cast, "carys", take_copy, meeting_id=meeting.pk)
    if not before:
        run_jobs()
    do(cast, "petra", withdraw_file, file_id=files["photo.jpg"].pk)
    run_jobs()
    assert fetch(cast, "carys", copy).status_code == 403
    again = paper_of(cast, "carys", taken(cast, "carys", meeting))
    assert len(shown_in(again)) == 3
    assert "photo.jpg" not in " ".join(lines_of(again))


# What cannot be shown


def alter(file):
    with open(storages["vault"].path(str(file.file_id)), "r+b") as stored:
        stored.truncate(20)


def lose(file):
    storages["vault"].delete(str(file.file_id))


@pytest.mark.parametrize("harm", [alter, lose])
def test_a_file_that_cannot_be_opened_leaves_a_line_and_an_event(cast, case, meeting, files, harm):
    copy = do(cast, "carys", take_copy, meeting_id=meeting.pk)
    harm(files["photo.jpg"])
    run_jobs()
    content = paper_of(cast, "carys", copy)
    (page,) = [one for one in lines_of(content) if "file from Police: photo.jpg" in one]
    assert "This page could not be shown when the copy was made. Open it in the portal." in page
    assert len(shown_in(content)) == 3, "the other file is there"
    (event,) = broken(cast, copy)
    assert (event.outcome, event.reason) == ("refused", "file_not_opened")
    assert (event.cases, set(event.items)) == ([case.pk], {copy.pk, files["photo.jpg"].pk})


def test_a_lost_key_leaves_a_line(cast, meeting, files):
    with as_owner(), connection.cursor() as cursor:
        lost = "UPDATE sharing_vaultfile SET master_key = 'lost' WHERE id = %s"
        cursor.execute(lost, [files["photo.jpg"].file_id])
    copy = taken(cast, "carys", meeting)
    assert len(shown_in(paper_of(cast, "carys", copy))) == 3
    assert len(broken(cast, copy)) == 1


def test_a_page_that_cannot_be_drawn_leaves_a_line_and_is_tried_again(cast, meeting, monkeypatch):
    def first_page_alone(content, kind, count):
        return [*real(content, kind, count)[:1], *[b""] * (count - 1)]

    real = drawing.pictured_for_paper
    monkeypatch.setattr(drawing, "pictured_for_paper", first_page_alone)
    copy = taken(cast, "carys", meeting)
    content = paper_of(cast, "carys", copy)
    assert len(shown_in(content)) == 2
    pages = lines_of(content)[-3:]
    assert ["could not be shown" in page for page in pages] == [False, True, True]
    assert len(broken(cast, copy)) == 1
    monkeypatch.undo()
    again = taken(cast, "carys", meeting)
    assert len(shown_in(paper_of(cast, "carys", again))) == 4
    assert not broken(cast, again)


def test_a_drawing_process_that_cannot_be_started_fails_no_copy(cast, meeting, monkeypatch):
    monkeypatch.setattr(drawing, "pictured_for_paper", pictured_for_paper)
    monkeypatch.setattr(confinement, "COMMAND", ("/nowhere/at/all",))
    copy = taken(cast, "carys", meeting)
    content = paper_of(cast, "carys", copy)
    assert shown_in(content) == []
    assert "could not be shown" in lines_of(content)[-1]
    assert len(broken(cast, copy)) == 2


@pytest.mark.parametrize("drawn_before", [True, False])
def test_a_picture_that_cannot_be_marked_is_not_handed_out(
    cast, meeting, monkeypatch, drawn_before
):
    def all_but_the_letter(pictures, stamp):
        if len(pictures) > 1:
            raise confinement.CannotShow
        return real(pictures, stamp)

    if drawn_before:
        taken(cast, "carys", meeting)
    real = drawing.stamped
    monkeypatch.setattr(drawing, "stamped", all_but_the_letter)
    copy = taken(cast, "carys", meeting)
    content = paper_of(cast, "carys", copy)
    assert [one.size for one in shown_in(content)] == [(900, 600)]
    last = lines_of(content)[-1]
    assert "A file of this case could not be shown when the copy was made." in last
    assert len(broken(cast, copy)) == 1


class Killed(BaseException):
    """The worker was stopped here, with no chance to clear up."""


@pytest.mark.parametrize(
    ("where", "what"), [(drawing, "as_pdf"), (drawing, "with_pictures"), (making, "bound")]
)
def test_a_worker_killed_among_pictures_leaves_nothing_half_made(
    cast, meeting, monkeypatch, where, what
):
    before = set(storages["vault"].listdir("")[1])
    copy = do(cast, "petra", take_copy, meeting_id=meeting.pk)

    def stop(*args, **how):
        raise Killed

    monkeypatch.setattr(where, what, stop)
    with pytest.raises(AssertionError, match="Killed"):
        run_jobs()
    DBTaskResult.objects.all().delete()
    monkeypatch.undo()
    assert now(copy).made_at is None
    assert fetch(cast, "petra", copy).status_code == 403
    assert set(storages["vault"].listdir("")[1]) == before, "nothing new in the storage"
    making.make_copy.enqueue(str(copy.pk))
    run_jobs()
    assert newest_event().code == "copy_made"
    assert len(shown_in(paper_of(cast, "petra", copy))) == 4
    with as_owner(), unit_of_work(cast.actor("carys")):
        assert every(PackSheet).count() == 3, "no other sheet"
