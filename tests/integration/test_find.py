"""Looking for a case among those that one may read."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import Stage
from meetings.rules.find import as_date, as_words
from sharing.case_names import as_reference
from sharing.models import Party
from sharing.unit import unit_of_work
from tests.copies import copies_of
from tests.doing import wall_off
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event


def found(cast, name, typed):
    answer = signed_in_client(cast, name).post("/find/", {"find": typed})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def case(cast):
    case = case_at(cast, Stage.ACTIONS)
    with unit_of_work(cast.actor("carys")):
        victim = Party.objects.get(scope_id=case.pk, role="victim")
        victim.other_names = "Tara Weston"
        victim.save()
    return case


@pytest.mark.parametrize(
    "typed",
    ["tarn", "TARA", "tara tarn", "Tarn, Tara", "weston", "3 3 2004", "3/3/2004", "3 March 2004"],
)
def test_it_works(cast, case, typed):
    page = found(cast, "petra", typed)
    assert case.reference in page
    assert "Tara Tarn" in page


def test_a_case_is_found_by_its_reference_however_typed(cast, case):
    for typed in (case.reference, case.reference.lower(), case.reference.replace("-", " ")):
        page = found(cast, "carys", typed)
        assert case.reference in page
        assert "The reference" in page


def test_what_is_typed_stands_in_no_address(cast, case):
    client = signed_in_client(cast, "carys")
    answer = client.get("/find/?find=tarn")
    assert answer.status_code == 200
    assert case.reference not in answer.content.decode()
    assert 'method="post"' in answer.content.decode()


@pytest.mark.parametrize("name", ["hal", "nia"])
@pytest.mark.parametrize("by", ["name", "reference"])
def test_it_refuses_off_circulation_and_other_area(cast, case, name, by):
    typed = "tarn" if by == "name" else case.reference
    assert "No case found" in found(cast, name, typed)
    assert newest_event().cases == []


def test_it_refuses_conflict_word_for_word_as_if_there_were_no_case(cast, case):
    wall_off(cast, case, "petra")
    walled, unknown = (found(cast, "petra", typed) for typed in ("tarn", "nunn"))
    assert _without_tokens(walled.replace("tarn", "nunn")) == _without_tokens(unknown)


def _without_tokens(page):
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_search_circulation_finds_nothing(cast, case):
    assert "No case found" in found(cast, "wren", "nobody")
    with unit_of_work(cast.actor("carys")):
        assert cast.agency("probation").pk
    # Probation is on search only; make Hal act for it.
    from tests.conftest import as_owner

    with as_owner(), unit_of_work(cast.actor("carys")):
        member = cast.memberships["hal"]
        member.agency = cast.agency("probation")
        member.save()
    assert "No case found" in found(cast, "hal", "tarn")


def test_it_records_event(cast, case):
    found(cast, "carys", "tarn")
    event = newest_event()
    assert (event.code, event.cases, len(event.people)) == ("case_sought", [case.pk], 2)


def test_it_records_refusal(cast):
    answer = signed_in_client(cast, "odile").post("/find/", {"find": "tarn"})
    assert answer.status_code == 403
    assert newest_event().outcome == "refused"
    assert signed_in_client(cast, "odile").get("/find/").status_code == 403


def test_nothing_typed_is_an_error(cast):
    answer = signed_in_client(cast, "carys").post("/find/", {"find": " "})
    assert answer.status_code == 422
    assert "Enter a name, a birth date or a reference" in answer.content.decode()


@pytest.mark.parametrize("typed", ["31/02/1990", "1990-02-31", "31 feb 1990", "3/3/90"])
def test_a_date_that_is_none_is_an_error(cast, typed):
    answer = signed_in_client(cast, "carys").post("/find/", {"find": typed})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "No case found" not in page
    assert page.count("must be a real date with a full year") == 2, "above, and by the field"
    assert f'value="{typed}"' in page


def test_a_single_letter_finds_no_name(cast, case):
    assert "No case found" in found(cast, "carys", "t")


def test_many_cases_take_no_more_queries_and_are_cut_short(cast, monkeypatch):
    from meetings.queries import find

    monkeypatch.setattr(find, "MOST", 5)
    counts = []
    client = signed_in_client(cast, "carys")
    case = case_at(cast, Stage.TRIAGE)
    for more in (0, 9):
        copies_of(cast, case, more)
        with CaptureQueriesContext(connection) as queries:
            page = client.post("/find/", {"find": "tarn"}).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "More than 5 cases" in page


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3 3 2004", date(2004, 3, 3)),
        ("03/03/2004", date(2004, 3, 3)),
        ("3.3.2004", date(2004, 3, 3)),
        ("2004-03-03", date(2004, 3, 3)),
        ("3 mar 2004", date(2004, 3, 3)),
        ("31 2 2004", None),
        ("3 nomonth 2004", None),
        ("tarn", None),
    ],
)
def test_a_birth_date_is_read_as_people_write_it(typed, day):
    assert as_date(typed) == day


def test_references_and_names_are_read_as_people_write_them():
    assert as_reference(" lm-7kq4 ") == "LM7KQ4"
    assert as_words("Tarn,  Tara") == ["Tarn", "Tara"]
    assert as_words("t") == []
