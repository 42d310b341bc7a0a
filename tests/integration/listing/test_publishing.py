"""The list goes out, and agencies are asked."""

from datetime import timedelta

import pytest

from meetings.models import Case, MeetingState, Stage
from meetings.operations.listing import ask_research, publish_list
from sharing import clock
from sharing.models import Agency, Membership, Scope
from sharing.operations import circulation
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import declare_wall, do, now, scope_of
from tests.integration.listing.helpers import listed, meeting_now, requests
from tests.queries import made_queries
from tests.story import meeting_in
from tests.trail import newest_event

ASKS = 'INSERT INTO "meetings_researchrequest"'


class TestPublishing:
    def test_it_works(self, cast):
        meeting = meeting_in(cast)
        case = listed(cast, meeting)
        other = listed(cast, meeting)
        do(cast, "carys", publish_list, meeting_id=meeting.pk)
        event = newest_event()
        assert event.code == "list_published" and set(event.cases) == {case.pk, other.pk}
        out = meeting_now(cast, meeting)
        assert out.state == MeetingState.PUBLISHED and out.published_at
        assert now(cast, case).stage == Stage.RESEARCH
        asked = requests(cast, case)
        core = {agency.kind for agency in cast.agencies.values() if agency.core}
        assert set(asked) == core
        assert asked["police"].due_at == meeting.research_due_at
        found = scope_of(cast, case)
        assert set(found.search_circulation) | set(found.full_circulation) == {
            cast.agency(kind).pk for kind in core
        }
        assert cast.agency("police").pk in found.search_circulation
        with unit_of_work(cast.actor("petra")):
            assert Scope.objects.filter(pk=case.pk).exists()

    def test_all_agencies_are_asked_about_a_case_at_once(self, cast):
        meeting = meeting_in(cast)
        for _ in range(2):
            listed(cast, meeting)
        with made_queries() as made:
            do(cast, "carys", publish_list, meeting_id=meeting.pk)
        assert "".join(made).count(ASKS) == 2

    def test_agencies_beside_the_core_are_asked_where_they_can_answer(self, cast):
        meeting = meeting_in(cast)
        case = listed(cast, meeting)
        with as_owner(), unit_of_work(cast.actor("carys")):
            refuge = Agency.objects.create(area=cast.area, kind="refuge", name="Refuge", core=False)
            school = Agency.objects.create(
                area=cast.area, kind="education", name="School", core=False
            )
            Membership.objects.create(
                user=cast.user("hal"),
                agency=refuge,
                role="representative",
                starts_on=clock.today(),
            )
        with unit_of_work(cast.actor("carys")) as work:
            circulation.circulate(work, case.pk, full={refuge.pk, school.pk})
        do(cast, "carys", publish_list, meeting_id=meeting.pk)
        assert "refuge" in requests(cast, case) and "education" not in requests(cast, case)

    def test_an_empty_list_is_not_published(self, cast):
        with pytest.raises(RuleBroken, match="No case"):
            do(cast, "carys", publish_list, meeting_id=meeting_in(cast).pk)

    def test_it_is_published_once(self, cast):
        meeting = meeting_in(cast)
        listed(cast, meeting)
        do(cast, "carys", publish_list, meeting_id=meeting.pk)
        with pytest.raises(RuleBroken, match="The list is out"):
            do(cast, "chidi", publish_list, meeting_id=meeting.pk)

    def test_a_meeting_under_way_publishes_nothing(self, cast):
        meeting = meeting_in(cast, state=MeetingState.RUNNING)
        with pytest.raises(RuleBroken, match="has begun"):
            do(cast, "carys", publish_list, meeting_id=meeting.pk)

    def test_what_its_publisher_has_no_access_to_is_asked_about_by_another(self, cast):
        meeting = meeting_in(cast)
        case, hidden, third = (listed(cast, meeting) for _number in range(3))
        declare_wall(cast, hidden, "carys")
        declare_wall(cast, third, "carys")
        do(cast, "carys", publish_list, meeting_id=meeting.pk)
        assert requests(cast, case)
        with unit_of_work(cast.actor("chidi")):
            assert Case.objects.get(pk=hidden.pk).stage == Stage.LISTED
        do(cast, "chidi", ask_research, case_id=third.pk)
        assert newest_event().code == "research_asked"
        do(cast, "chidi", publish_list, meeting_id=meeting.pk)
        with unit_of_work(cast.actor("chidi")):
            for one in (hidden, third):
                assert Case.objects.get(pk=one.pk).stage == Stage.RESEARCH

    def test_research_is_not_asked_before_the_list_is_out(self, cast):
        case = listed(cast, meeting_in(cast))
        with pytest.raises(RuleBroken):
            do(cast, "carys", ask_research, case_id=case.pk)

    def test_a_case_that_comes_late_is_asked_about_at_once(self, cast):
        meeting = meeting_in(cast, days=1)
        with unit_of_work(cast.actor("carys")):
            meeting.research_due_at = clock.now() - timedelta(hours=1)
            meeting.state = MeetingState.PUBLISHED
            meeting.save()
        case = listed(cast, meeting)
        assert now(cast, case).stage == Stage.RESEARCH
        assert requests(cast, case)["police"].due_at == meeting.starts_at
        event = newest_event()
        assert (event.code, event.also) == ("case_listed", ["research_asked"])
