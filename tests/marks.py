"""A secret address in every place of a case that takes text or a file: its mark tells whose case an
answer shows, and who may read what it stands in."""

import io
import re
from dataclasses import dataclass

import pikepdf
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CharField, TextField
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from meetings.models import (
    ActionProposal,
    AddressProposal,
    ContactProposal,
    DetailProposal,
    Hearing,
    MeetingState,
    Referral,
    RiskAssessment,
    Stage,
)
from sharing import clock
from sharing.models import (
    Address,
    Attachment,
    AuditEvent,
    Conflict,
    EmergencyAccess,
    Item,
    Party,
    SafeContact,
)
from sharing.models.scope import Scoped
from sharing.unit import unit_of_work
from tests import attached, story
from tests.conftest import as_owner
from tests.matrix import World
from tests.memory import told_once
from tests.paper import words_on

STAGES = (Stage.DRAFT, Stage.TRIAGE, Stage.RESEARCH, Stage.ACTIONS)
SUBMITTED = set(STAGES) - {Stage.DRAFT}
# For whom each case is there. Rowan is walled off from all, Hal's agency is on no circulation.
THERE = {
    "carys": SUBMITTED,
    "chidi": SUBMITTED,
    "ines": SUBMITTED,
    "wren": set(STAGES),
    "petra": {Stage.RESEARCH, Stage.ACTIONS},
}
# Who reads what is not for everybody for whom the case is there.
READERS = frozenset({"carys", "chidi", "ines", "petra"})
READ_BY = {
    "item": READERS,  # shared by an agency
    "file": READERS,
    "idva": {"ines", "petra"},  # restricted by the police to the IDVA service
    "chair": {"chidi", "petra"},  # and to the chair: nobody is the IDVA of this victim yet
    "prop": {"carys", "chidi", "petra"},  # proposed by the police
    "own": {"petra"},  # said aloud only, or not submitted
    "wall": {"carys", "chidi", "odile"},  # why somebody is kept from the case, or opened it
    "bare": set(),  # what a picture says beside what can be seen
}
KINDS = ("name", "text", "hide", *READ_BY)
LOOKS = re.compile(rf"zq({'|'.join(KINDS)})(\d)")
# Every visit is a line more on these: read before all others, they are short.
GROWING = ("case_trail_pdf", "trail_pdf", "case_trail_csv", "trail_csv")
SHORTEST = 16  # a field that holds less takes no mark
ROOM = 40  # one that holds more takes a whole address


@told_once
def marked_worlds(cast):
    """Return a world for each stage, with marks in every text and file of its case."""
    past = story.meeting_in(cast, days=-5, state=MeetingState.AGREED)
    meetings = {Stage.ACTIONS: past}
    worlds = {stage: World(cast, stage, meeting=meetings.get(stage)) for stage in STAGES}
    for number, world in enumerate(worlds.values()):
        if world.request:
            _say_more(world, number)
    with as_owner():
        for number, world in enumerate(worlds.values()):
            mark(world.case.pk, number)
    return worlds


def _say_more(world, number):
    """The police say something to each kind of reader, and attach files that hold the address."""
    cast = world.cast
    with unit_of_work(cast.actor("petra")):
        world.files = {"show": world.attach("show", _picture(number))} | {
            "fetch": world.attach("fetch", f"Seen at {address('file', number)}.".encode())
        }
        for who_may_read, named in (
            ("shared", []),
            ("restricted", []),
            ("restricted", [cast.agency("idva").pk]),
            ("spoken", []),
        ):
            Item.objects.create(
                scope_id=world.case.pk,
                agency=cast.agency("police"),
                request_id=world.request.pk,
                text="Called to the address twice.",
                who_may_read=who_may_read,
                restricted_to=named,
                heading="other" if who_may_read == "spoken" else "",
                author=cast.user("petra"),
                submitted_at=clock.now(),
            )


def _picture(number):
    """Return a picture that says where it was taken, in each of the ways that it can."""
    exif, said = Image.Exif(), PngInfo()
    exif[0x010E] = exif[0x9286] = address("bare", number)
    said.add_text("Comment", address("bare", number))
    said.add_itxt("XML:com.adobe.xmp", address("bare", number))
    return attached.picture(exif=exif, pnginfo=said)


def address(kind, number):
    return f"9 zq{kind}{number} Row"


def mark(case_id, number):
    """Put marks of that number into every text of a case, and into what it said before."""
    for model in apps.get_models():
        if issubclass(model, Scoped) and not hasattr(model, "history_object"):
            _mark(model, case_id, number)


def _mark(model, case_id, number):
    fields = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField)
        and not field.choices
        and (field.max_length or SHORTEST) >= SHORTEST
    ]
    for row in model._base_manager.filter(scope=case_id):
        marked = {field.name: _with_mark(row, field, number) for field in fields}
        # What must stay empty does.
        given = {name: text for name, text in marked.items() if getattr(row, name)}
        for values in (marked, given) if model in TAKES_MORE else (given,):
            if values and _put(model, row, values):
                break


# Whose empty texts are filled in too.
TAKES_MORE = (Conflict, EmergencyAccess, Party, SafeContact, Referral, RiskAssessment, Hearing)


def _put(model, row, values):
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=row.pk).update(**values)
            model.history.model._base_manager.filter(id=row.pk).update(**values)
    except IntegrityError:
        return False
    return True


def _with_mark(row, field, number):
    kind, before, room = kind_of(row), getattr(row, field.name), field.max_length or 900
    said = address(kind, number) if room >= ROOM else f"zq{kind}{number}"
    return f"{before[: room - len(said) - 1]} {said}".strip()


def kind_of(row):
    """Return by whom what stands in the row is read."""
    if isinstance(row, Address | AddressProposal) and row.kind in ("safe", "confidential"):
        return "hide"
    if isinstance(row, ActionProposal | AddressProposal | ContactProposal | DetailProposal):
        return "prop"
    if isinstance(row, Address):
        return "name"
    if isinstance(row, Party):
        return "name"
    if isinstance(row, Item) and row.who_may_read == "restricted":
        return "idva" if row.restricted_to else "chair"
    if isinstance(row, Item | Attachment):
        return "item" if row.who_may_read == "shared" and row.submitted_at else "own"
    return "wall" if isinstance(row, Conflict | EmergencyAccess) else "text"


def text_of(response):
    content = b"".join(response) if response.streaming else response.content
    if response["Content-Type"] == "application/pdf":
        return f"{words_on(content)} {beside_the_words(content)}"
    # A picture of a page is drawn anew: it holds no letter.
    return said_by(content) if response["Content-Type"] == "image/png" else content.decode()


def said_by(picture):
    """Return what a picture says of itself, and its bytes as if they were text."""
    with Image.open(io.BytesIO(picture)) as opened:
        told = {**opened.info, **opened.getexif()}
    return f"{told} {picture.decode('latin-1')}"


def beside_the_words(pdf):
    """Return what a PDF says of itself, and the bytes of the pictures in it."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        told = [str(value) for value in opened.docinfo.values()]
        for one in opened.objects:
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") in ("/Image", "/XML"):
                told.append(one.read_raw_bytes().decode("latin-1"))
    return " ".join(told)


@dataclass(frozen=True)
class Shown:
    """A mark that an answer shows: of the case at which stage, of what, and whether the trail says
    that the case was shown."""

    name: str
    stage: Stage
    kind: str
    recorded: bool


def shown(name, response, worlds):
    """Return what of the marked worlds the answer of the address of that name shows."""
    said = f"{text_of(response)} {dict(response.items())}"
    marks = set(LOOKS.findall(said))
    if not marks:
        return []
    with as_owner():
        events = AuditEvent.objects.filter(request_id=response["X-Request-ID"])
        recorded = {case_id for event in events for case_id in event.cases}
    stages = [(kind, STAGES[int(number)]) for kind, number in marks]
    return [Shown(name, at, kind, worlds[at].case.pk in recorded) for kind, at in stages]


def judge(persona, found):
    """Nothing is shown that is not there for the persona, nothing that is on no record; what is for
    some alone shows to these, and an address that is protected to who writes the draft, and else to
    nobody unasked."""
    there = THERE.get(persona, set())
    assert [one for one in found if not may_read(persona, one, there)] == []
    assert [one for one in found if not one.recorded] == []


def may_read(persona, one, there):
    """Return whether what was shown may be, to that persona."""
    if one.kind == "hide":
        return persona == "wren" and one.stage is Stage.DRAFT
    if one.kind in READ_BY:
        return persona in READ_BY[one.kind] and one.stage in SUBMITTED
    return one.stage in there
