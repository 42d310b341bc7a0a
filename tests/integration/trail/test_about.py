"""The events about a case are found by an index, and are those that the policy lets through."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from meetings.models import Stage
from sharing.actor import Actor
from sharing.models import AuditEvent
from sharing.queries.trail import NEWEST, Asked, of_case
from sharing.unit import unit_of_work
from tests.story import case_at
from tests.visits import get


@pytest.fixture
def cases(cast):
    """Two cases that were looked at by several, one of them together with the other."""
    first = case_at(cast, Stage.RESEARCH)
    second = case_at(cast, Stage.TRIAGE, name="Hedda")
    for who in ("carys", "petra", "wren", "nia", "rowan"):
        get(cast, who, "case", first.pk)
    get(cast, "carys", "home")
    return first, second


def test_it_finds_just_what_the_policy_lets_through(cast, cases):
    for actor in (Actor.system("export"), *map(cast.actor, ("carys", "chidi", "odile"))):
        for case in cases:
            with unit_of_work(actor):
                there = AuditEvent.objects.filter(cases__contains=[case.pk])
                let_through = set(there.values_list("id", flat=True))
                found = {one.id for one in of_case(case.pk, Asked(), NEWEST, 1_000)}
            assert found == let_through != set()


def test_it_finds_nothing_for_whom_the_trail_of_the_case_is_not_there(cast, cases):
    for who in ("petra", "wren", "ines", "hal", "alex", "nia"):
        for case in cases:
            with unit_of_work(cast.actor(who)):
                assert of_case(case.pk, Asked(), NEWEST, 1_000) == [], who


def test_no_page_asks_past_the_index():
    """With a policy on the table, `cases @>` reads the whole trail."""
    for path in [*Path(settings.BASE_DIR, "sharing").rglob("*.py"),
                 *Path(settings.BASE_DIR, "meetings").rglob("*.py")]:  # fmt: skip
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\bcases__(contains|overlap)", text), path
