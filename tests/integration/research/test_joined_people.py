"""Somebody whom only a joined referral names is looked up, answered for and written about like
the people of the case itself, by the same agencies."""

import pytest
from django.urls import reverse

from meetings.models import Stage
from sharing.models import Address, Party
from sharing.unit import unit_of_work
from tests.doing import change, declare_wall
from tests.integration.research.helpers import (
    SEARCHED,
    TOKEN,
    answer,
    ask,
    item,
    items_of,
    people,
    request_of,
    submit,
)
from tests.integration.triage.test_joined import join, second_of
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, post, text, words_of


def joined_to(cast, first, name="Abel", seconds=5, **more):
    """A referral that names a brother and an unborn child is joined to the case."""
    second = second_of(cast, seconds=seconds)
    with unit_of_work(cast.actor("carys")):
        brother = Party.objects.create(
            scope_id=second.pk, role="perpetrator", given_name=name, family_name="Lune", position=8
        )
        Party.objects.create(scope_id=second.pk, role="child", due_on="2027-03-01", position=9)
        Address.objects.create(scope_id=second.pk, party=brother, kind="current", lines="5 Far Row")
        Address.objects.create(scope_id=second.pk, party=brother, kind="safe", lines="6 Hidden Row")
    join(cast, first, second)
    return second, brother


@pytest.fixture
def both(cast, case, asked):
    return joined_to(cast, case)


def whole_list(case, brother):
    shown = [f"{case.pk}:", *(f"{case.pk}:{one}" for one in (*people(case), brother.pk))]
    return {"form_token": TOKEN, "shown": shown, **SEARCHED}


def test_the_whole_list_names_them(cast, case, both):
    second, brother = both
    page = get(cast, "hal", "research_list", case.meeting_id)
    words = words_of(page)
    assert "4 people to look up" in words and "5 Far Row" in words
    assert f'value="{case.pk}:{brother.pk}"' in text(page)
    # Whoever looks them up learns neither role nor that there is another referral.
    assert words.index("Abel Lune") < words.index("Kyle Lune") < words.index("Tara Tarn")
    for hidden in (second.reference, "Hidden Row", "Unborn", "amed in"):
        assert hidden not in words
    event = newest_event()
    assert brother.pk in event.people and set(event.cases) == {case.pk, second.pk}


def test_the_whole_list_answers_for_them(cast, case, both):
    _second, brother = both
    known = [f"{case.pk}:{brother.pk}"]
    said = whole_list(case, brother) | {"known": known}
    assert post(cast, "hal", "research_list", case.meeting_id, **said).status_code == 302
    assert request_of(cast, case, "acute").known_parties == [brother.pk]
    # Who knows somebody reads the case, and from which referral the person is.
    assert "Named in" in words_of(get(cast, "hal", "research_return", case.pk))


def test_a_list_from_before_they_were_joined_is_sent_again(cast, case, asked):
    before = whole_list(case, Party(pk=people(case)[0]))
    joined_to(cast, case)
    said = before | {"known": [f"{case.pk}:{people(case)[0]}"]}
    page = post(cast, "hal", "research_list", case.meeting_id, **said)
    assert page.status_code == 422 and "The people of a case have changed" in words_of(page)


def test_the_return_asks_for_each_of_them(cast, case, both):
    second, brother = both
    page = words_of(get(cast, "hal", "research_return", case.pk))
    assert "Abel Lune" in page and "5 Far Row" in page and second.reference not in page
    said = {f"person_{one}": "no" for one in people(case)} | SEARCHED
    missing = post(cast, "hal", "answer_research", case.pk, version=1, **said)
    assert "Say whether Abel Lune is known to you" in words_of(missing)
    said |= {f"person_{brother.pk}": "yes", "version": request_of(cast, case, "acute").version}
    assert post(cast, "hal", "answer_research", case.pk, **said).status_code == 302
    assert request_of(cast, case, "acute").known_parties == [brother.pk]
    page = words_of(get(cast, "hal", "research_return", case.pk))
    assert page.count(f"Named in {second.reference}") == 2  # the unborn child too


def test_an_item_is_about_them(cast, case, both):
    second, brother = both
    answer(cast, case, known_parties=[brother.pk])
    page = get(cast, "petra", "research_return", case.pk)
    assert f"Abel Lune (named in {second.reference})" in words_of(page)
    said = item(about=str(brother.pk))
    assert post(cast, "petra", "add_item", case.pk, **said).status_code == 302
    assert items_of(case)[0].about_id == brother.pk
    assert "About: Abel Lune" in words_of(get(cast, "petra", "research_return", case.pk))
    submit(cast, case)
    assert "About: Abel Lune" in words_of(get(cast, "petra", "research_return", case.pk))
    assert "About: Abel Lune" in words_of(get(cast, "carys", "case_research", case.pk))


def test_the_list_of_the_meeting_names_them(cast, case, both):
    _second, brother = both
    for who in ("hal", "petra", "carys"):
        page = get(cast, who, "case_list", case.meeting_id)
        assert page.status_code == 200
        assert brother.pk in newest_event().people
    page = words_of(get(cast, "hal", "meeting", case.meeting_id))
    assert "Abel Lune" in page and "Perpetrator" not in page
    assert "Unborn" not in page


def test_a_wall_round_the_joined_referral_hides_them(cast, case, asked):
    second = second_of(cast)
    declare_wall(cast, second, "hal")
    with unit_of_work(cast.actor("carys")):
        Party.objects.create(scope_id=second.pk, role="perpetrator", given_name="Abel")
    join(cast, case, second, knows=["hal"])
    assert "Abel" not in words_of(get(cast, "hal", "research_list", case.meeting_id))
    assert get(cast, "hal", "research_return", case.pk).status_code == 404


def test_it_refuses_off_circulation(cast, case):
    joined_to(cast, case)
    assert "Abel" not in words_of(get(cast, "hal", "research_list", case.meeting_id))
    assert get(cast, "hal", "research_return", case.pk).status_code == 404


def test_who_is_taken_off_the_joined_referral_is_looked_up_no_more(cast, case, both):
    second, _brother = both
    change(cast, second, Party, ended_on="2026-01-02")
    with unit_of_work(cast.actor("carys")):
        for one in Party.objects.filter(scope_id=second.pk, position__gte=8):
            one.ended_on = "2026-01-02"
            one.save()
    assert "Abel" not in words_of(get(cast, "hal", "research_list", case.meeting_id))


def test_it_takes_no_more_queries_however_many_are_joined(cast, case, both):
    client, pages = signed_in_client(cast, "hal"), []
    address = reverse("research_list", args=[case.meeting_id])
    for number in (0, 2):
        for one in range(number):
            other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, position=2 + one)
            ask(cast, other, "acute")
            joined_to(cast, other, "Cain", seconds=7)
            joined_to(cast, case, f"Seth {one}", seconds=8)
        with made_queries() as made:
            assert client.get(address).status_code == 200
        pages.append(len(made))
    assert pages[0] == pages[1]
