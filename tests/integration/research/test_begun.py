"""What an agency said of a case before it answers: no nil goes over what somebody ticked, nor over
whom it knew for another meeting."""

import re

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from meetings.models import ResearchRequest, Stage
from meetings.operations.listing import defer_case
from meetings.operations.research import answer_case
from sharing import clock
from sharing.actor import Actor
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.research.helpers import (
    SEARCHED,
    TOKEN,
    answer,
    people,
    request_of,
    shown,
    submit,
    write,
)
from tests.integration.research.test_drafts import autosave, drafts
from tests.personas import make_member
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.visits import get, post, words_of


@pytest.fixture
def sam(cast):
    """Petra's colleague at the police."""
    with as_owner(), unit_of_work(Actor.system("seed")):
        cast.memberships["sam"] = make_member("sam", Role.REPRESENTATIVE, cast.agency("police"))
    return signed_in_client(cast, "sam")


def ticks(client, case, *said, **more):
    """Choose that of the people of the case, in order, without saving it as an answer."""
    chosen = {f"person_{one}": how for one, how in zip(people(case), said, strict=False)}
    return autosave(client, case, name="save_answers_draft", draft_version=0, **chosen, **more)


def sent_from(page, *names):
    """What the fields of a page hold."""
    text = page.content.decode()
    return {name: re.findall(rf'name="{name}" value="([^"]*)"', text) for name in names}


def ticked(page):
    found = re.findall(
        r'name="known" type="checkbox" value="([^"]*)" checked', page.content.decode()
    )
    return found


def the_list(cast, case, who="petra"):
    return get(cast, who, "research_list", case.meeting_id)


def send_list(cast, case, page, **said):
    hidden = sent_from(page, "shown", "shown_as", "drafted")
    return post(
        cast, "petra", "research_list", case.meeting_id,
        form_token=TOKEN, **SEARCHED, **hidden, **said,
    )  # fmt: skip


class TestTicked:
    """Somebody chose who is known and has not pressed “Save these answers”."""

    def test_it_stands_on_the_list(self, cast, case, sam):
        ticks(sam, case, "yes", "no", "no")
        page = the_list(cast, case)
        victim = f"{case.pk}:{people(case)[0]}"
        words = words_of(page)
        assert ticked(page) == [victim]
        assert "Draft Sam Example ticked on" in words and "Known to you: Tara Tarn." in words
        assert "Nobody on this list is known to us" not in words
        assert send_list(cast, case, page, known=ticked(page)).status_code == 302
        assert request_of(cast, case, "police").known_parties == [people(case)[0]]
        assert drafts()[0].said("answers") == {}

    def test_what_is_typed_in_many_cases_is_forgotten_in_one_statement(self, cast, case, sam):
        other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
        for one in (case, other):
            ticks(sam, one, "yes", "no", "no")
        page = the_list(cast, case)
        with made_queries() as queries:
            assert send_list(cast, case, page, known=ticked(page)).status_code == 302
        kept = [one for one in queries if one.startswith('UPDATE "sharing_returndraft"')]
        assert len(kept) == 1
        assert [one.said("answers") for one in drafts()] == [{}, {}]

    def test_one_s_own_is_said_so(self, cast, case):
        ticks(signed_in_client(cast, "petra"), case, "yes")
        assert "Draft You ticked on" in words_of(the_list(cast, case))

    def test_it_is_not_answered_by_a_list_that_did_not_show_it(self, cast, case, sam):
        page = the_list(cast, case)
        ticks(sam, case, "yes", "no", "no")
        answered = send_list(cast, case, page, confirmed="on")
        assert answered.status_code == 422 and not request_of(cast, case, "police").answer
        words = words_of(answered)
        assert f"not saved that as an answer: {case.reference}. They are ticked below" in words
        assert "Sam Example" in words
        assert ticked(answered) == [f"{case.pk}:{people(case)[0]}"]
        # Who has seen it decides.
        assert send_list(cast, case, answered, confirmed="on").status_code == 302
        assert request_of(cast, case, "police").answer == "not_known"

    def test_a_list_that_agrees_is_answered(self, cast, case, sam):
        page = the_list(cast, case)
        ticks(sam, case, "yes", "no", "no")
        known = [f"{case.pk}:{people(case)[0]}"]
        assert send_list(cast, case, page, known=known).status_code == 302

    def test_an_old_page_says_nothing_of_it(self, cast, case, sam):
        ticks(sam, case, "yes")
        old = {"form_token": TOKEN, "shown": shown(case), "confirmed": "on"} | SEARCHED
        answered = post(cast, "petra", "research_list", case.meeting_id, **old)
        assert answered.status_code == 422 and not request_of(cast, case, "police").answer
        wrong = old | {"drafted": [f"{case.pk}:many"]}
        answered = post(cast, "petra", "research_list", case.meeting_id, **wrong)
        assert answered.status_code == 422 and "Load the page again" in words_of(answered)

    def test_who_cannot_be_checked_yet(self, cast, case, sam):
        day = re.search(rf"{case.pk}:(20\d\d-\d\d-\d\d)", the_list(cast, case).content.decode())[1]
        ticks(sam, case, "later", "no", check_by=day)
        page = the_list(cast, case)
        assert "Cannot check yet: Tara Tarn." in words_of(page)
        assert f'value="{case.pk}:{day}" selected' in page.content.decode()
        assert send_list(cast, case, page, check_by=[f"{case.pk}:{day}"]).status_code == 302
        assert request_of(cast, case, "police").answer == "not_yet"

    def test_and_nobody_said_until_when(self, cast, case, sam):
        ticks(sam, case, "later", "no")
        page = the_list(cast, case)
        assert f'value="{case.pk}:later" selected' in page.content.decode()
        answered = send_list(cast, case, page, check_by=[f"{case.pk}:later"])
        assert answered.status_code == 422
        assert "Say until when you cannot check" in words_of(answered)
        assert f'value="{case.pk}:later" selected' in answered.content.decode()
        assert not request_of(cast, case, "police").answer

    def test_nobody_here_is_refused_where_somebody_was_ticked_since(self, cast, case, sam):
        page = get(cast, "petra", "research_return", case.pk)
        ticks(sam, case, "yes")
        names = ("version", "draft_version")
        hidden = {name: found[0] for name, found in sent_from(page, *names).items()}
        answered = post(
            cast, "petra", "nil_return", case.pk, form_token=TOKEN, **SEARCHED, **hidden
        )
        assert answered.status_code == 422
        assert "Somebody was ticked meanwhile who may be known" in words_of(answered)
        assert "Nobody here is known to us" not in words_of(answered), "as somebody is ticked"
        assert not request_of(cast, case, "police").answer

    def test_answers_show_what_was_chosen_elsewhere(self, cast, case, sam):
        ticks(sam, case, "yes")
        said = {f"person_{one}": "no" for one in people(case)}
        sent = {"form_token": TOKEN, "version": 1, "draft_version": 0} | said | SEARCHED
        answered = post(cast, "petra", "answer_research", case.pk, **sent)
        words = words_of(answered)
        assert answered.status_code == 422 and "Sam Example" in words
        assert "What stands now Yes What you typed No" in words
        version = sent_from(answered, "draft_version")["draft_version"][0]
        sent |= {"draft_version": version}
        assert post(cast, "petra", "answer_research", case.pk, **sent).status_code == 302
        assert request_of(cast, case, "police").answer == "not_known"


class TestKnownBefore:
    """The case was to be heard before, and the agency said then whom it knows."""

    @pytest.fixture
    def later(self, cast, case):
        answer(cast, case)
        write(cast, case)
        submit(cast, case)
        return self.moved(cast, case)

    def moved(self, cast, case):
        later = meeting_in(cast, days=23, state="published")
        do(cast, "carys", defer_case, case_id=case.pk, to_meeting_id=later.pk, reason="Away.")
        case.meeting = later
        return later

    def newest(self, case, meeting):
        with as_owner():
            police = ResearchRequest.objects.filter(scope_id=case.pk, meeting=meeting)
            return police.get(agency__kind="police")

    def test_they_are_ticked_on_the_list_and_the_rest_is_answered(self, cast, case, later):
        other = case_at(cast, Stage.RESEARCH, meeting=later, name="Vera", position=2)
        page = the_list(cast, case)
        words = words_of(page)
        assert "Known to you for the meeting on" in words and ": Tara Tarn." in words
        assert "1 item or file of your agency stands in this case." in words
        assert f'href="{reverse("research_return", args=[case.pk])}"' in page.content.decode()
        assert ticked(page) == [f"{case.pk}:{people(case)[0]}"]
        assert "Nobody on this list is known to us" not in words
        assert send_list(cast, case, page, known=ticked(page)).status_code == 302
        assert self.newest(case, later).known_parties == [people(case)[0]]
        assert self.newest(other, later).answer == "not_known"

    def test_the_return_says_so(self, cast, case, later):
        page = get(cast, "petra", "research_return", case.pk)
        words = words_of(page)
        assert "Known to you for the meeting on" in words and "They are chosen below" in words
        assert "Submitted for an earlier meeting, on" in words
        chosen = re.findall(r"<input[^>]* checked[^>]*>", page.content.decode())
        (radio,) = [one for one in chosen if f"person_{people(case)[0]}" in one]
        assert 'value="yes"' in radio

    def test_who_knew_nobody_then_is_told_so_and_answers_with_one_button(self, cast, case):
        searched = {"answer": "not_known", "known_parties": (), "searched": "Records"}
        answer(cast, case, **searched)
        then = date_format(request_of(cast, case, "police").meeting.starts_at, "j F Y")
        later = self.moved(cast, case)
        said = f"For the meeting on {then} you answered on {date_format(clock.today(), 'j F Y')}"
        again = f"{said} that you know nobody here. Look them up again"
        own = words_of(get(cast, "petra", "research_return", case.pk))
        assert again in own and "Nobody here is known to us" in own
        page = the_list(cast, case)
        assert again in words_of(page)
        assert not ticked(page) and "Known to you for" not in words_of(page)
        assert "Nobody on this list is known to us" in words_of(page)
        with as_owner():
            now = ResearchRequest.objects.get(
                scope_id=case.pk, meeting=later, agency__kind="police"
            )
        do(cast, "petra", answer_case, request_id=now.pk, **searched)
        assert said not in words_of(get(cast, "petra", "research_return", case.pk))
        assert said not in words_of(the_list(cast, case))

    def test_what_was_written_and_not_submitted_stands_too(self, cast, case):
        answer(cast, case)
        write(cast, case)
        later = self.moved(cast, case)
        page = the_list(cast, case)
        assert "1 item or file of your agency stands in this case." in words_of(page)
        words = words_of(get(cast, "petra", "research_return", case.pk))
        assert "Written for an earlier meeting." in words
        assert send_list(cast, case, page, known=ticked(page)).status_code == 302
        assert self.newest(case, later).answer == "known"
        assert len(drafts()[0].live) == 1
