"""The example area, loaded once as `make run` loads it, holds what it promises."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count
from django.test import override_settings
from django.urls import reverse

from marac_portal import example as mode
from meetings.example import area, load
from meetings.models import (
    Action,
    ActionProposal,
    ActionState,
    AddressProposal,
    Admission,
    Case,
    CaseMinutes,
    ContactProposal,
    DetailProposal,
    Development,
    Exit,
    Ground,
    Meeting,
    MeetingState,
    Protocol,
    Referral,
    RepeatFound,
    ResearchAnswer,
    ResearchRequest,
    Stage,
    TriageDecision,
)
from meetings.rules.working_days import is_working_day
from sharing import clock, comparison
from sharing.acting import actor_for
from sharing.actor import Actor, Signed, seat_of
from sharing.bank_holidays import bank_holidays
from sharing.models import (
    Agency,
    AuditEvent,
    CodeDevice,
    Conflict,
    Item,
    Membership,
    Outcome,
    Party,
    ReturnDraft,
    SafeContact,
    Scope,
    User,
    WhoMayRead,
)
from sharing.queries.drafts import readable
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import every, form_token
from tests.signing_in import signed_in_client

pytestmark = pytest.mark.django_db
PASSWORD = "an invented person"


class Larkmere:
    """The people of the example by first name."""

    told = ""
    progress = ""

    def user(self, name):
        return User.objects.get(email=f"{name}@larkmere.example")

    def seat(self, name):
        user = self.user(name)
        return seat_of(user.pk, user.memberships.get().agency_id)

    def client(self, name):
        return signed_in_client(self, name)


def mark(text):
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {name} IS %s", [text])


@pytest.fixture(scope="module")
def larkmere(django_db_setup, django_db_blocker):
    """Load the whole example once for this module, and roll it back after it."""
    found = Larkmere()
    around = transaction.atomic()
    around._from_testcase = True  # units of work are the outermost but for it, as in a TestCase
    with (
        django_db_blocker.unblock(),
        override_settings(EXAMPLE=True, EXAMPLE_PASSWORD=PASSWORD),
        around,
    ):
        mark(mode.UNFINISHED)
        told, progress = StringIO(), StringIO()
        call_command("load_example", stdout=told, stderr=progress)
        found.told, found.progress = told.getvalue(), progress.getvalue()
        # All of it is one transaction here. Elsewhere PostgreSQL looks at the end of each whether a
        # row refers to nothing, and counts rows by itself; here it would look after each test.
        connection.check_constraints()
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield found
        transaction.set_rollback(True)


@pytest.fixture
def reading(larkmere):
    """Read past the walls, as a job does."""
    with unit_of_work(Actor.system("tests")):
        yield larkmere


def case_of(name):
    given, _, family = name.partition(" ")
    party = every(Party).filter(given_name=given, family_name=family, role="victim")
    return Case.objects.get(pk=party.order_by("-pk").values_list("scope_id", flat=True)[:1])


def test_it_says_how_far_it_is(larkmere):
    assert larkmere.progress.startswith("0 % ")
    assert larkmere.progress.endswith("100 %\n")
    assert larkmere.told == "The example is loaded.\n"


def test_fourteen_agencies_take_part_and_one_signature_has_lapsed(reading):
    agencies = Agency.objects.filter(area__name=area.AREA)
    assert agencies.filter(core=True).count() == 14
    assert agencies.get(core=False).name == "MARAC team"
    signed = {
        membership.agency.kind: actor_for(
            membership.user, membership, second_factor_at=clock.now()
        ).signed
        for membership in Membership.objects.select_related("user", "agency__area")
    }
    assert {kind for kind, how in signed.items() if how is Signed.LAPSED} == {area.LAPSED}
    assert set(signed.values()) == {Signed.STANDING, Signed.LAPSED}


def test_everybody_can_sign_in(reading):
    people = User.objects.filter(email__endswith="@larkmere.example")
    assert people.count() == len(area.PEOPLE) + 1  # and the observer
    for person in people:
        assert person.check_password(PASSWORD)
        assert CodeDevice.objects.get(user=person).confirmed
    assert len(PASSWORD) >= 15


def test_every_role_has_somebody(reading):
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
    several = Membership.objects.values("user__name").annotate(n=Count("pk")).filter(n__gt=1)
    assert [row["user__name"] for row in several] == ["Bea Shore"]
    acting = Membership.objects.get(standing="acting")
    assert (acting.user.name, acting.role) == ("Sam Ley", Role.COORDINATOR)


def test_three_meetings_were_held_and_their_minutes_agreed(reading):
    held = Meeting.objects.filter(state=MeetingState.AGREED)
    assert held.count() == 3
    for meeting in held:
        assert meeting.starts_at < meeting.ended_at < meeting.agreed_at < clock.now()
        assert meeting.agreed_at < meeting.minutes_due_at
        assert every(CaseMinutes).filter(meeting=meeting).count() == 12
        assert meeting.attendances.count() == 14
        assert meeting.declarations.count() > 12


def test_the_next_meeting_is_near_and_partly_researched(reading):
    meeting = Meeting.objects.get(state=MeetingState.PUBLISHED)
    days = (meeting.starts_at.date() - clock.today()).days
    assert 7 <= days <= 13
    assert is_working_day(meeting.starts_at.date(), bank_holidays("ENG"))
    assert meeting.published_at < clock.now() < meeting.research_due_at
    cases = every(Case).filter(meeting=meeting)
    assert {case.stage for case in cases} == {Stage.RESEARCH}
    assert sorted(case.position for case in cases) == list(range(1, 17))
    with_children = [case.with_children for case in cases.order_by("position")]
    assert with_children == sorted(with_children, reverse=True)
    requests = every(ResearchRequest).filter(meeting=meeting)
    assert requests.count() == 16 * 14
    assert set(requests.values_list("answer", flat=True)) == set(ResearchAnswer)
    silent = requests.filter(opened_at=None).values_list("agency__kind", flat=True)
    assert set(silent) == {"probation", "education"}
    reminded = requests.exclude(reminded_at=None).values_list("agency__kind", flat=True)
    assert set(reminded) == {"probation"}
    assert requests.filter(answer=ResearchAnswer.KNOWN, submitted_at=None).exists()


def test_one_person_observes_the_next_meeting(larkmere):
    with unit_of_work(Actor.system("tests")):
        admission = Admission.objects.select_related("membership__user").get()
        assert admission.meeting == Meeting.objects.get(state=MeetingState.PUBLISHED)
    page = larkmere.client("elis").get(reverse("home"))
    assert "You may attend the meeting of" in page.content.decode()
    assert "Elis Bay: Observer, Acute hospital" in mode.who_can_sign_in()


def test_whoever_is_reached_through_somebody_is_reached_through_that_person(reading):
    through = every(SafeContact).filter(way="through").values_list("details", flat=True)
    assert through and not [one for one in through if one.startswith("Through")]


def test_items_of_every_kind_were_submitted(reading):
    items = every(Item)
    assert set(items.values_list("who_may_read", flat=True)) == set(WhoMayRead)
    assert not every(Item).filter(who_may_read=WhoMayRead.NOT_SHARED).exclude(text="").exists()
    assert not every(Item).filter(submitted_at=None).exists()
    with as_owner():
        drafts = [readable(row) for row in every(ReturnDraft)]
    assert any(draft.live for draft in drafts)


def test_actions_are_in_every_state(reading):
    planned = every(Action).filter(before_meeting=False)
    assert set(planned.values_list("state", flat=True)) == set(ActionState) - {ActionState.STRUCK}
    assert every(Action).filter(before_meeting=True).exists()
    late = planned.filter(state__in=("open", "in_progress"), due_on__lt=clock.today())
    assert 2 <= late.count() <= 25
    for action in planned.filter(state=ActionState.COMPLETED):
        assert action.result
    assert set(every(Development).values_list("kind", flat=True)) == {"incident", "order"}


def test_a_case_stands_at_every_stage_but_in_a_meeting(reading):
    stages = set(every(Case).values_list("stage", flat=True))
    assert stages == set(Stage) - {Stage.HEARING, Stage.HEARD, Stage.DISCARDED}
    assert set(every(Exit).values_list("kind", flat=True)) == set(Exit.Kind)
    assert every(Case).filter(stage=Stage.TRIAGE).count() >= 3
    assert every(Case).get(deferrals=1).stage == Stage.RESEARCH
    assert every(Scope).get(frozen=True).pk == every(Case).get(stage=Stage.DIED).pk


def test_two_cases_of_few_ticks_wait_for_judgement(reading):
    proposal = TriageDecision.objects.get(scope=case_of("Vera Bourne").pk)
    assert (proposal.kind, proposal.ticks, proposal.grounds_met) == ("decline", 1, [])
    assert proposal.second_at is None
    hana = case_of("Hana Holm")
    assert hana.stage == Stage.TRIAGE
    assert Referral.objects.get(scope=hana.pk).grounds == [Ground.JUDGEMENT]


def test_agencies_propose_what_is_another_and_what_is_right(reading):
    details = set(every(DetailProposal).values_list("detail", flat=True))
    assert {"other_names", "confirmed", "named"} <= details
    kinds = every(AddressProposal).values_list("party__role", "kind")
    assert set(kinds) == {("perpetrator", "current"), ("victim", "safe")}
    assert every(ContactProposal).exists() and every(ActionProposal).exists()


def test_a_repeat_is_found_by_its_people(reading):
    found = every(RepeatFound).get()
    assert Party.objects.filter(scope=found.scope_id, given_name="Ada").exists()


def test_both_who_referred_follow_the_joined_case(reading):
    joined = every(Case).get(stage=Stage.JOINED)
    assert joined.joined_to.stage == Stage.LISTED
    referred = {
        tuple(Scope.objects.get(pk=one).referred_by) for one in (joined.pk, joined.joined_to_id)
    }
    assert referred == {(reading.seat(name),) for name in ("sol", "petra")}


def test_rowan_has_no_access_to_the_case_of_a_relative(larkmere):
    with unit_of_work(Actor.system("tests")):
        conflict = every(Conflict).get()
        assert conflict.user_id == larkmere.user("rowan").pk
    page = reverse("case", args=[conflict.scope_id])
    assert larkmere.client("rowan").get(page).status_code == 404
    assert larkmere.client("jo").get(page).status_code == 200


def test_everything_happened_in_its_order_and_nothing_was_refused(larkmere):
    with as_owner():
        # What tests that commit left on the trail is not the example's.
        events = list(
            AuditEvent.objects.filter(recorded_at__gte=TransactionNow()).order_by("recorded_at")
        )
    ours = [event for event in events if event.occurred_at < clock.now() - timedelta(minutes=40)]
    moments = [event.occurred_at for event in ours]
    assert len(moments) > 2000
    assert max(b - a for a, b in zip(moments, moments[1:], strict=False)) < timedelta(days=35)
    late = [a - b for a, b in zip(moments, moments[1:], strict=False) if a > b]
    assert max(late, default=timedelta()) < timedelta(hours=3)
    assert {event.outcome for event in ours} == {Outcome.ALLOWED}


def test_all_that_was_written_is_proved_by_its_event(larkmere, monkeypatch):
    monkeypatch.setattr(comparison, "NAMED", 100_000)
    compared = comparison.compare()
    assert compared.looked_at > 1_000
    with as_owner(), connection.cursor() as cursor:
        # What tests that commit left on the trail is not the example's.
        cursor.execute("SELECT id FROM audit_event WHERE recorded_at < now()")
        before = {event for (event,) in cursor.fetchall()}
    assert [one for one in compared.findings if one.event_id not in before] == []


def test_whoever_was_to_be_told_was_told_at_the_time(larkmere):
    with as_owner():
        told = AuditEvent.objects.filter(code="notice_sent")
        assert told.filter(occurred_at__lt=clock.now() - timedelta(days=30)).exists()


def test_the_rules_of_the_area_are_its_own(reading):
    protocol = Protocol.objects.get(area__name=area.AREA)
    assert protocol.automatic_grounds
    assert protocol.declaration


@pytest.mark.parametrize(
    "name",
    ["carys", "sam", "chidi", "ines", "wren", "petra", "jo", "rowan", "dele", "odile", "ray"],
)
def test_everybody_has_a_page_to_begin_with(larkmere, name):
    page = larkmere.client(name).get(reverse("home"))
    assert page.status_code == 200


NOT_FOR_CARYS = {Stage.DRAFT, Stage.STOPPED, Stage.DISCARDED}  # for their authors alone


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.HEARING, Stage.HEARD} - NOT_FOR_CARYS))
def test_a_case_of_each_stage_can_be_opened(larkmere, stage):
    with unit_of_work(Actor.system("tests")):
        case = every(Case).filter(stage=stage).first()
    page = larkmere.client("carys").get(reverse("case", args=[case.pk]))
    if page.status_code == 302:  # it has ended, so it is on no list
        reason = {"choice": "records", "words": ""} | form_token()
        page = larkmere.client("carys").post(page.headers["Location"], reason, follow=True)
    assert page.status_code == 200
    assert case.reference in page.content.decode()


def test_a_second_start_does_nothing(larkmere):
    mark(mode.MARK)
    told = StringIO()
    call_command("load_example", stdout=told)
    assert told.getvalue() == "The example is loaded already; nothing was done.\n"
    assert load.is_there()


def test_a_start_after_a_failure_says_what_to_do(larkmere):
    mark(mode.UNFINISHED)
    with pytest.raises(CommandError, match="broken off before"):
        call_command("load_example")


def test_mail_names_nobody(larkmere):
    for message in mail.outbox:
        assert "Flood" not in message.body
