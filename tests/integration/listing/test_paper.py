"""The list on paper, and the blank sheet."""

import pytest

from sharing.models import Party
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import declare_wall
from tests.integration.listing.helpers import listed, publish
from tests.paper import pages_of, words_on
from tests.trail import newest_event
from tests.visits import get


class TestPaper:
    def words(self, page):
        assert page["Content-Type"] == "application/pdf"
        return words_on(page.content)

    def test_the_list_of_those_who_keep_it_is_numbered(self, cast, meeting):
        case = listed(cast, meeting)
        page = get(cast, "carys", "case_list", meeting.pk)
        words = self.words(page)
        for said in ("OFFICIAL-SENSITIVE", case.reference, "Tara Tarn", "Carys Example", "No"):
            assert said in words
        assert "This copy may not hold everything that agencies know." in words
        assert "Mere Walk" not in words and "Hidden Row" not in words
        day = meeting.starts_at.date().isoformat()
        assert page["Content-Disposition"] == f'inline; filename="case-list-{day}.pdf"'
        event = newest_event()
        assert event.code == "list_printed" and event.cases == [case.pk]
        assert meeting.pk in event.items and len(event.people) == 3

    def test_no_case_is_split_between_two_pages(self, cast, meeting):
        cases = [listed(cast, meeting) for _number in range(3)]
        with as_owner(), unit_of_work(cast.actor("carys")):
            for case in cases:
                for number in range(17):
                    name = f"{case.reference}-{number}"
                    Party.objects.create(scope_id=case.pk, role="at_risk", given_name=name)
        page = get(cast, "carys", "case_list", meeting.pk)
        pages = pages_of(page.content)
        assert len(pages) > 1
        for case in cases:
            counts = {text.count(f"{case.reference}-") for text in pages}
            assert counts <= {0, 17}, case.reference

    def test_an_agency_has_its_own_cases_alone(self, cast, meeting):
        assert "No case of this list" in self.words(get(cast, "petra", "case_list", meeting.pk))
        case, hidden = listed(cast, meeting), listed(cast, meeting)
        publish(cast, meeting)
        declare_wall(cast, hidden, "petra")
        words = self.words(get(cast, "petra", "case_list", meeting.pk))
        assert case.reference in words and hidden.reference not in words
        assert "Copy for Police" in words

    def test_the_blank_sheet(self, cast, meeting):
        assert "Action sheet" in self.words(get(cast, "carys", "action_sheet", meeting.pk))
        first, second = listed(cast, meeting), listed(cast, meeting)
        page = get(cast, "carys", "action_sheet", meeting.pk)
        words = self.words(page)
        assert first.reference in words and second.reference in words
        assert "Enter them in the portal today" in words
        assert len(pages_of(page.content)) == 2

    @pytest.mark.parametrize("url", ["case_list", "action_sheet"])
    def test_it_refuses_others(self, cast, meeting, url):
        for name, status in (("odile", 403), ("wren", 403), ("alex", 403), ("nia", 404)):
            assert get(cast, name, url, meeting.pk).status_code == status, name
        assert newest_event().outcome == "refused"
