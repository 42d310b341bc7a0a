"""Reading the trail: who saw, changed and tried what."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings import notices
from meetings.models import Action, Case, Referral, RiskAssessment, Stage
from meetings.operations.follow_up import add_development, update_action
from sharing import clock, events
from sharing.access import perform
from sharing.actor import Actor
from sharing.models import Address, AuditEvent, Membership, Party, SharingDecision
from sharing.permissions import READ_CASE_TRAIL, SHOW_ADDRESS
from sharing.queries.trail import _line, latest_events
from sharing.work import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, wall_off
from tests.integration.follow_up.helpers import action_of
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import page_of


def trail_of(case, query=""):
    return reverse("case_trail", args=[case.pk]) + query


@pytest.fixture
def case(cast):
    case = case_at(cast, Stage.ACTIONS)
    signed_in_client(cast, "petra").get(reverse("case", args=[case.pk]))
    do(
        cast,
        "petra",
        update_action,
        action_id=action_of(cast, case).pk,
        state="in_progress",
        note="Panel on Tuesday.",
    )
    signed_in_client(cast, "hal").get(reverse("case", args=[case.pk]))
    return case


@pytest.mark.parametrize("name", ["carys", "chidi", "odile"])
def test_it_works(cast, case, name):
    page = page_of(cast, name, trail_of(case))
    for words in (
        "Petra Example, Police, Representative,",
        "opened the case",
        "said how an action stands",
        "Hal Example, Acute hospital, Representative,",
        "Not on circulation",
        "Refused",
        "Agency on circulation",
    ):
        assert words in page, words


def test_the_lead_sees_no_content(cast, case):
    page = page_of(cast, "odile", trail_of(case))
    assert f"Who has seen {case.reference}" in page
    for words in ("Tarn", "Panel on Tuesday", "Safe contact", "What changed<"):
        assert words not in page


def test_the_coordinator_keeps_the_safe_contact_in_sight(cast, case):
    assert "Safe contact:" in page_of(cast, "carys", trail_of(case))


def test_it_can_be_narrowed(cast, case):
    page = page_of(cast, "carys", trail_of(case, "?only=changes"))
    assert "said how an action stands" in page
    assert "Petra Example, Police, Representative,</strong> opened the case" not in page
    page = page_of(cast, "carys", trail_of(case, "?only=refused"))
    assert "said how an action stands" not in page
    assert "Not on circulation" in page
    # What makes no sense shows everything.
    assert "said how" in page_of(cast, "carys", trail_of(case, "?only=nonsense&page=x"))


def test_it_records_event(cast, case):
    page_of(cast, "odile", trail_of(case))
    event = newest_event()
    assert (event.code, event.cases) == ("case_trail_read", [case.pk])
    page_of(cast, "odile", "/trail/")
    assert newest_event().code == "trail_read"


def test_it_refuses_other_area(cast, case):
    page_of(cast, "nia", trail_of(case), 404)


def test_it_refuses_a_role_that_reads_no_trail(cast, case):
    page_of(cast, "petra", trail_of(case), 403)
    page_of(cast, "carys", "/trail/", 403)


def test_it_refuses_conflict_and_leaves_its_events_out(cast, case):
    wall_off(cast, case, "odile")
    page_of(cast, "odile", trail_of(case), 404)
    page = page_of(cast, "odile", "/trail/")
    assert case.reference not in page
    assert "said how an action stands" not in page
    answer = signed_in_client(cast, "odile").post(
        "/trail/case/", form_of(cast, "odile") | {"reference": case.reference}
    )
    assert "No case of this area has this reference" in answer.content.decode()


def form_of(cast, name):
    form = signed_in_client(cast, name).get("/trail/case/").context["form"]
    return {"form_token": form["form_token"].value()}


def test_the_lead_opens_the_trail_of_a_case_by_its_reference(cast, case):
    client = signed_in_client(cast, "odile")
    what = form_of(cast, "odile")
    answer = client.post("/trail/case/", what | {"reference": f" {case.reference.lower()} "})
    assert answer["Location"] == trail_of(case)
    assert newest_event().code == "trail_read"


def test_the_coordinator_does_not_look_up_trails_by_reference(cast, case):
    carys = signed_in_client(cast, "carys")
    assert carys.get("/trail/case/").status_code == 403
    form = {"form_token": uuid4(), "reference": case.reference}
    assert carys.post("/trail/case/", form).status_code == 403


def test_the_list_of_the_area_is_narrowed_by_day_and_person(cast, case):
    page = page_of(cast, "odile", "/trail/")
    assert "Petra Example" in page
    assert case.reference in page
    today, before = clock.today(), clock.today() - timedelta(days=30)
    query = (
        f"?start-day={today.day}&start-month={today.month}&start-year={today.year}"
        f"&end-day={today.day}&end-month={today.month}&end-year={today.year}"
    )
    page = page_of(cast, "odile", f"/trail/{query}&person={cast.user('hal').pk}")
    assert "Hal Example, Acute" in page
    assert "Petra Example, Police" not in page
    page = page_of(cast, "odile", f"/trail/{query}&only=changes")
    assert "said how an action stands" in page
    assert "Hal Example, Acute" not in page
    query = (
        f"?start-day={today.day}&start-month={today.month}&start-year={today.year}"
        f"&end-day={before.day}&end-month={before.month}&end-year={before.year}"
    )
    assert "must be the same as or after" in page_of(cast, "odile", f"/trail/{query}")
    query = f"?start-day={before.day}&start-month={before.month}&start-year={before.year}"
    assert "Enter the last day" in page_of(cast, "odile", f"/trail/{query}")
    end = before + timedelta(days=1)
    query += f"&end-day={end.day}&end-month={end.month}&end-year={end.year}"
    assert "Nothing happened here." in page_of(cast, "odile", f"/trail/{query}")


def test_another_area_is_not_in_the_list(cast, case):
    signed_in_client(cast, "nia").get("/")
    assert "Nia Example" not in page_of(cast, "odile", "/trail/")


def test_everyone_reads_what_they_looked_at(cast, case):
    page = page_of(cast, "petra", "/trail/mine/")
    assert "opened the case" in page
    assert case.reference in page
    assert "Hal Example" not in page
    assert newest_event().code == "own_trail_read"
    page = page_of(cast, "hal", "/trail/mine/")
    assert "Nothing there for you" in page
    assert case.reference not in page


@pytest.mark.parametrize(
    "name", ["rowan", "hal", "nia"], ids=["walled off", "off circulation", "another area"]
)
def test_no_own_trail_tells_a_case_that_is_hidden_from_none(cast, case, name):
    if name == "rowan":
        wall_off(cast, case, "rowan")

    def told(case_id):
        page_of(cast, name, reverse("case", args=[case_id]), 404)
        trail = signed_in_client(cast, name).get("/trail/mine/").context["trail"]
        line = next(one for one in trail.lines if one.refused)
        return trail.page.paginator.count, (line.what, line.why, line.cases)

    before, unknown = told(uuid4())
    after, hidden = told(case.pk)
    assert unknown == hidden
    assert after == before + 2  # the attempt, and reading the trail before it


def test_what_somebody_did_before_a_wall_stays_in_their_own_trail(cast, case):
    signed_in_client(cast, "rowan").get(reverse("case", args=[case.pk]))
    wall_off(cast, case, "rowan")
    page = page_of(cast, "rowan", "/trail/mine/")
    assert "opened the case" in page
    assert case.reference not in page


def test_many_cases_of_one_event_are_a_number(cast, case):
    for place in range(4):
        case_at(cast, Stage.TRIAGE, name=f"Hedda{place}")
    signed_in_client(cast, "carys").get("/")
    assert "5 cases" in page_of(cast, "carys", "/trail/mine/")


def test_pages_of_the_trail_follow_each_other(cast, case, monkeypatch):
    from sharing.queries import trail

    monkeypatch.setattr(trail, "PER_PAGE", 3)
    page = page_of(cast, "carys", trail_of(case, "?only=changes&page=2"))
    assert "Previous page" in page
    assert "only=changes" in page


def test_ten_times_the_events_take_no_more_queries(cast, case):
    for name, path in (("odile", "/trail/"), ("carys", trail_of(case)), ("petra", "/trail/mine/")):
        client = signed_in_client(cast, name)
        client.get(path)
        counts = []
        for times in (1, 10):
            for _time in range(times):
                signed_in_client(cast, "petra").get(reverse("case", args=[case.pk]))
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 25


def test_the_portal_and_those_who_sign_in_have_names_of_their_own(cast, case):
    with unit_of_work(Actor.system("notices")) as work:
        work.note(READ_CASE_TRAIL.event, cases=[case.pk])
    job = newest_event()
    assert (_line(job, {}, {}).who, _line(job, {}, {}).why) == ("The portal", "Rule of the portal")
    with unit_of_work(Actor()) as work:
        work.note(events.SIGN_IN_FAILED)
    nobody = _line(newest_event(), {}, {})
    assert (nobody.who, nobody.why) == ("Somebody not signed in", "")
    with unit_of_work(Actor(user_id=cast.user("petra").pk)) as work:
        work.note(events.PASSWORD_GIVEN)
    event = newest_event()
    assert _line(event, {event.user_id: ("Petra Example", "")}, {}).who == "Petra Example"
    event.code, event.outcome, event.reason = "from_long_ago", "refused", "no_longer_a_reason"
    line = _line(event, {}, {})
    assert (line.who, line.what, line.why) == ("Somebody", "from_long_ago", "no_longer_a_reason")
    assert "Petra Example" in page_of(cast, "petra", "/trail/mine/")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("carys", "By role, for the whole area"),
        ("ines", "Agency on circulation"),
        ("wren", "Own referral"),
        ("odile", "By role, without content"),
        ("alex", "By role"),
    ],
)
def test_each_role_has_its_own_reason(cast, case, name, why):
    with unit_of_work(cast.actor(name)) as work:
        work.note(READ_CASE_TRAIL.event, cases=[case.pk])
    with unit_of_work(cast.actor("carys")):
        assert latest_events(case.pk, number=1)[0].why == why


# ------------------------------------------------------------------ what an event changed


def changes_page(cast, name, case, event, status=200):
    return page_of(cast, name, reverse("case_event", args=[case.pk, event.id]), status)


def test_what_changed_is_shown_old_and_new(cast, case):
    do(
        cast,
        "petra",
        update_action,
        action_id=action_of(cast, case).pk,
        state="completed",
        note="Told with her IDVA present.",
    )
    event = newest_event()
    page = changes_page(cast, "carys", case, event)
    assert "Action: changed" in page
    assert "Panel on Tuesday." in page
    assert "Told with her IDVA present." in page
    assert "In progress" in page
    assert "Completed" in page
    assert "Action update: new" in page
    assert "What changed" in page_of(cast, "carys", trail_of(case))
    assert newest_event().code == "case_trail_read"


def test_values_of_every_kind_are_words(cast, case):
    with unit_of_work(cast.actor("carys")) as work:
        perform(work.actor, SHOW_ADDRESS, case.pk)
        row = RiskAssessment.objects.get(scope_id=case.pk)
        row.answers = {"fear": "yes"}
        row.save()
        person = Party.objects.get(scope_id=case.pk, role="child")
        person.born_on, person.due_on = None, clock.today()
        person.save()
        person.school = "Mere Nursery"
        person.save()
        kept = Case.objects.get(pk=case.pk)
        kept.with_children = False
        kept.submitted_at = clock.now() - timedelta(days=1)
        kept.save()
        action = Action.objects.filter(scope_id=case.pk).first()
        action.before_meeting = True
        action.save()
        decision = SharingDecision.objects.get(scope_id=case.pk)
        decision.asked_on = None
        decision.save()
        address = Address.objects.filter(scope_id=case.pk).first()
        address.lines = "77 Secret Street"
        address.save()
        referral = Referral.objects.get(scope_id=case.pk)
        referral.grounds = ["high_risk", "judgement"]
        referral.save()
    page = changes_page(cast, "carys", case, newest_event())
    for words in ("fear: yes", "high_risk, judgement", "Yes", "Mere Nursery", "Address: changed"):
        assert words in page, words
    assert "Secret Street" not in page


def test_a_look_changed_nothing(cast, case):
    signed_in_client(cast, "petra").get(reverse("case", args=[case.pk]))
    assert "No field that you may read was changed." in changes_page(
        cast, "carys", case, newest_event()
    )


def test_changes_are_for_who_may_read_the_case(cast, case):
    do(
        cast,
        "petra",
        add_development,
        case_id=case.pk,
        kind="order",
        happened_on=clock.today(),
        text="Bail.",
    )
    event = newest_event()
    changes_page(cast, "odile", case, event, 403)
    changes_page(cast, "petra", case, event, 403)
    changes_page(cast, "nia", case, event, 404)
    event.id = uuid4()
    changes_page(cast, "carys", case, event, 404)


# ------------------------------------------------------------------ whom an event concerns


def test_what_was_mailed_about_a_case_is_on_its_trail(cast, case):
    police = cast.agency("police")
    notices.send_development_notice.func(case_id=str(case.pk), agency_id=str(police.pk))
    event = newest_event()
    assert (event.area_id, event.areas, event.recipient_id) == (None, [cast.area.pk], police.pk)
    for name, path in (("carys", trail_of(case)), ("odile", trail_of(case)), ("odile", "/trail/")):
        assert "The portal,</strong> sent a notice" in page_of(cast, name, path)


def test_what_was_mailed_to_an_agency_is_on_the_trail_of_its_area(cast):
    with unit_of_work(Actor.system("notices")) as work:
        work.note(READ_CASE_TRAIL.event)
        work.recipient_id = cast.agency("police").pk
    assert newest_event().areas == [cast.area.pk]


def test_an_attempt_from_another_area_is_on_the_trail_of_the_case(cast, case):
    page_of(cast, "nia", reverse("case", args=[case.pk]), 404)
    assert set(newest_event().areas) == {cast.area.pk, cast.elsewhere.pk}
    for path in (trail_of(case), "/trail/"):
        page = page_of(cast, "odile", path)
        assert "Nia Example, Northwold MARAC team, Coordinator,</strong>" in page
    assert "No such case in this area" in page_of(cast, "carys", trail_of(case, "?only=refused"))


def test_failed_sign_ins_are_in_the_list_of_the_area(cast):
    sent = {"email": "carys@example.org", "password": "not the pass phrase", "next": ""}
    assert Client().post("/sign-in/", sent).status_code == 422
    assert newest_event().areas == [cast.area.pk]
    words = "Somebody not signed in, with the account of Carys Example,</strong> failed to sign in"
    assert words in page_of(cast, "odile", "/trail/")
    today = clock.today()
    days = "&".join(
        f"{end}-day={today.day}&{end}-month={today.month}&{end}-year={today.year}"
        for end in ("start", "end")
    )
    for name, there in (("carys", True), ("chidi", False)):
        page = page_of(cast, "odile", f"/trail/?{days}&person={cast.user(name).pk}")
        assert ("failed to sign in" in page) is there


def test_an_account_that_nobody_has_concerns_no_area(cast):
    sent = {"email": "nobody@example.org", "password": "not the pass phrase", "next": ""}
    Client().post("/sign-in/", sent)
    assert (newest_event().code, newest_event().areas) == ("sign_in_failed", [])


def test_signing_in_concerns_the_areas_where_somebody_still_works(cast):
    for held in cast.memberships["nia"], cast.memberships["petra"]:
        with as_owner(), unit_of_work(Actor.system("seed")):
            Membership.objects.create(
                user=cast.user("carys"),
                agency=held.agency,
                role="referrer",
                starts_on="2020-01-01",
                ends_on=clock.today() - timedelta(days=held.user.name == "Petra Example"),
            )
    with unit_of_work(Actor(user_id=cast.user("carys").pk)) as work:
        work.note(events.SECOND_FACTOR_FAILED)
    assert set(newest_event().areas) == {cast.area.pk, cast.elsewhere.pk}


@pytest.mark.parametrize(
    ("name", "all_of_area"),
    [("carys", True), ("odile", True), ("petra", False), ("wren", False), ("alex", False)],
)
def test_the_database_shows_events_of_others_to_keepers_and_lead_alone(
    cast, case, name, all_of_area
):
    signed_in_client(cast, name).get("/trail/mine/")
    with unit_of_work(cast.actor(name)):
        whose = set(AuditEvent.objects.values_list("user_id", flat=True))
    own = {cast.user(name).pk}
    assert whose > own if all_of_area else whose == own


def test_nobody_says_whom_an_event_concerns_but_the_database(cast):
    with unit_of_work(cast.actor("carys")) as work:
        work.note(READ_CASE_TRAIL.event)
        work.note(SHOW_ADDRESS.event)
    event = newest_event()
    with unit_of_work(cast.actor("petra")), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event (id, occurred_at, line_version, request_id, role, code, also,"
            " outcome, reason, cases, people, items, areas) VALUES (%s, %s, 1, %s, '', 'x', '{}',"
            " 'allowed', '', '{}', '{}', '{}', %s::uuid[])",
            [uuid4(), clock.now(), event.request_id, [cast.elsewhere.pk]],
        )
    assert (newest_event().code, newest_event().areas) == ("x", [])
