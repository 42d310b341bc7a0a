"""Each agency says once on which lawful bases it shares; each of its returns names them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.research import answer_case
from sharing import clock
from sharing.bases import GROUPS, Law, in_one_line
from sharing.models import AgencyBases
from sharing.operations.bases import set_bases
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do
from tests.editors import OWN, Editor
from tests.integration.research.helpers import NAMES, ask, request_of
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import page_of, send, words_of

DAY = timedelta(days=1)
PAGE = reverse("set_bases")
POLICE = {"processing": ["s35_2b"], "sensitive": ["sch8_4"], "powers": ["cda_115"]}
HEALTH = {"article_6": ["6_e"], "article_9": ["9_g_18", "9_h"], "article_10": ["10_10"]}
LINE = (
    "DPA 2018 Part 3: Section 35(2)(b); Schedule 8, paragraph 4; "
    "Crime and Disorder Act 1998, section 115"
)
NOT_SET = "Your agency has not said on which lawful basis it shares."


def since(day):
    return {f"in_force_from-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def set_as(cast, who, day=None, **fields):
    return send(signed_in_client(cast, who), PAGE, **since(day or clock.today()), **fields)


def rows(cast, kind):
    with as_owner():
        return list(AgencyBases.objects.filter(agency=cast.agency(kind)))


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.RESEARCH)


def the_return(cast, who, case):
    return page_of(cast, who, reverse("research_return", args=[case.pk]))


def test_it_is_set_once_and_stands_on_each_return(cast, case):
    assert NOT_SET in the_return(cast, "petra", case)
    assert set_as(cast, "petra", **POLICE).url == reverse("bases")
    event = newest_event()
    (row,) = rows(cast, "police")
    assert (event.code, event.items, event.user_id) == ("bases_set", [row.pk], row.set_by_id)
    assert (row.version, row.in_force_from, row.set_by_id) == (
        1,
        clock.today(),
        cast.user("petra").pk,
    )
    page = the_return(cast, "petra", case)
    assert LINE in page and NOT_SET not in page
    page = page_of(cast, "petra", reverse("bases"))
    assert LINE in page and "What Police has set" in page
    assert f"Set by {cast.user('petra').name} on" in page
    # What one agency has set says nothing of another.
    assert NOT_SET in the_return(cast, "rowan", case)


def test_an_agency_under_the_gdpr_has_all_three_articles(cast):
    page = page_of(cast, "rowan", PAGE)
    assert "under the UK GDPR" in page and "Part 3" not in page
    answered = set_as(cast, "rowan", **(HEALTH | {"article_10": []}))
    assert answered.status_code == 422
    assert "Article 10, for criminal offences: choose at least one." in words_of(answered)
    set_as(cast, "rowan", **HEALTH, other="Housing Act 1996")
    (row,) = rows(cast, "housing")
    assert in_one_line(Law.UK_GDPR, row.bases, row.other).endswith("; Housing Act 1996")
    assert "Article 9(2)(h); Article 10 with" in page_of(cast, "chidi", reverse("bases"))


@pytest.mark.parametrize("missing", ["processing", "sensitive"])
def test_police_says_a_basis_and_a_condition(cast, missing):
    answered = set_as(cast, "petra", **(POLICE | {missing: []}))
    assert answered.status_code == 422 and "choose at least one" in words_of(answered)
    assert rows(cast, "police") == []


def test_what_was_shared_before_keeps_the_bases_of_its_day(cast, case):
    ask(cast, case, "acute")
    set_as(cast, "hal", day=clock.today() - 30 * DAY, **HEALTH)
    said = {"answer": "not_known", "searched": NAMES}
    do(cast, "hal", answer_case, request_id=request_of(cast, case, "acute").pk, **said)
    with clock.set_to(clock.now() + 2 * DAY):
        new = HEALTH | {"article_6": ["6_d"]}
        set_as(cast, "hal", **new)
        page = the_return(cast, "hal", case)
        assert "Article 6(1)(e)" in page and "Article 6(1)(d)" not in page
        past = page_of(cast, "hal", reverse("bases"))
        assert past.index("Article 6(1)(d)") < past.index("Article 6(1)(e)")
    assert [row.version for row in rows(cast, "acute")] == [2, 1]


def test_what_was_submitted_before_any_was_set_says_so(cast, case):
    ask(cast, case, "acute")
    said = {"answer": "not_known", "searched": NAMES}
    do(cast, "hal", answer_case, request_id=request_of(cast, case, "acute").pk, **said)
    assert NOT_SET in the_return(cast, "hal", case)
    with clock.set_to(clock.now() + DAY):
        set_as(cast, "hal", **HEALTH)
        assert "after this was submitted" in the_return(cast, "hal", case)


def test_what_is_to_come_does_not_stand_yet(cast, case):
    set_as(cast, "petra", day=clock.today() + 3 * DAY, **POLICE)
    assert NOT_SET in the_return(cast, "petra", case)
    page = page_of(cast, "petra", reverse("bases"))
    assert "not in force yet" in page and "agencies have not set them" in page


def test_the_next_begins_no_sooner_and_says_something_else(cast):
    set_as(cast, "petra", **POLICE)
    answered = set_as(cast, "petra", **POLICE)
    assert answered.status_code == 422 and "Nothing is different" in words_of(answered)
    answered = set_as(cast, "petra", day=clock.today() - DAY, **POLICE)
    assert "cannot begin before the bases" in words_of(answered)
    assert "Enter the day from which this holds" in words_of(
        send(signed_in_client(cast, "petra"), PAGE, **POLICE)
    )


def test_two_of_one_agency_lose_nothing(cast):
    set_as(cast, "petra", **POLICE)
    second = Editor(cast, "petra", "set_bases")
    today = clock.today()
    new = {"bases": ["s35_2b", "sch8_3"], "other": "", "in_force_from": today, "version": 1}
    do(cast, "petra", set_bases, **new)
    page = second.sends(**POLICE, **since(today), other="Ours")
    assert OWN in page and "What stands now Schedule 8, paragraph 3" in page
    assert "What you typed Schedule 8, paragraph 4" in page
    assert len(rows(cast, "police")) == 2


def test_every_agency_is_listed_with_its_own(cast):
    page = page_of(cast, "odile", reverse("bases"))
    assert "Police" in page and "Not set" in page and "Set the bases of" not in page
    assert "Acute hospital" not in page  # is asked about no case as a rule, and has set nothing
    assert "Acute hospital" in page_of(cast, "hal", reverse("bases"))
    for who in ("petra", "rowan", "ines"):
        set_as(cast, who, **(POLICE if who == "petra" else HEALTH))
    page = page_of(cast, "carys", reverse("bases"))
    assert LINE in page and "has set</h2>" not in page
    assert LINE not in page_of(cast, "nia", reverse("bases"))


def test_every_agency_has_set_them(cast):
    with as_owner():
        for agency in cast.area.agencies.filter(core=True):
            agency.core = False
            agency.save_without_historical_record()
    assert "Every agency has set them" in page_of(cast, "carys", reverse("bases"))


@pytest.mark.parametrize("who", ["carys", "chidi", "wren", "odile", "alex"])
def test_others_set_none(cast, who):
    assert signed_in_client(cast, who).get(PAGE).status_code == 403
    with pytest.raises(Refused) as refused:
        given = {"bases": ["s35_2b"], "other": "", "in_force_from": clock.today(), "version": 0}
        do(cast, who, set_bases, **given)
    assert refused.value.reason is Reason.NOT_IN_ROLE


@pytest.mark.parametrize("who", ["wren", "alex"])
def test_who_reads_no_research_sees_none(cast, who):
    assert signed_in_client(cast, who).get(reverse("bases")).status_code == 403


def test_an_operation_asks_for_each_group_too(cast):
    with pytest.raises(RuleBroken, match="choose at least one"):
        given = {"bases": ["6_e"], "other": "", "in_force_from": clock.today(), "version": 0}
        do(cast, "petra", set_bases, **given)


def test_each_code_stands_in_one_group_of_its_law():
    for groups in GROUPS.values():
        codes = [code for group in groups for code in group.bases]
        assert len(codes) == len(set(codes)) and all(len(code) <= 10 for code in codes)
