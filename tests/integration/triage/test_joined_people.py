"""People and grounds that only a joined referral names: in the case, in the room and in the
minutes, each said of which referral."""

import pytest
from django.urls import reverse

from meetings.models import Case, Referral, RepeatFound, Stage, TriageDecision
from meetings.operations.hearing import agree_minutes
from sharing import clock
from sharing.models import Address, Party, Relationship
from sharing.unit import unit_of_work
from tests.doing import change, do
from tests.integration.triage.test_joined import join, second_of
from tests.paper import in_one_line
from tests.story import case_at, in_the_room
from tests.trail import newest_event
from tests.visits import get, text, words_of


def names_more(cast, case):
    """The referral of the case names a son of the victim, and asks for judgement."""
    values = {"grounds": ["judgement"], "judgement": "She dares not sleep.", "local_ground": "x"}
    change(cast, case, Referral, **values)
    with unit_of_work(cast.actor("carys")):
        son = Party.objects.create(
            scope_id=case.pk, role="at_risk", given_name="Abel", family_name="Tarn", position=9
        )
        victim = Party.objects.get(scope_id=case.pk, role="victim")
        Relationship.objects.create(scope_id=case.pk, person=son, other=victim, tie="child")
        Address.objects.create(scope_id=case.pk, party=son, kind="current", lines="5 Far Row")
    return son


@pytest.fixture
def both(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast)
    son = names_more(cast, second)
    join(cast, first, second)
    return first, second, son


def test_the_case_shows_them_with_the_referral_that_names_them(cast, both):
    first, second, son = both
    page = get(cast, "carys", "case", first.pk)
    words = words_of(page)
    assert words.count("Abel Tarn") >= 1 and f"Named in {second.reference}" in words
    assert words.count(f"Named in {second.reference}") == 1  # the others are the case's own
    assert f'href="{reverse("show_address", args=[second.pk, son.pk])}"' in text(page)
    assert f"{second.reference}: Asks for judgement. She dares not sleep." in words
    event = newest_event()
    assert son.pk in event.people and set(event.cases) == {first.pk, second.pk}


def test_two_referrals_that_name_somebody_are_named_together(cast, both):
    first, second, _son = both
    third = second_of(cast, seconds=9)
    names_more(cast, third)
    join(cast, first, third)
    page = words_of(get(cast, "carys", "case", first.pk))
    assert f"Named in {second.reference}, {third.reference}" in page
    assert page.count("Abel Tarn") == 1 + page.count("the address of Abel Tarn")


def test_somebody_born_on_another_day_is_somebody_else(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast)
    change(cast, second, Party, born_on=clock.today())
    join(cast, first, second)
    assert f"Named in {second.reference}" in words_of(get(cast, "carys", "case", first.pk))


def test_a_referrer_sees_nobody_whom_only_another_names(cast, both):
    first, second, _son = both
    page = words_of(get(cast, "wren", "case", first.pk))
    assert "Abel" not in page and "She dares not sleep." not in page


def test_the_room_sees_them(cast, both):
    first, second, _son = both
    in_the_room(cast, first.meeting, "chidi")
    page = words_of(get(cast, "chidi", "hearing", first.meeting_id, first.pk))
    assert f"Abel Tarn, other person at risk (Named in {second.reference})." in page


def test_triage_sees_them(cast):
    first, second = case_at(cast, Stage.TRIAGE), second_of(cast)
    son = names_more(cast, second)
    join(cast, first, second)
    page = words_of(get(cast, "carys", "triage", first.pk))
    assert "Abel Tarn" in page and f"Named in {second.reference}" in page
    assert son.pk in newest_event().people


def test_the_minutes_hold_them(cast):
    first, second = case_at(cast, Stage.HEARD), second_of(cast)
    names_more(cast, second)
    change(cast, second, Case, stage=Stage.JOINED, joined_to_id=first.pk)
    with unit_of_work(cast.actor("carys")):
        decision = TriageDecision.objects.create(
            scope_id=second.pk,
            kind=TriageDecision.Kind.JOIN,
            protocol=first.protocol,
            ticks=15,
            not_known=0,
            grounds_met=["high_risk", "escalation"],
            decided_by=cast.user("carys"),
            decided_at=clock.now(),
        )
        RepeatFound.objects.create(scope_id=second.pk, decision=decision, mark="0" * 64)
    do(cast, "chidi", agree_minutes, meeting_id=first.meeting_id)
    page = words_of(get(cast, "carys", "minutes", first.pk))
    assert f"Abel Tarn, other person at risk (named in {second.reference})" in page
    assert "Grounds: Potential escalation; Visible" in page  # its own, too
    assert f"Repeat (named in {second.reference})" in page
    paper = in_one_line(get(cast, "chidi", "minutes_paper", first.pk).content)
    assert f"Abel Tarn. Named in {second.reference}" in paper
    # A referrer who reads no account of another reads nobody whom only that one names.
    assert "Abel" not in words_of(get(cast, "wren", "minutes", first.pk))
