"""Minutes and plan on paper, a copy for each reader."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import Action, Hearing, Referral, Stage
from meetings.operations.hearing import agree_minutes
from sharing import clock
from sharing.models import Party, SafeContact, UnsafeToTell
from sharing.operations.conflicts import declare_conflict
from sharing.unit import unit_of_work
from tests.doing import change, do
from tests.integration.minutes.helpers import NEVER_SAID
from tests.paper import in_one_line, words_on
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import events

WIDEST = 150  # characters of a line that the paper has room for
PAPERS = ("minutes_paper", "action_plan_paper")


@pytest.mark.parametrize("name", PAPERS)
def test_each_reader_gets_a_copy_of_their_own(cast, case, name):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    response = signed_in_client(cast, "petra").get(reverse(name, args=[case.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert "Tara" not in response["Content-Disposition"]
    text = in_one_line(response.content)
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


@pytest.mark.parametrize("name", PAPERS)
def test_what_was_typed_without_a_space_stays_on_the_paper(cast, case, name):
    unbroken = "".join(f"{number:03}" for number in range(160))
    change(cast, case, Hearing, risks=unbroken, decisions=unbroken[::-1])
    with unit_of_work(cast.actor("carys")):
        action = Action.objects.filter(scope_id=case.pk, before_meeting=False)[0]
        action.what = unbroken
        action.save()
    client = signed_in_client(cast, "carys")
    lines = words_on(client.get(reverse(name, args=[case.pk])).content).splitlines()
    assert max(len(line) for line in lines) < WIDEST
    printed = "".join("".join(lines).split())
    assert printed.count(unbroken) == 2 and unbroken[::-1] in printed


def test_the_plan_stands_before_the_information(cast, case):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    response = signed_in_client(cast, "carys").get(reverse("minutes_paper", args=[case.pk]))
    text = in_one_line(response.content)
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
    text = in_one_line(response.content)
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
    text = in_one_line(signed_in_client(cast, "petra").get(paper).content)
    assert case.reference in text and bare.reference not in text
    assert signed_in_client(cast, "hal").get(paper).status_code == 404


def test_a_draft_says_so_on_paper(cast, case):
    paper = reverse("minutes_paper", args=[case.pk])
    text = in_one_line(signed_in_client(cast, "carys").get(paper).content)
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
    text = in_one_line(client.get(reverse("minutes_paper", args=[case.pk])).content)
    for words in (
        "Check before any contact.",
        "Must not learn of this: His mother",
        "Staff: Two on any visit",
        "Presentation. In short.",
    ):
        assert words in text, words
