"""A file that both sides may open holds no protected address, as far as its words can be read."""

import io
import json
import sys

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.research import attach_file, submit_research, withdraw_file
from sharing.addresses.packing import packed, unpacked
from sharing.addresses.places import address_of
from sharing.models import Attachment, Watched
from sharing.operations.attachments import Received
from sharing.operations.protected import AddressStopped
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.vault import confinement
from sharing.vault.confined import __main__ as confined
from sharing.vault.confined.words import words
from sharing.vault.confinement import passages_naming
from sharing.vault.examine import examine
from sharing.vault.frames import framed
from sharing.vault.store import keeping
from tests.attached import email, examined, excel, old_word, picture, word
from tests.conftest import as_owner
from tests.doing import do, form_token
from tests.integration.addresses.helpers import protect
from tests.integration.research.helpers import answer, request_of
from tests.integration.watch.helpers import look
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event

SAFE = "She is at 3 Hidden Row."


def letter(said):
    """Return a PDF on which that is written."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(300, 200))
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = pikepdf.Dictionary({name: pikepdf.Name(value) for name, value in font.items()})
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=named))
    page.Contents = made.make_stream(f"BT /F1 12 Tf 20 100 Td ({said}) Tj ET".encode())
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def message(html=None):
    made = email(html=html)
    if html is None:
        made.replace_header("Subject", SAFE)
    return made.as_bytes()


FILES = {
    "letter.pdf": letter(SAFE),
    "letter.docx": word(
        {
            "_rels/.rels": "<r/>",
            "word/document.xml": "<w:body xmlns:w='w'><w:p><w:t>3 Hid</w:t><w:t>den</w:t></w:p>"
            "<w:p><w:t>Row</w:t></w:p></w:body>",
        }
    ),
    "table.xlsx": excel(
        {"xl/sharedStrings.xml": "<sst><si><t>LM9</t></si><si><t>9ZZ</t></si></sst>"}
    ),
    "mail.eml": message(),
    "page.eml": message("<p>3 Hidden<br>Row</p>"),
    "note.txt": SAFE.encode(),
    "wide.txt": SAFE.encode("utf-16"),
    "table within.docx": word(
        {"word/embeddings/a.xlsx": excel({"xl/sharedStrings.xml": f"<si><t>{SAFE}</t></si>"})}
    ),
    "old.doc": old_word(more={"Data": SAFE.encode("utf-16-le")}),
}


@pytest.fixture
def case(cast):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    return case


def attach(cast, case, name, content, who_may_read="shared", who="petra", kind="police"):
    request = request_of(cast, case, kind)
    with keeping(content) as stored, unit_of_work(cast.actor(who)) as work:
        return attach_file(
            actor=work.actor,
            request_id=request.pk,
            received=Received(examined(name, content), stored),
            who_may_read=who_may_read,
        )


@pytest.mark.parametrize("name", FILES)
def test_its_words_are_read(cast, case, name):
    with pytest.raises(AddressStopped) as stopped:
        attach(cast, case, name, FILES[name])
    assert stopped.value.field == "file"
    # Here as well: what runs in a process of its own is not seen to run.
    found = examined(name, FILES[name])
    assert words(FILES[name], found.kind) == found.words
    hidden = [address_of("3 Hidden Row", "LM9 9ZZ"), address_of("Flat 1, Rose Cottage, Mill Lane")]
    asked = framed(packed(hidden)) + framed(found.words.encode())
    (said,) = confined.answer(asked, ["addresses"])
    assert json.loads(said) == passages_naming(found.words, hidden) != []
    assert unpacked(packed(hidden)) == hidden


def test_what_an_agency_keeps_for_itself_and_other_words_are_taken(cast, case):
    attach(cast, case, "note.txt", FILES["note.txt"], "restricted")
    attach(cast, case, "letter.pdf", letter("She is safe."))
    attach(cast, case, "photo.png", picture())


def test_it_is_looked_at_again_where_an_address_was_protected_since(cast, case):
    protect(cast, case, "9 New Lane")
    attach(cast, case, "note.txt", b"They are at 7 Old Lane.")
    attach(cast, case, "own.txt", b"They are at 7 Old Lane.", "restricted")
    protect(cast, case, "7 Old Lane")
    request = request_of(cast, case, "police").pk
    with pytest.raises(RuleBroken, match="compared with: note.txt. Withdraw it"):
        do(cast, "petra", submit_research, request_id=request)
    with as_owner():
        attached = Attachment.objects.get(scope_id=case.pk, name="note.txt").pk
    do(cast, "petra", withdraw_file, file_id=attached)
    attach(cast, case, "other.txt", b"They are safe.")
    do(cast, "petra", submit_research, request_id=request)


def test_it_is_stopped_on_the_page_and_nothing_of_it_is_kept(cast, case, clamd):
    petra = signed_in_client(cast, "petra")
    for file in (SimpleUploadedFile("note.txt", FILES["note.txt"]),
                 SimpleUploadedFile("3 Hidden Row.txt", b"Two calls.")):  # fmt: skip
        data = {"who_may_read": "shared", "file": file} | form_token()
        response = petra.post(reverse("attach_file", args=[case.pk]), data)
        assert response.status_code == 422
        assert "It stands here: “" in response.content.decode()
        event = newest_event()
        assert "address_stopped" in [event.code, *event.also] and case.pk in event.cases
    with as_owner():
        assert not Attachment.objects.filter(scope_id=case.pk).exists()
    (alert,) = look(watched=Watched.PROTECTED_ADDRESS)
    assert alert.number == 2


@pytest.mark.parametrize(
    "name", ["3HiddenRow.txt", "copy-3_hidden_row(2).txt", "HiddenRow3.txt", "LM99ZZ.txt"]
)
def test_its_name_is_read(cast, case, name):
    with pytest.raises(AddressStopped):
        attach(cast, case, name, b"Two calls.")


def test_the_stop_shows_the_passage_and_no_more(cast, case):
    with pytest.raises(AddressStopped, match="It stands here: “She is at 3 Hidden Row”") as stopped:
        attach(cast, case, "note.txt", b"Two calls. " + SAFE.encode() + b" He knows her mother.")
    assert "mother" not in str(stopped.value)


def test_what_the_confined_process_says_of_words_is_only_compared(monkeypatch):
    program = "print('kind text 0\\nkind pdf 3')"
    monkeypatch.setattr(confinement, "COMMAND", (sys.executable, "-c", program))
    assert examine("a.txt", b"a").words == "kind pdf 3\n"


@pytest.mark.parametrize("program", ["time.sleep(60)", "print('nonsense')", "sys.exit(1)"])
def test_a_file_whose_words_are_not_compared_in_time_is_not_taken(
    cast, case, clamd, monkeypatch, program
):
    begin = "import sys, time\nif 'addresses' in sys.argv: "
    program = f"{begin}{program}\nelse: print('kind text 0\\nSo many words.')"
    monkeypatch.setattr(confinement, "COMMAND", (sys.executable, "-c", program))
    monkeypatch.setattr(confinement, "PATIENCE", 1)
    data = {"who_may_read": "shared", "file": SimpleUploadedFile("a.txt", b"So many words.")}
    petra = signed_in_client(cast, "petra")
    response = petra.post(reverse("attach_file", args=[case.pk]), data | form_token())
    assert response.status_code == 422 and "takes too long to check" in response.content.decode()
    assert newest_event().reason == Reason.FILE_NOT_TAKEN
    with as_owner():
        assert not Attachment.objects.filter(scope_id=case.pk).exists()
