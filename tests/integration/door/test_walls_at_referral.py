"""Whoever writes a referral says who must not see it, before anybody else reads it."""

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

from meetings.models import Stage
from meetings.operations import referral as operations
from meetings.operations.triage import return_referral
from sharing.facts import facts_of
from sharing.models import Conflict, Party
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import declare_wall, do
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.story_parts import referral
from tests.trail import newest_event
from tests.visits import get, send, text, words_of

WHY = "He is the perpetrator’s brother."


@pytest.fixture
def draft(cast):
    """A referral that is complete and not submitted yet."""
    return case_at(cast, Stage.DRAFT)


def page(case):
    return reverse("keep_from", args=[case.pk])


def keep(cast, case, name, *, who="wren", reason=WHY):
    return send(
        signed_in_client(cast, who), page(case), user_id=str(cast.user(name).pk), reason=reason
    )


def conflicts(cast, case, who="chidi"):
    with unit_of_work(cast.actor(who)):
        return list(Conflict.objects.filter(scope=case.pk, ended_on=None))


@pytest.mark.parametrize("name", ["carys", "ines", "petra", "odile"])
def test_for_whoever_is_named_the_case_is_never_there(cast, draft, name):
    assert keep(cast, draft, name).status_code == 302
    referral.submit(cast, draft)
    case_page = reverse("case", args=[draft.pk])
    assert signed_in_client(cast, name).get(case_page).status_code in (403, 404)
    assert draft.reference not in text(signed_in_client(cast, name).get("/"))
    if name != "odile":
        (wall,) = conflicts(cast, draft)
        assert (wall.user_id, wall.kind, wall.reason) == (cast.user(name).pk, "silent", WHY)
    assert facts_of(draft.pk).walled == {cast.user(name).pk}


def test_it_is_on_record(cast, draft):
    keep(cast, draft, "carys")
    event = newest_event()
    assert (event.code, event.cases) == ("wall_put_up", [draft.pk])
    assert cast.user("carys").pk in event.people


def test_the_page_shows_who_was_named_and_takes_it_back(cast, draft):
    client = signed_in_client(cast, "wren")
    assert "Nobody was named yet" in text(client.get(page(draft)))
    keep(cast, draft, "petra")
    shown = words_of(client.get(page(draft)))
    assert "Petra Example" in shown and WHY in shown
    (wall,) = conflicts(cast, draft, who="wren")
    answer = send(client, reverse("stop_keeping_from", args=[draft.pk, wall.pk]))
    assert answer.headers["Location"] == page(draft)
    assert newest_event().code == "wall_taken_down"
    assert facts_of(draft.pk).walled == set()
    with pytest.raises(Refused):
        do(
            cast,
            "wren",
            operations.stop_keeping_from,
            case_id=draft.pk,
            conflict_id=wall.pk,
        )


@pytest.mark.parametrize("name", ["submit_referral", "referral_sharing"])
def test_the_form_leads_there(cast, draft, name):
    shown = text(signed_in_client(cast, "wren").get(reverse(name, args=[draft.pk])))
    assert page(draft) in shown


def test_one_is_left_who_can_decide(cast, draft):
    keep(cast, draft, "carys")
    answer = keep(cast, draft, "chidi")
    assert answer.status_code == 422 and "nobody could decide" in text(answer)
    assert facts_of(draft.pk).walled == {cast.user("carys").pk}


@pytest.mark.parametrize(
    ("name", "says"),
    [("wren", "You write this referral yourself"), ("nia", "somebody of this area")],
)
def test_not_everybody_can_be_named(cast, draft, name, says):
    with pytest.raises(RuleBroken, match=says):
        do(
            cast,
            "wren",
            operations.keep_from,
            case_id=draft.pk,
            user_id=cast.user(name).pk,
            reason=WHY,
        )
    assert keep(cast, draft, name).status_code == 422


def test_nobody_is_named_twice(cast, draft):
    keep(cast, draft, "petra")
    answer = keep(cast, draft, "petra")
    assert answer.status_code == 422 and "kept out already" in text(answer)


@pytest.mark.parametrize("missing", ["user_id", "reason"])
def test_person_and_reason_are_asked(cast, draft, missing):
    given = {"user_id": str(cast.user("petra").pk), "reason": WHY} | {missing: ""}
    assert send(signed_in_client(cast, "wren"), page(draft), **given).status_code == 422
    assert facts_of(draft.pk).walled == set()


def test_once_submitted_it_is_the_coordinators(cast, draft):
    keep(cast, draft, "petra")
    (wall,) = conflicts(cast, draft, who="wren")
    referral.submit(cast, draft)
    client = signed_in_client(cast, "wren")
    assert client.get(page(draft)).status_code == 404
    assert page(draft) not in text(client.get(reverse("referral", args=[draft.pk])))
    # The database shows the referrer no wall any more, and takes none.
    assert conflicts(cast, draft, who="wren") == []
    with pytest.raises(RuleBroken):
        do(
            cast,
            "wren",
            operations.keep_from,
            case_id=draft.pk,
            user_id=cast.user("hal").pk,
            reason=WHY,
        )
    with pytest.raises(DatabaseError), unit_of_work(cast.actor("wren")):
        Conflict.objects.create(
            scope_id=draft.pk, user=cast.user("hal"), kind="silent", started_on="2026-01-01"
        )
    with unit_of_work(cast.actor("wren")), connection.cursor() as cursor:
        cursor.execute("UPDATE sharing_conflict SET reason = '' WHERE id = %s", [wall.pk])
        assert cursor.rowcount == 0


def test_after_it_came_back_the_coordinator_is_told_instead(cast):
    case = case_at(cast, Stage.TRIAGE)
    do(cast, "carys", return_referral, case_id=case.pk, reason="Her birth date is missing.")
    with pytest.raises(RuleBroken, match="Tell the coordinator"):
        do(
            cast,
            "wren",
            operations.keep_from,
            case_id=case.pk,
            user_id=cast.user("hal").pk,
            reason=WHY,
        )
    assert signed_in_client(cast, "wren").get(page(case)).status_code == 404


@pytest.mark.parametrize("who", ["carys", "ines", "petra", "odile", "nia"])
def test_only_whoever_writes_it_names_anybody(cast, draft, who):
    assert signed_in_client(cast, who).get(page(draft)).status_code in (403, 404)
    with pytest.raises(Refused):
        do(
            cast,
            who,
            operations.keep_from,
            case_id=draft.pk,
            user_id=cast.user("hal").pk,
            reason=WHY,
        )


def test_triage_leads_to_the_walls_of_a_case(cast):
    case = case_at(cast, Stage.TRIAGE)
    shown = text(signed_in_client(cast, "carys").get(reverse("triage", args=[case.pk])))
    assert reverse("conflicts", args=[case.pk]) in shown


NAMED_AS = "Petra Example, Police, has an account here and the name of somebody in this case."


@pytest.fixture
def namesake(cast, draft):
    """A referral against somebody who has the name of the police's representative."""
    name_perpetrator(cast, draft, "PÉTRA", "Example-Holm")
    return draft


def name_perpetrator(cast, case, given, family):
    with unit_of_work(cast.actor("wren")):
        party = Party.objects.get(scope_id=case.pk, role="perpetrator")
        party.given_name, party.family_name = given, family
        party.save()


def says(cast, who, address, case):
    return words_of(get(cast, who, address, case.pk)).count(NAMED_AS)


def test_whoever_refers_is_told_of_somebody_of_the_name_until_they_are_named(cast, namesake):
    for address in ("keep_from", "submit_referral"):
        assert says(cast, "wren", address, namesake) == 1, address
    keep(cast, namesake, "petra")
    for address in ("keep_from", "submit_referral"):
        assert says(cast, "wren", address, namesake) == 0, address


def test_nobody_is_told_of_themselves_or_of_a_name_in_part(cast, draft):
    for given, family in (("Wren", "Example"), ("Petra", "Tarn"), ("Kyle", "Example")):
        name_perpetrator(cast, draft, given, family)
        page = words_of(get(cast, "wren", "submit_referral", draft.pk))
        assert "has an account here" not in page, (given, family)


def test_once_submitted_triage_and_the_page_of_the_people_say_it(cast, namesake):
    referral.submit(cast, namesake)
    for who, address in (
        ("carys", "triage"),
        ("carys", "change_people"),
        ("ines", "change_people"),
    ):
        assert says(cast, who, address, namesake) == 1, (who, address)
    declare_wall(cast, namesake, "petra")
    assert says(cast, "carys", "triage", namesake) == 0
    assert says(cast, "carys", "change_people", namesake) == 0
    assert says(cast, "ines", "change_people", namesake) == 1, "she must not learn of the wall"


def test_after_it_was_returned_its_author_is_told_nothing_and_nobody_looks(cast, namesake):
    """The walls are for the coordinator by then, whose page of triage says it."""
    referral.submit(cast, namesake)
    given = {"case_id": namesake.pk, "reason": "Say what he did."}
    do(cast, "carys", return_referral, **given)
    wren, way = signed_in_client(cast, "wren"), reverse("submit_referral", args=[namesake.pk])
    wren.get(way)
    with made_queries() as queries:
        assert NAMED_AS not in words_of(wren.get(way))
    assert not [one for one in queries if 'FROM "sharing_membership"' in one]
    assert says(cast, "carys", "triage", namesake) == 1


def test_whoever_corrects_people_is_asked_who_must_not_see_the_case(cast, draft):
    referral.submit(cast, draft)
    asked = "Does one of them, or somebody close to them, work for one of the agencies?"
    for who, next_step in (
        ("carys", "Keep the case from them"),
        ("ines", "Tell the coordinator, who keeps the case from them."),
    ):
        page = words_of(get(cast, who, "change_people", draft.pk))
        assert f"{asked} {next_step}" in page
