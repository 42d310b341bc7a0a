"""What the pages of a meeting show."""

import re
from datetime import timedelta

from django.urls import reverse

from meetings.models import Hearing, MeetingState, ResearchRequest, Stage, Voice
from meetings.operations.actions import record_action, record_earlier_action
from meetings.operations.hearing import end_hearing
from sharing import clock
from sharing.models import Item, Party
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.copies import copies_of
from tests.doing import do, look
from tests.integration.hearing.helpers import item, page_of
from tests.integration.test_closure import record_that_she_died
from tests.paper import in_one_line
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import events


def test_only_what_is_shared_reaches_the_room(cast, heard_now):
    in_the_room(cast, heard_now.meeting, "petra")
    tara = look(cast, lambda: Party.objects.get(scope=heard_now.pk, role="victim"))
    old = item(cast, heard_now, "police", "Old version.")
    item(cast, heard_now, "police", "Two calls.", replaces=old, source="Log", period="October")
    item(cast, heard_now, "police", "One arrest.", about=tara, period="2026")
    item(cast, heard_now, "housing", "A tenant.", source="File")
    item(cast, heard_now, "police", "A draft.", submitted=False)
    item(cast, heard_now, "police", "For some.", who="restricted")
    item(cast, heard_now, "police", "To be said.", who="spoken", heading="history")
    item(cast, heard_now, "housing", "Taken back.", withdrawn_at=clock.now())
    for name in ("petra", "chidi"):
        page = signed_in_client(cast, name).get(page_of(heard_now)).content.decode()
        for text in ("Two calls.", "Log, October", "One arrest.", "About Tara Tarn.", "A tenant."):
            assert text in page
        for text in ("Old version.", "A draft.", "For some.", "To be said.", "Taken back."):
            assert text not in page
        assert "3 items" in page
        assert "Not said" not in page
    named = events()[-1].items
    with as_owner():
        shown = (
            Item.objects.unscoped("a test looks")
            .filter(pk__in=named)
            .values_list("text", flat=True)
        )
        assert sorted(shown) == ["A tenant.", "One arrest.", "Two calls."]
    assert cast.agency("police").pk in named, "they have something to say aloud"


def test_the_voices_of_victim_and_children(cast, heard_now):
    with unit_of_work(cast.actor("ines")):
        parties = {one.role: one for one in Party.objects.filter(scope=heard_now.pk)}
        for role, days, wishes in (
            ("victim", 3, "To move."),
            ("victim", 1, "To stay in her flat."),
            ("child", 1, "Not to be alone with him."),
        ):
            Voice.objects.create(
                scope_id=heard_now.pk,
                party=parties[role],
                wishes=wishes,
                heard_on=clock.today() - timedelta(days=days),
                heard_by="Ines Rill",
                author=cast.user("ines"),
            )
    page = signed_in_client(cast, "carys").get(page_of(heard_now)).content.decode()
    assert "To stay in her flat." in page and "Not to be alone with him." in page
    assert "To move." not in page


def test_the_opening_page_tells_two_failures_apart(cast, heard_now):
    from meetings.models import Action, ActionState

    earlier = meeting_in(cast, days=-5, state=MeetingState.AGREED)
    long_ago = meeting_in(cast, days=-40, state=MeetingState.AGREED)
    with unit_of_work(cast.actor("carys")):

        def action(what, meeting, state=ActionState.OPEN, ended=None, due=-1):
            Action.objects.create(
                scope_id=heard_now.pk,
                meeting=meeting,
                agency=cast.agency("police"),
                what=what,
                for_whom="victim",
                due_on=clock.today() + timedelta(days=due),
                state=state,
                result="Because." if ended is not None else "",
                ended_on=clock.today() - timedelta(days=ended) if ended is not None else None,
                recorded_by=cast.user("chidi"),
                recorded_at=clock.now(),
            )

        action("Late visit", earlier)
        action("Begun visit", long_ago, ActionState.IN_PROGRESS, due=3)
        action("Forgotten visit", earlier, ActionState.NOT_DONE, 1)
        action("Moved away", earlier, ActionState.NOT_POSSIBLE, 2)
        action("Done visit", earlier, ActionState.COMPLETED, 1)
        action("Old failure", long_ago, ActionState.NOT_DONE, 30)
        action("Of today", heard_now.meeting)
    client = signed_in_client(cast, "carys")
    page = client.get(reverse("meeting_opening", args=[heard_now.meeting_id])).content.decode()
    assert "Open from earlier meetings: 2 actions" in page and "1 late" in page
    assert "Not done by the agency: 1" in page
    assert "Not possible, circumstances changed: 1" in page
    for what in ("Late visit", "Begun visit", "Forgotten visit", "Moved away"):
        assert what in page
    for what in ("Done visit", "Old failure", "Of today"):
        assert what not in page
    assert set(events()[-1].also) == {"hearing_seen", "actions_seen"}


def test_a_case_on_hold_counts_in_no_list_of_actions(cast, heard_now):
    case = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-5), name="Bella")
    client = signed_in_client(cast, "chidi")
    opening = reverse("meeting_opening", args=[heard_now.meeting_id])
    assert "Open from earlier meetings: " in client.get(opening).content.decode()
    number = client.get(reverse("actions")).context["list"].counts.open
    record_that_she_died(cast, case)
    page = client.get(opening).content.decode()
    assert "Every action of earlier meetings has ended." in page
    assert client.get(reverse("actions")).context["list"].counts.open < number


def test_the_first_meeting_has_nothing_open(cast, heard_now):
    client = signed_in_client(cast, "carys")
    page = client.get(reverse("meeting_opening", args=[heard_now.meeting_id])).content.decode()
    assert "Every action of earlier meetings has ended." in page
    assert "Not yet: 1 case is not heard or moved." in page


def test_pages_need_no_more_queries_for_more_cases(cast, django_assert_max_num_queries):
    first = case_at(cast, Stage.HEARING)
    client = signed_in_client(cast, "chidi")
    opening = reverse("meeting_opening", args=[first.meeting_id])

    def count(way):
        with django_assert_max_num_queries(60) as counted:
            assert client.get(way).status_code == 200
        return len(counted)

    before = [count(opening), count(page_of(first))]
    other = case_at(cast, Stage.HEARD, meeting=first.meeting, position=2)
    for kind in ("police", "housing"):
        item(cast, other, kind, "An item.")
    copies_of(cast, other, 6)
    for _number in range(7):
        for kind in ("police", "housing"):
            item(cast, first, kind, "An item.")
        plan_for_as_chair(cast, first)
    # A way out that is closed by an action has no need to look further.
    assert count(opening) == before[0] and count(page_of(first)) <= before[1]


def plan_for_as_chair(cast, case):
    do(
        cast,
        "chidi",
        record_action,
        case_id=case.pk,
        agency_id=cast.agency("police").pk,
        what="Visit",
        for_whom="victim",
        owner="",
        due_on=clock.today(),
    )


def test_a_case_that_left_unheard_has_no_minutes_in_the_order(cast, heard_now):
    other = case_at(cast, Stage.RESEARCH, meeting=heard_now.meeting, position=2)
    with unit_of_work(cast.actor("carys")):
        other.stage = Stage.DIED
        other.save()
    with as_owner():
        since = Hearing.objects.get(scope=heard_now.pk).started_at
    with clock.set_to(since + timedelta(minutes=3)):
        page = signed_in_client(cast, "carys").get(page_of(heard_now)).content.decode()
    assert other.reference in page
    assert re.findall(r"(\d+) min</span>", page) == ["3"]


def test_what_was_done_before_stands_beside_the_plan(cast, heard_now):
    do(
        cast,
        "petra",
        record_earlier_action,
        case_id=heard_now.pk,
        what="Marker on the address",
        for_whom="victim",
        done_on=clock.today(),
        result="",
        agency_id=cast.agency("police").pk,
    )
    page = signed_in_client(cast, "carys").get(page_of(heard_now)).content.decode()
    assert "Marker on the address" in page and "Actions so far: 0" in page


def test_how_many_gave_nothing_is_said_and_not_who(cast, heard_now):
    """An agency that keeps something back counts as one that has not answered."""

    def said(name="chidi"):
        page = signed_in_client(cast, name).get(page_of(heard_now)).content.decode()
        found = re.search(r"Nothing from (\d+) other agenc", page)
        return int(found[1]) if found else 0

    asked = look(cast, lambda: list(ResearchRequest.objects.filter(scope=heard_now.pk)))
    before = said()
    assert 2 < before <= len(asked)
    item(cast, heard_now, "housing", "For some.", who="restricted")
    assert said() == before
    item(cast, heard_now, "housing", "A tenant.")
    assert said() == before - 1
    with as_owner(), unit_of_work(cast.actor("petra")):
        nil = next(one for one in asked if one.agency_id != cast.agency("housing").pk)
        nil.answer, nil.submitted_at = "not_known", clock.now()
        nil.submitted_by = cast.user("petra")
        nil.save()
    assert said() == before - 2
    do(
        cast,
        "chidi",
        end_hearing,
        case_id=heard_now.pk,
        gap_reason="Nothing more to do.",
        untold_reason="No safe way.",
    )
    client = signed_in_client(cast, "carys")
    paper = in_one_line(client.get(reverse("minutes_paper", args=[heard_now.pk])).content)
    page = client.get(reverse("minutes", args=[heard_now.pk])).content.decode()
    for text in (page, paper):
        assert f"Nothing from {before - 2} other agencies" in text
