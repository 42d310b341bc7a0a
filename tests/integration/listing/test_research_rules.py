"""The coordinator sets what stands chosen for a new item, and whether the area takes files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetings.models import Protocol, Stage
from meetings.operations.protocols import set_research_rules
from meetings.operations.research import attach_file
from sharing import clock
from sharing.models import Attachment
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, form_token
from tests.editors import Editor, both
from tests.integration.listing.helpers import set_protocol
from tests.integration.research.helpers import answer, request_of, text_of
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, send, words_of

PAGE = reverse("set_research_rules")


@pytest.fixture
def carys(cast):
    return signed_in_client(cast, "carys")


@pytest.fixture
def case(cast):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    return case


def newest(cast):
    with unit_of_work(cast.actor("carys")):
        return Protocol.objects.filter(area=cast.area).first()


def test_spoken_only_is_chosen_from_then_on(cast, carys):
    assert "Rules of research" in text_of(carys.get(reverse("meetings")))
    page = carys.get(PAGE)
    assert "The rules of your area are at version 1" in words_of(page)
    before = newest(cast)
    assert send(carys, PAGE, default_reading="spoken", takes_files="on").url == reverse("meetings")
    after = newest(cast)
    event = newest_event()
    assert (event.code, event.items) == ("research_rules_set", [after.pk])
    assert (after.version, after.in_force_from) == (2, clock.today())
    assert (after.default_reading, after.takes_files) == ("spoken", True)
    for field in Protocol._meta.concrete_fields:
        if field.name not in ("id", "version", "in_force_from", "default_reading"):
            assert getattr(after, field.attname) == getattr(before, field.attname), field.name
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    page = get(cast, "petra", "research_return", case.pk)
    assert page.context["item_form"]["who_may_read"].value() == "spoken"


def test_nothing_different_is_no_version(cast, carys):
    answered = send(carys, PAGE, default_reading="", takes_files="on")
    assert answered.status_code == 422 and "Nothing is different" in text_of(answered)


def test_a_second_coordinator_sees_both(cast, carys):
    second = Editor(cast, "carys", "set_research_rules")
    set_to = {"version": 1, "default_reading": "spoken", "takes_files": False}
    do(cast, "carys", set_research_rules, **set_to)
    page = second.sends(default_reading="shared", takes_files="on")
    assert both(page, "Spoken only", "Shared")
    assert "kept as it stands now: Agencies may attach files to their research." in page


def test_an_area_without_rules_in_force(cast, carys):
    with as_owner(), unit_of_work(cast.actor("carys")):
        Protocol._base_manager.all().delete()
    assert carys.get(PAGE).status_code == 200
    with pytest.raises(RuleBroken, match="no rules yet"):
        given = {"version": 0, "default_reading": "", "takes_files": True}
        do(cast, "carys", set_research_rules, **given)


def test_where_no_files_are_taken_none_is_asked_for_and_none_is_taken(cast, case):
    page = get(cast, "petra", "research_return", case.pk).content.decode()
    assert "Attach a file" in page and 'id="files"' in page
    set_protocol(cast, takes_files=False)
    petra = signed_in_client(cast, "petra")
    page = petra.get(reverse("research_return", args=[case.pk])).content.decode()
    assert "Attach a file" not in page and 'id="files"' not in page and "#files" not in page
    address = reverse("attach_file", args=[case.pk])
    shown = petra.get(address)
    assert shown.status_code == 403 and "Your area takes no files." in text_of(shown)
    assert 'type="file"' not in shown.content.decode()
    file = SimpleUploadedFile("letter.txt", b"Three calls.")
    sent = petra.post(address, {"who_may_read": "shared", "file": file} | form_token())
    assert sent.status_code == 403
    event = newest_event()
    assert (event.code, event.outcome, event.reason) == ("file_attached", "refused", "no_files")
    with as_owner():
        assert not Attachment.objects.filter(scope_id=case.pk).exists()


def test_nor_by_an_operation_that_began_before(cast, case):
    set_protocol(cast, takes_files=False)
    asked = request_of(cast, case, "police").pk
    with pytest.raises(Refused) as refused:
        file = {"request_id": asked, "received": None, "who_may_read": "shared"}
        do(cast, "petra", attach_file, **file)
    assert refused.value.reason is Reason.NO_FILES


def test_it_holds_for_cases_that_were_judged_before(cast, case, carys):
    send(carys, PAGE, default_reading="")
    assert newest(cast).takes_files is False
    assert "Attach a file" not in text_of(get(cast, "petra", "research_return", case.pk))


@pytest.mark.parametrize("who", ["chidi", "petra", "ines", "odile", "alex"])
def test_only_a_coordinator_sets_it(cast, who):
    assert signed_in_client(cast, who).get(PAGE).status_code == 403
    with pytest.raises(Refused):
        given = {"version": 1, "default_reading": "spoken", "takes_files": False}
        do(cast, who, set_research_rules, **given)
