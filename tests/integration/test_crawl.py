"""A crawl of every page, fragment and paper as every persona. Each case carries marks of its own in
whatever takes text: no mark shows to whom the case is not there for, and for each that shows there
is an event. The same with the portal's own scoping switched off: the database's wall still holds."""

import re
import sys
from io import BytesIO

import pytest
from django.apps import apps
from django.db.models import CharField, Q, TextField
from pypdf import PdfReader

from meetings.models import MeetingState, Stage
from sharing import access
from sharing.models import Address, AuditEvent, Party
from sharing.models.scope import Scoped
from sharing.scoping import ScopedReads
from tests import story
from tests.conftest import as_owner
from tests.matrix import PERSONAS, World, addresses
from tests.memory import told_once
from tests.signing_in import signed_in_client

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
SHORTEST = 16  # a field that holds less takes no mark


@told_once
def worlds_of(cast):
    """Return a world for each stage, with marks in every text of its case."""
    past = story.meeting_in(cast, days=-5, state=MeetingState.AGREED)
    meetings = {Stage.ACTIONS: past}
    worlds = {stage: World(cast, stage, meeting=meetings.get(stage)) for stage in STAGES}
    with as_owner():
        for number, world in enumerate(worlds.values()):
            mark(world.case.pk, number)
    return worlds


def mark(case_id, number):
    """Put marks of that number into every text of a case."""
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
        hidden = model is Address and row.kind in ("safe", "confidential")
        kind = "hide" if hidden else "name" if model in (Party, Address) else "text"
        values = {
            field.name: f"{getattr(row, field.name)[: (field.max_length or 900) - 9]} zq{kind}{number}"
            for field in fields
            if getattr(row, field.name)
        }
        if values:
            model._base_manager.filter(pk=row.pk).update(**values)


def visits(worlds):
    """Return each address once, for each world that it can be about, with its name."""
    paths = {
        world.path(name): name
        for name in addresses()
        if name not in ("sign_out", "end_sessions")
        for world in worlds.values()
    }
    return paths.items()


def text_of(response):
    content = b"".join(response) if response.streaming else response.content
    if response["Content-Type"] == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return content.decode()


def crawl(cast, worlds, persona):
    """Yield, for each page that shows a mark: its name, the stage whose mark it is, the kind of
    mark, and whether the trail says that the case was shown."""
    client = signed_in_client(cast, persona)
    for path, name in visits(worlds):
        response = client.get(path)
        said = f"{text_of(response)} {dict(response.items())}"
        marks = set(re.findall(r"zq(name|text|hide)(\d)", said))
        if not marks:
            continue
        with as_owner():
            events = AuditEvent.objects.filter(request_id=response["X-Request-ID"])
            recorded = {case_id for event in events for case_id in event.cases}
        for kind, number in marks:
            stage = STAGES[int(number)]
            yield name, stage, kind, worlds[stage].case.pk in recorded


@pytest.mark.parametrize("persona", PERSONAS)
def test_no_page_shows_what_is_not_there_for_the_reader(cast, persona):
    worlds = worlds_of(cast)
    found = list(crawl(cast, worlds, persona))
    there = THERE.get(persona, set())
    assert [one for one in found if one[1] not in there] == []
    assert [one for one in found if not one[3]] == []
    # An address that is protected shows to who writes the draft, and else to nobody unasked.
    hidden = {(name, stage) for name, stage, kind, _ in found if kind == "hide"}
    assert {stage for _, stage in hidden} <= ({Stage.DRAFT} if persona == "wren" else set())
    # The crawl is no proof where it sees nothing at all.
    assert bool(there) == bool(found)


@pytest.mark.parametrize("persona", ["petra", "hal", "rowan", "nia", "wren"])
def test_the_wall_of_the_database_holds_without_the_scoping_of_the_portal(
    cast, persona, monkeypatch
):
    worlds = worlds_of(cast)
    honest = access.visible_to

    def everything(actor, permission, scope=""):
        return Q()

    for module in list(sys.modules.values()):
        if getattr(module, "visible_to", None) is honest:
            monkeypatch.setattr(module, "visible_to", everything)
    monkeypatch.setattr(ScopedReads, "_check", lambda rows: None)
    monkeypatch.setattr(access, "decide", lambda *given: access.Decision())
    monkeypatch.setattr(access, "hindrance", lambda *given: None)
    client = signed_in_client(cast, persona)
    client.raise_request_exception = False
    for path, name in visits(worlds):
        response = client.get(path)
        for _kind, number in re.findall(r"zq(name|text|hide)(\d)", text_of(response)):
            assert STAGES[int(number)] in THERE.get(persona, set()), (name, number)
