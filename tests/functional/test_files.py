"""An agency attaches a file, and another opens it."""

from meetings.models import Stage
from tests.attached import pdf, word
from tests.integration.research.helpers import answer, submit
from tests.story import case_at


def test_a_file_is_attached_and_read_by_another(cast, person, clamd):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    petra = person("petra")
    petra.go("research_return", case_id=case.pk)
    petra.follow("Attach a file")
    petra.press("Attach the file")
    petra.sees("Choose a file", "Say who may open it")
    petra.look("a form without a file")
    choose(petra, "letter.pdf", pdf(password="secret"))
    petra.choose("Shared")
    petra.press("Attach the file")
    petra.sees("This file has a password")
    petra.look("a file that is not taken")
    choose(petra, "Calls to the address in May.pdf", pdf(pages=2))
    petra.press("Attach the file")
    petra.is_at("research_return", case_id=case.pk)
    petra.sees("Files: 1", "Calls to the address in May.pdf", "Not submitted yet.")
    petra.look("a return with a file")
    petra.follow("Attach a file")
    letter = word()
    choose(petra, "Letter.docx", letter)
    petra.choose("Shared")
    petra.press("Attach the file")
    petra.sees("Files: 2")
    submit(cast, case)
    carys = person("carys")
    carys.go("case_research", case_id=case.pk)
    carys.look("files that are shared")
    carys.follow("Calls to the address in May.pdf")
    carys.sees("Page 1 of 2")
    picture = carys.page.get_by_role("img", name="Page 1 of this file, as a picture")
    assert picture.evaluate("it => it.decode().then(() => it.naturalWidth)") == 2000
    carys.look("a page of a file")
    carys.follow("Next page")
    carys.sees("Page 2 of 2")
    carys.go("case_research", case_id=case.pk)
    carys.follow("Letter.docx")
    carys.look("a file to fetch")
    with carys.page.expect_download() as download:
        carys.page.get_by_role("link", name="Fetch the file").click()
    assert download.value.suggested_filename.startswith("file-")
    assert download.value.path().read_bytes() == letter


def test_an_area_takes_files_while_the_scanner_is_down(cast, person, settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")
    carys = person("carys")
    carys.go("meetings")
    carys.follow("Rules of research")
    carys.page.get_by_label("Take files also while the virus scanner does not answer").check()
    carys.look("files that cannot be scanned yet")
    carys.press("Save")
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    petra = person("petra")
    petra.go("attach_file", case_id=case.pk)
    choose(petra, "Letter.docx", word())
    petra.choose("Shared")
    petra.press("Attach the file")
    petra.sees("Not scanned for viruses yet: nobody outside your agency can open it.")
    petra.look("a file that waits for the scanner")
    submit(cast, case)
    carys.go("case_research", case_id=case.pk)
    carys.sees_not("Letter.docx")


def choose(somebody, name, content):
    field = somebody.page.get_by_label("File", exact=True)
    field.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
