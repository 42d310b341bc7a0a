"""Minutes: made from what was recorded, agreed by the chair, then frozen."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from pypdf import PdfReader

from meetings.models import (
    CaseMinutes,
    Hearing,
    Meeting,
    MeetingState,
    OutcomePlan,
    Referral,
    Stage,
    Voice,
)
from meetings.operations.actions import record_earlier_action
from meetings.operations.hearing import (
    agree_minutes,
    declare,
    end_meeting,
    record_hearing,
    record_presence,
)
from sharing import clock
from sharing.access import facts_of
from sharing.models import Item, Party, SafeContact, UnsafeToTell
from sharing.operations import circulation
from sharing.operations.conflicts import declare_conflict
from sharing.rules import RuleBroken
from sharing.work import Refused, unit_of_work
from tests.conftest import as_owner
from tests.doing import do, form_token, look
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import events


@pytest.fixture
def case(cast):
    """A case that was heard, of which everything was recorded; its meeting was held."""
    case = case_at(cast, Stage.HEARD, meeting=meeting_in(cast, state=MeetingState.RUNNING))
    meeting_id = case.meeting_id
    in_the_room(cast, case.meeting, "carys")
    with as_owner(), unit_of_work(cast.actor("ines")):
        parties = {one.role: one for one in Party.objects.filter(scope=case.pk)}
        for role, wishes in (("victim", "To stay in her flat."), ("child", "Not to be alone.")):
            Voice.objects.create(
                scope_id=case.pk,
                party=parties[role],
                wishes=wishes,
                heard_on=clock.today(),
                heard_by="Ines Rill",
                author=cast.user("ines"),
            )
        OutcomePlan.objects.create(
            scope_id=case.pk,
            who="Ines Rill",
            way="In person, at the clinic",
            by=clock.today(),
            author=cast.user("ines"),
        )
        for text, who in (("Two calls.", "shared"), ("Held back.", "restricted")):
            Item.objects.create(
                scope_id=case.pk,
                agency=cast.agency("police"),
                request_id=uuid4(),
                text=text,
                who_may_read=who,
                nature="fact",
                about=parties["victim"],
                source="Log",
                period="October",
                author=cast.user("petra"),
                submitted_at=clock.now(),
            )
    do(
        cast,
        "petra",
        record_earlier_action,
        case_id=case.pk,
        what="Marker on the address",
        for_whom="victim",
        done_on=clock.today(),
        result="",
        agency_id=cast.agency("police").pk,
    )
    do(
        cast,
        "carys",
        record_hearing,
        case_id=case.pk,
        version=None,
        presented_by="Wren Mill",
        summary="In short.",
        spoken="Said in the room.",
        risks="Serious injury.",
        protective="Bail.",
        decisions="Disclosure first.",
    )
    do(
        cast,
        "carys",
        record_presence,
        meeting_id=meeting_id,
        presences={
            cast.agency("police").pk: ("present", "Petra Ford"),
            cast.agency("idva").pk: ("present", ""),
            cast.agency("housing").pk: ("sent", ""),
            cast.agency("probation").pk: ("apologies", ""),
            cast.agency("children").pk: ("absent", ""),
        },
    )
    do(
        cast,
        "carys",
        declare_conflict,
        case_id=case.pk,
        user_id=cast.user("rowan").pk,
        kind="declared",
        reason="A cousin.",
    )
    do(cast, "carys", end_meeting, meeting_id=meeting_id)
    return case


SAID = (
    "Decide on and make disclosure",
    "They have workers of their own.",
    "Marker on the address",
    "To stay in her flat.",
    "Not to be alone.",
    "Serious injury.",
    "Bail.",
    "Disclosure first.",
    "In short.",
    "Two calls.",
    "Said in the room.",
    "In person, at the clinic",
    "Petra Ford",
    "(information sent)",
    "Stepped out: 1 person",
)
NEVER_SAID = ("Held back.", "A cousin.", "Rowan", "12 Mere Walk", "3 Hidden Row")


def minutes_of(case):
    return reverse("minutes", args=[case.pk])


def test_a_draft_stands_before_it_is_agreed(cast, case):
    page = signed_in_client(cast, "carys").get(minutes_of(case)).content.decode()
    assert "Draft" in page and "Not agreed yet." in page
    for text in SAID:
        assert text in page, text
    for text in NEVER_SAID:
        assert text not in page, text


@pytest.mark.parametrize("name", ["petra", "wren"])
def test_a_draft_is_for_whoever_keeps_the_minutes(cast, case, name):
    page = signed_in_client(cast, name).get(minutes_of(case)).content.decode()
    assert "No minutes yet" in page
    assert not [text for text in SAID if text in page]


def test_it_works(cast, case):
    client = signed_in_client(cast, "chidi")
    agree = reverse("agree_minutes", args=[case.meeting_id])
    page = client.get(reverse("meeting_minutes", args=[case.meeting_id])).content.decode()
    assert f'action="{agree}"' in page and case.reference in page
    assert client.get(agree).status_code == 200
    assert client.post(agree, form_token()).status_code == 302
    meeting = look(cast, lambda: Meeting.objects.get(pk=case.meeting_id))
    assert (meeting.state, meeting.agreed_by_id) == (MeetingState.AGREED, cast.user("chidi").pk)
    assert look(cast, lambda: type(case).objects.get(pk=case.pk)).stage == Stage.ACTIONS
    for name in ("petra", "wren", "carys"):
        page = signed_in_client(cast, name).get(minutes_of(case)).content.decode()
        assert "Agreed by Chidi Example" in page and "Draft" not in page
        for text in SAID:
            assert text in page, text
        for text in NEVER_SAID:
            assert text not in page, text
    page = client.get(reverse("meeting_minutes", args=[case.meeting_id])).content.decode()
    assert f'action="{agree}"' not in page


def test_it_records_event(cast, case):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    event = events()[-1]
    assert (event.code, event.cases) == ("minutes_agreed", [case.pk])
    signed_in_client(cast, "petra").get(minutes_of(case))
    last = events()[-1]
    assert "minutes_read" in (last.code, *last.also) and last.cases == [case.pk]


def test_agreed_minutes_do_not_change_with_the_case(cast, case):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    with unit_of_work(cast.actor("carys")):
        tara = Party.objects.get(scope=case.pk, role="victim")
        tara.family_name = "Changed"
        tara.save()
        (frozen,) = CaseMinutes.objects.all()
        assert frozen.content["people"][0]["name"] == "Tara Tarn"
        frozen.content = {}
        with pytest.raises(ProgrammingError), transaction.atomic():
            frozen.save()


@pytest.mark.parametrize("name", ["carys", "petra"])
def test_only_the_chair_agrees(cast, case, name):
    client = signed_in_client(cast, name)
    agree = reverse("agree_minutes", args=[case.meeting_id])
    assert client.get(agree).status_code == 403
    assert client.post(agree, form_token()).status_code == 403
    assert events()[-1].reason == "not_in_role"


def test_minutes_are_agreed_after_the_meeting_and_once(cast):
    running = case_at(cast, Stage.HEARING)
    with pytest.raises(RuleBroken, match="End the meeting"):
        do(cast, "chidi", agree_minutes, meeting_id=running.meeting_id)
    agreed = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=1))
    with pytest.raises(RuleBroken, match="already"):
        do(cast, "chidi", agree_minutes, meeting_id=agreed.meeting_id)


def test_a_case_that_a_chair_may_not_see_is_agreed_by_another(cast, case):
    do(
        cast,
        "carys",
        declare_conflict,
        case_id=case.pk,
        user_id=cast.user("chidi").pk,
        kind="declared",
        reason="A neighbour.",
    )
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    assert look(cast, lambda: type(case).objects.get(pk=case.pk)).stage == Stage.HEARD
    deputy = cast.memberships["odile"]
    with as_owner(), unit_of_work(cast.actor("carys")):
        deputy.role = "chair"
        deputy.save()
    # She was not there, so first she agrees to keep confidential what she will read.
    client = signed_in_client(cast, "odile")
    names = ("meeting_minutes", "meeting_opening", "declare", "agree_minutes")
    minutes, opening, declaration, agree = (reverse(one, args=[case.meeting_id]) for one in names)
    page = client.get(minutes).content.decode()
    assert f'href="{declaration}"' in page and f'action="{agree}"' not in page
    assert f'action="{declaration}"' in client.get(opening).content.decode()
    assert client.post(declaration, form_token()).status_code == 302
    assert f'action="{agree}"' in client.get(minutes).content.decode()
    do(cast, "odile", agree_minutes, meeting_id=case.meeting_id)
    assert look(cast, lambda: type(case).objects.get(pk=case.pk)).stage == Stage.ACTIONS


def test_a_chair_who_never_declared_agrees_no_minutes(cast, case):
    deputy = cast.memberships["odile"]
    with as_owner(), unit_of_work(cast.actor("carys")):
        deputy.role = "chair"
        deputy.save()
    with pytest.raises(Refused) as refused:
        do(cast, "odile", agree_minutes, meeting_id=case.meeting_id)
    assert refused.value.reason == "not_declared"
    assert look(cast, lambda: type(case).objects.get(pk=case.pk)).stage == Stage.HEARD


def test_nobody_declares_for_minutes_that_are_all_agreed(cast, case):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    deputy = cast.memberships["odile"]
    with as_owner(), unit_of_work(cast.actor("carys")):
        deputy.role = "chair"
        deputy.save()
    with pytest.raises(RuleBroken, match="is over"):
        do(cast, "odile", declare, meeting_id=case.meeting_id)


def test_a_case_that_was_moved_has_no_minutes(cast, case):
    with unit_of_work(cast.actor("carys")):
        moved = type(case).objects.get(pk=case.pk)
        moved.meeting, moved.position = None, None
        moved.save()
    page = signed_in_client(cast, "carys").get(minutes_of(case)).content.decode()
    assert "No minutes yet" in page


def test_a_meeting_without_heard_cases_says_so(cast):
    case = case_at(cast, Stage.RESEARCH)
    client = signed_in_client(cast, "carys")
    page = client.get(reverse("meeting_minutes", args=[case.meeting_id])).content.decode()
    assert "No case of this meeting was heard yet." in page


@pytest.mark.parametrize(("name", "status"), [("hal", 404), ("nia", 404), ("rowan", 404)])
def test_it_refuses_strangers_and_conflict(cast, case, name, status):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    client = signed_in_client(cast, name)
    assert client.get(minutes_of(case)).status_code == status
    assert events()[-1].outcome == "refused"


def in_circulation(cast, case, *, agency, on):
    pk = cast.agency(agency).pk
    with unit_of_work(cast.actor("carys")) as work:
        now = work.facts(case.pk, facts_of).full_circulation
        full = now | {pk} if on else now - {pk}
        circulation.change(work, case.pk, full_circulation=full)


def test_a_referrer_off_circulation_reads_the_plan_and_no_agencys_items(cast, case):
    in_circulation(cast, case, agency="health_visiting", on=False)
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    client = signed_in_client(cast, "wren")
    page = client.get(minutes_of(case)).content.decode()
    paper = text_of(client.get(reverse("minutes_paper", args=[case.pk])))
    for text in (page, paper):
        assert "Two calls" not in text and "Said in the room" not in text
        assert "Not known to us" not in text and "No agency shared" not in text
        assert "is read by agencies on full circulation" in text
        assert "See the victim about a move" in text and "Disclosure first" in text
    assert "Two calls" not in str(events()[-1].__dict__)


def test_a_referrer_on_circulation_reads_them(cast, case):
    in_circulation(cast, case, agency="health_visiting", on=True)
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    page = signed_in_client(cast, "wren").get(minutes_of(case)).content.decode()
    assert "Two calls" in page and "Said in the room" in page


def test_whoever_sees_the_case_for_another_reason_too_reads_them(cast, case):
    """Carys takes part as the coordinator, Petra as a guest of the case."""
    in_circulation(cast, case, agency="police", on=False)
    with unit_of_work(cast.actor("carys")) as work:
        both = frozenset({cast.user("carys").pk, cast.user("petra").pk})
        circulation.change(
            work,
            case.pk,
            referred_by=both,
            admitted=frozenset({cast.user("petra").pk}),
            admitted_until=clock.now() + timedelta(days=1),
        )
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    for name in ("carys", "petra"):
        page = signed_in_client(cast, name).get(minutes_of(case)).content.decode()
        assert "Two calls" in page
    with clock.set_to(clock.now() + timedelta(days=2)):
        page = signed_in_client(cast, "petra").get(minutes_of(case)).content.decode()
    assert "Two calls" not in page and "See the victim about a move" in page


def test_a_meeting_shows_each_reader_their_cases(cast, case):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    way = reverse("meeting_minutes", args=[case.meeting_id])
    assert case.reference in signed_in_client(cast, "petra").get(way).content.decode()
    assert case.reference not in signed_in_client(cast, "hal").get(way).content.decode()
    assert signed_in_client(cast, "nia").get(way).status_code == 404
    assert signed_in_client(cast, "wren").get(way).status_code == 403


def test_it_rejects_post(cast, case):
    assert signed_in_client(cast, "carys").post(minutes_of(case)).status_code == 405


# ------------------------------------------------------------------ on paper


def text_of(response):
    """Return what stands in a PDF, its lines joined."""
    pages = PdfReader(BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


PAPERS = ("minutes_paper", "action_plan_paper")


@pytest.mark.parametrize("name", PAPERS)
def test_each_reader_gets_a_copy_of_their_own(cast, case, name):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    response = signed_in_client(cast, "petra").get(reverse(name, args=[case.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert "Tara" not in response["Content-Disposition"]
    text = text_of(response)
    for words in (
        "OFFICIAL-SENSITIVE",
        "Copy for Police",
        "Lent to Petra Example, Police",
        "This copy may not hold everything that agencies know.",
        "Check the portal before any contact.",
        "Agreed by the chair, Chidi Example",
        "Decide on and make disclosure",
        "They have workers of their own.",
        "Marker on the address, Police",
        "Ines Rill tells the victim: In person, at the clinic",
        "To stay in her flat.",
        "Serious injury.",
    ):
        assert words in text, words
    for words in NEVER_SAID:
        assert words not in text, words
    assert ("Two calls." in text) == (name == "minutes_paper")
    last = events()[-1]
    assert (last.code, last.cases) == ("minutes_read", [case.pk])
    assert last.recipient_id == cast.agency("police").pk


def test_the_plan_stands_before_the_information(cast, case):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    response = signed_in_client(cast, "carys").get(reverse("minutes_paper", args=[case.pk]))
    text = text_of(response)
    assert text.index("Action plan") < text.index("Information shared") < text.index("Present for")
    for words in ("Presented by Wren Mill.", "Said in the room.", "Stepped out: 1 person"):
        assert words in text


def test_the_paper_of_a_meeting_holds_what_its_reader_may_read(cast, case):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    bare = case_at(cast, Stage.ACTIONS, meeting=case.meeting, position=2, name="Nora")
    with unit_of_work(cast.actor("carys")):
        Party.objects.create(scope_id=bare.pk, role="at_risk", given_name="Ash")
    paper = reverse("meeting_minutes_paper", args=[case.meeting_id])
    response = signed_in_client(cast, "petra").get(paper)
    text = text_of(response)
    assert case.reference in text and bare.reference in text
    assert text.count("This copy may not hold everything that agencies know.") == 2
    assert "No agency shared an item on paper." in text
    assert set(events()[-1].cases) == {case.pk, bare.pk}
    do(
        cast,
        "carys",
        declare_conflict,
        case_id=bare.pk,
        user_id=cast.user("petra").pk,
        kind="silent",
        reason="A cousin.",
    )
    text = text_of(signed_in_client(cast, "petra").get(paper))
    assert case.reference in text and bare.reference not in text
    assert signed_in_client(cast, "hal").get(paper).status_code == 404


def test_a_draft_says_so_on_paper(cast, case):
    paper = reverse("minutes_paper", args=[case.pk])
    text = text_of(signed_in_client(cast, "carys").get(paper))
    assert "Draft. Copy for MARAC team" in text and "Draft, not agreed yet." in text
    for name in PAPERS:
        response = signed_in_client(cast, "petra").get(reverse(name, args=[case.pk]))
        assert response.status_code == 404


def test_paper_of_a_case_with_little_in_it(cast):
    """Nothing recorded, no safe way, nobody named: the paper says so and leaves nothing out."""
    case = case_at(cast, Stage.HEARD)
    with unit_of_work(cast.actor("carys")):
        hearing = Hearing.objects.get(scope=case.pk)
        hearing.presented_by, hearing.ended_at = "", None
        hearing.summary = "In short."
        hearing.save()
        for contact in SafeContact.objects.filter(scope=case.pk):
            contact.confirmed_on = clock.today() - timedelta(days=20)
            contact.save()
        UnsafeToTell.objects.create(scope_id=case.pk, who="His mother")
        referral = Referral.objects.get(scope=case.pk)
        referral.danger_to_staff = "Two on any visit"
        referral.save()
    client = signed_in_client(cast, "carys")
    text = text_of(client.get(reverse("minutes_paper", args=[case.pk])))
    for words in (
        "Check before any contact.",
        "Must not learn of this: His mother",
        "Staff: Two on any visit",
        "Presentation. In short.",
    ):
        assert words in text, words


def test_minutes_need_no_more_queries_for_more_cases(cast, case, django_assert_max_num_queries):
    client = signed_in_client(cast, "chidi")
    pages = [
        reverse(name, args=[case.meeting_id])
        for name in ("meeting_minutes", "meeting_minutes_paper")
    ]

    def count():
        counts = []
        for page in pages:
            with django_assert_max_num_queries(60) as counted:
                assert client.get(page).status_code == 200
            counts.append(len(counted))
        return counts

    before = count()
    for number in range(2, 8):
        case_at(cast, Stage.HEARD, meeting=case.meeting, position=number)
    assert count() == before
