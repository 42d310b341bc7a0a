"""Files of a return are read as its items are: what is not shared reaches nobody outside its
agency, not by a page, a query, or the database itself."""

from itertools import zip_longest
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection

from meetings.models import Stage
from meetings.operations.research import (
    answer_case,
    attach_file,
    submit_research,
    withdraw_file,
)
from meetings.queries.research import (
    file_to_fetch,
    file_to_show,
    open_file,
    own_return,
    research_of,
)
from meetings.rules import research as rules
from sharing.models import Attachment, AuditEvent, VaultFile
from sharing.operations.attachments import Received
from sharing.queries.changes import changes_of
from sharing.queries.vault import stored_of
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.vault.store import content_of, keeping
from sharing.work import Refused
from tests.attached import examined, pdf
from tests.conftest import as_owner
from tests.doing import do, wall_off
from tests.integration.research.helpers import answer, request_of, submit, write
from tests.signing_in import signed_in_client
from tests.trail import count_events, newest_event
from tests.visits import get, without_tokens

OTHERS = ["carys", "chidi", "ines"]
LETTER = b"A quiet word of somebody."


@pytest.fixture
def known(cast, case):
    answer(cast, case)


def attach(cast, case, name="letter.txt", content=LETTER, who_may_read="shared", who="petra"):
    with keeping(content) as stored:
        return do(
            cast,
            who,
            attach_file,
            request_id=request_of(cast, case, "police").pk,
            received=Received(examined(name, content), stored),
            who_may_read=who_may_read,
        )


def withdraw(cast, file, who="petra"):
    return do(cast, who, withdraw_file, file_id=file.pk)


def opens(cast, who, case, file, query=open_file, **more):
    """Return whether somebody can open the file, or why not."""
    try:
        with unit_of_work(cast.actor(who)) as work:
            query(work.actor, case.pk, file.pk, **more)
    except Refused as refused:
        return refused.reason
    return True


def shown_to(cast, who, case):
    with unit_of_work(cast.actor(who)) as work:
        found = research_of(work.actor, case.pk)
    return [file.attachment.name for one in found.agencies for file in one.files]


def rows(cast, who, case):
    """Return what the database itself shows to somebody, asked past every query."""
    found = {}
    with unit_of_work(cast.actor(who)), connection.cursor() as cursor:
        for table in ("sharing_attachment", "sharing_historicalattachment", "sharing_vaultfile"):
            cursor.execute(f"SELECT id FROM {table} WHERE scope_id = %s OR true", [case.pk])
            found[table] = len(cursor.fetchall())
    return found


NOTHING = {"sharing_attachment": 0, "sharing_historicalattachment": 0, "sharing_vaultfile": 0}


# Who reads it


def test_a_shared_file_is_read_by_others_once_it_is_submitted(cast, case, known):
    file = attach(cast, case)
    assert [opens(cast, who, case, file) for who in OTHERS] == [Reason.NOTHING_THERE] * 3
    assert opens(cast, "petra", case, file) is True
    submit(cast, case)
    assert [opens(cast, who, case, file) for who in OTHERS] == [True] * 3
    assert shown_to(cast, "carys", case) == ["letter.txt"]


def test_one_for_its_agency_alone_never_is(cast, case, known):
    file = attach(cast, case, who_may_read="restricted")
    submit(cast, case)
    assert [opens(cast, who, case, file) for who in OTHERS] == [Reason.NOTHING_THERE] * 3
    assert opens(cast, "petra", case, file) is True
    assert shown_to(cast, "carys", case) == shown_to(cast, "petra", case) == []


@pytest.mark.parametrize("query", [open_file, file_to_fetch])
def test_nobody_else_opens_a_shared_one(cast, case, known, query):
    file = attach(cast, case)
    submit(cast, case)
    for who, reason in {
        "hal": Reason.OFF_CIRCULATION,
        "nia": Reason.OTHER_AREA,
        "odile": Reason.NOT_IN_ROLE,
        "alex": Reason.NOT_IN_ROLE,
        "wren": Reason.NOT_IN_ROLE,
    }.items():
        before = count_events()
        assert opens(cast, who, case, file, query) == reason
        assert count_events() == before + 1, "the attempt is on record"
        event = newest_event()
        assert (event.code, event.outcome, event.reason) == ("file_opened", "refused", reason)


def test_whoever_has_a_conflict_opens_nothing(cast, case, known):
    file = attach(cast, case)
    submit(cast, case)
    wall_off(cast, case, "ines")
    assert opens(cast, "ines", case, file) == Reason.CONFLICT
    assert rows(cast, "ines", case) == NOTHING


def test_a_file_of_another_case_is_not_there(cast, case, known):
    file = attach(cast, case)
    submit(cast, case)
    with unit_of_work(cast.actor("carys")) as work, pytest.raises(Refused):
        open_file(work.actor, uuid4(), file.pk)
    with unit_of_work(cast.actor("carys")) as work, pytest.raises(Refused):
        open_file(work.actor, case.pk, uuid4())


def test_the_database_shows_others_no_file_that_is_not_shared(cast, case, known):
    draft = attach(cast, case)
    attach(cast, case, who_may_read="restricted")
    for who in [*OTHERS, "hal", "nia", "odile"]:
        assert rows(cast, who, case) == NOTHING, who
    assert rows(cast, "petra", case)["sharing_attachment"] == 2
    submit(cast, case)
    seen = {"sharing_attachment": 1, "sharing_historicalattachment": 1, "sharing_vaultfile": 1}
    assert {who: rows(cast, who, case) for who in OTHERS} == dict.fromkeys(OTHERS, seen)
    withdraw(cast, draft)
    for who in OTHERS:
        assert rows(cast, who, case) == NOTHING, "nor in its past"


def test_others_cannot_write_it(cast, case, known):
    attach(cast, case)
    submit(cast, case)
    with (
        unit_of_work(cast.actor("carys")),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE sharing_attachment SET who_may_read = 'restricted'")
        assert cursor.rowcount == 0
        cursor.execute("UPDATE sharing_vaultfile SET master_key = 'mine'")
        assert cursor.rowcount == 0


@pytest.mark.parametrize("readers", ["spoken", "not_shared", ""])
def test_a_file_is_shared_or_its_agencys_own(cast, case, known, readers):
    with pytest.raises((IntegrityError, DatabaseError)):
        attach(cast, case, who_may_read=readers)


@pytest.mark.parametrize("who", OTHERS)
def test_no_page_tells_that_a_file_is_not_shared(cast, case, known, who):
    write(cast, case)
    submit(cast, case)
    before = [
        without_tokens(signed_in_client(cast, who).get(f"/cases/{case.pk}/{page}"))
        for page in ("", "research/")
    ]
    attach(cast, case, who_may_read="restricted")
    submit(cast, case)
    attach(cast, case)
    after = [
        without_tokens(signed_in_client(cast, who).get(f"/cases/{case.pk}/{page}"))
        for page in ("", "research/")
    ]
    differ = [pair for pair in zip_longest(before[1], after[1]) if pair[0] != pair[1]]
    assert differ == []
    assert "letter" not in str(after)


def test_what_changed_is_not_told_of_one_that_is_not_shared(cast, case, known):
    attach(cast, case, who_may_read="restricted")
    event = newest_event()
    with unit_of_work(cast.actor("carys")) as work:
        assert changes_of(work.actor, case.pk, event.id).changes == []
    attach(cast, case)
    event = newest_event()
    submit(cast, case)
    with unit_of_work(cast.actor("carys")) as work:
        assert changes_of(work.actor, case.pk, event.id).changes == [], "it was a draft then"
    with unit_of_work(cast.actor("carys")) as work:
        (change,) = [
            one
            for one in changes_of(work.actor, case.pk, newest_submitted().id).changes
            if str(one.what) == "attached file"
        ]
    assert not change.made


def newest_submitted():
    with as_owner():
        return AuditEvent.objects.filter(code="research_submitted").latest("recorded_at")


# How it is shown


def test_pages_are_shown_and_nothing_beyond_them(cast, case, known):
    file = attach(cast, case, "letter.pdf", pdf(pages=2))
    for page, there in ((0, False), (1, True), (2, True), (3, False)):
        expected = True if there else Reason.NOTHING_THERE
        assert opens(cast, "petra", case, file, file_to_show, page=page) == expected
        assert opens(cast, "petra", case, file, page=page) == expected
    assert opens(cast, "petra", case, file, file_to_fetch) == Reason.NOTHING_THERE


def test_what_has_no_pages_is_only_fetched(cast, case, known):
    file = attach(cast, case)
    assert opens(cast, "petra", case, file, file_to_fetch) is True
    assert opens(cast, "petra", case, file, file_to_show, page=1) == Reason.NOTHING_THERE


def test_opening_is_a_disclosure_to_the_agency_of_who_opens(cast, case, known):
    file = attach(cast, case)
    submit(cast, case)
    opens(cast, "carys", case, file)
    event = newest_event()
    assert event.code == "file_opened"
    assert event.items == [file.pk]
    assert event.recipient_id == cast.actor("carys").agency_id


# Withdrawing


def test_a_withdrawn_file_is_closed_to_all_and_kept(cast, case, known):
    file = attach(cast, case)
    submit(cast, case)
    withdraw(cast, file)
    for who in [*OTHERS, "petra"]:
        assert opens(cast, who, case, file) == Reason.NOTHING_THERE
    assert shown_to(cast, "carys", case) == []
    with as_owner():
        row = VaultFile.objects.get(scope_id=case.pk)
    assert b"".join(content_of(stored_of(row))) == LETTER


def test_it_is_withdrawn_once(cast, case, known):
    file = attach(cast, case)
    withdraw(cast, file)
    assert newest_event().code == "file_withdrawn"
    with pytest.raises(RuleBroken, match="A colleague has changed or withdrawn"):
        withdraw(cast, file)


def test_by_its_own_agency_alone(cast, case, known):
    file = attach(cast, case)
    submit(cast, case)
    with pytest.raises(Refused) as refused:
        withdraw(cast, file, who="ines")
    assert refused.value.reason == Reason.NOT_OWN_AGENCY


def test_one_that_is_not_there(cast, case, known):
    with pytest.raises(Refused):
        do(cast, "petra", withdraw_file, file_id=uuid4())


# When it can be attached


def test_not_before_the_agency_said_whom_it_knows(cast, case):
    with pytest.raises(RuleBroken, match="Say first who is known"):
        attach(cast, case)
    with as_owner():
        assert not VaultFile.objects.filter(scope_id=case.pk).exists()


def test_not_once_the_case_was_heard(cast):
    from tests.story import case_at

    heard = case_at(cast, Stage.HEARD)
    with pytest.raises(RuleBroken):
        attach(cast, heard)


def test_no_more_than_others_can_read(cast, case, known, monkeypatch):
    monkeypatch.setattr(rules, "MOST_FILES", 2)
    attach(cast, case)
    file = attach(cast, case)
    with pytest.raises(RuleBroken, match="2 files are attached already"):
        attach(cast, case)
    withdraw(cast, file)
    attach(cast, case)


def test_a_nil_return_has_no_files(cast, case, known):
    file = attach(cast, case)
    request = request_of(cast, case, "police")
    nil = {"answer": "not_known", "searched": "Names"}
    with pytest.raises(RuleBroken, match="Withdraw your items and files first"):
        do(cast, "petra", answer_case, request_id=request.pk, **nil)
    withdraw(cast, file)
    do(cast, "petra", answer_case, request_id=request.pk, **nil)


def test_a_file_alone_is_a_new_version(cast, case, known):
    submit(cast, case)
    with pytest.raises(RuleBroken, match="Nothing has changed"):
        submit(cast, case)
    attach(cast, case)
    with unit_of_work(cast.actor("petra")) as work:
        assert own_return(work.actor, case.pk).new_files == 1
    request = request_of(cast, case, "police")
    assert do(cast, "petra", submit_research, request_id=request.pk).returned == 2


def test_an_agency_that_shares_only_files_stands_among_those_that_share(cast, case, known):
    attach(cast, case)
    submit(cast, case)
    page = get(cast, "carys", "case_research", case.pk).text
    assert "letter.txt" in page and "Police: " not in page and ">Police<" in page


def test_each_file_is_kept_under_the_event_that_attached_it(cast, case, known):
    attach(cast, case)
    event = newest_event()
    assert event.code == "file_attached"
    with as_owner():
        file = Attachment.objects.select_related("file").get(scope_id=case.pk)
    assert set(event.items) >= {file.pk, file.file_id}
    assert file.file.event_id == event.id
