"""A crawl of every page, fragment, paper and export as every persona. Each case carries a secret
address with marks of its own in whatever takes text or a file: it shows to nobody who may not read
where it stands, and for each that shows there is an event; the permission matrix asks the same of
the pages in its rows. None is in a mail or in a line of the log. Once more with the portal's own
scoping switched off: the database's wall still holds."""

import sys

import pytest
from django.core import mail
from django.db.models import Q

from meetings.models import Stage
from meetings.operations.follow_up import add_development
from meetings.operations.packs import take_copy
from meetings.operations.research import chase_silent, warn_staff
from sharing import access, clock
from sharing.scoping import ScopedReads
from tests.doing import do
from tests.jobs import run_jobs
from tests.marks import GROWING, LOOKS, STAGES, THERE, judge, marked_worlds, shown
from tests.matrix import ONLY_SENT_TO, PERSONAS, addresses, asked_in
from tests.signing_in import Visitor, signed_in_client
from tests.visits import get

SEEN = {
    "carys": {"name", "text", "item", "file", "wall", "prop"},
    "chidi": {"name", "text", "item", "file", "wall", "prop", "chair"},
    "ines": {"name", "text", "item", "file", "idva"},
    "wren": {"name", "text"},
    "petra": {"name", "text", "item", "file", "idva", "chair", "prop", "own"},
    "odile": {"wall"},
}

# What an agency itself restricts to others is in no pack of its own.
ON_PAPER = {"ines": {"name", "text", "item", "idva"}, "petra": {"name", "text", "item"}}


def visits(worlds):
    """Return each address once, for each world that it can be about, with name and stage; those
    first that would hold all that was visited before."""
    paths = {
        world.path(name): (name, stage)
        for name in addresses()
        if name not in ("sign_out", "end_sessions")
        for stage, world in worlds.items()
    }
    found = [(path, name, stage) for path, (name, stage) in paths.items()]
    return sorted(found, key=lambda one: one[1] not in GROWING)


@pytest.mark.parametrize("persona", PERSONAS)
def test_no_page_shows_what_is_not_there_for_the_reader(cast, persona, caplog):
    caplog.set_level("INFO")
    worlds, asked = marked_worlds(cast), asked_in(STAGES)
    client = Visitor(signed_in_client(worlds[STAGES[0]].cast, persona))
    found = []
    for path, name, stage in visits(worlds):
        if (name, stage) not in asked:
            answer = client.get(path)
            assert answer.status_code < 500, path
            found += shown(name, answer, worlds)
    judge(persona, found)
    # The crawl is no proof where it does not see what is there to be seen.
    assert {one.kind for one in found} == SEEN.get(persona, set())
    assert not LOOKS.search(caplog.text)


def test_no_mail_holds_it_and_each_copy_of_a_pack_what_its_reader_may_read(cast, caplog):
    caplog.set_level("INFO")
    worlds = marked_worlds(cast)
    case = worlds[Stage.RESEARCH].case
    today = clock.today()
    do(cast, "petra", warn_staff, case_id=case.pk, text="A dog that bites.")
    do(cast, "petra", add_development, case_id=case.pk, kind="order", text="B", happened_on=today)
    do(cast, "carys", chase_silent, meeting_id=case.meeting_id)
    taken = {who: do(cast, who, take_copy, meeting_id=case.meeting_id) for who in ("ines", "petra")}
    run_jobs()
    assert len(mail.outbox) > 2
    for one in mail.outbox:
        assert not LOOKS.search(f"{one.subject} {one.body} {one.attachments} {one.message()}")
    for who, copy in taken.items():
        paper = get(cast, who, "fetch_copy", copy.meeting_id, copy.pk)
        found = shown("fetch_copy", paper, worlds)
        judge(who, found)
        assert {one.kind for one in found} == ON_PAPER[who]
    assert not LOOKS.search(caplog.text)


# Wren is none of them: she referred each of the cases, so that no wall keeps one from her.
@pytest.mark.parametrize("persona", ["petra", "hal", "rowan", "nia"])
def test_the_wall_of_the_database_holds_without_the_scoping_of_the_portal(
    cast, persona, monkeypatch
):
    worlds = marked_worlds(cast)
    honest = access.visible_to

    def everything(actor, permission, scope=""):
        return Q()

    for module in list(sys.modules.values()):
        if getattr(module, "visible_to", None) is honest:
            monkeypatch.setattr(module, "visible_to", everything)
    monkeypatch.setattr(ScopedReads, "_check", lambda rows: None)
    monkeypatch.setattr(access, "decide", lambda *given: access.Decision())
    monkeypatch.setattr(access, "hindrance", lambda *given: None)
    client = Visitor(signed_in_client(worlds[STAGES[0]].cast, persona))
    there = THERE.get(persona, set())
    assert there != set(STAGES), "no answer could be wrong"
    for path, name, _ in visits(worlds):
        if name not in ONLY_SENT_TO:
            found = shown(name, client.get(path), worlds)
            assert [one for one in found if one.stage not in there] == []
