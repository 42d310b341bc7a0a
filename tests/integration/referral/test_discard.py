"""A draft is thrown away by its author, and is there for nobody from then on."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from meetings.models import Case, CaseStage, Referral, Stage
from meetings.operations import referral
from meetings.queries.cases import JUST_NOW
from sharing import clock
from sharing.models import KeptForm, Scope, UnsentForm
from sharing.operations import kept_forms
from sharing.operations.emergency import open_in_emergency
from sharing.rules import Overtaken, RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, every, form_token, one
from tests.integration.referral.helpers import url
from tests.signing_in import signed_in_client
from tests.story_parts import referral as part
from tests.trail import count_events, newest_event
from tests.visits import get, send, text, words_of


def thrown_away(cast, case):
    """Return the case and its last move, as only the owner of the tables still sees them."""
    with as_owner():
        return Case.objects.get(pk=case.pk), CaseStage.objects.get(scope_id=case.pk)


def test_it_works(cast, draft):
    do(cast, "wren", referral.discard_draft, case_id=draft.pk)
    case, move = thrown_away(cast, draft)
    assert case.stage == Stage.DISCARDED
    assert (move.from_stage, move.moved_by) == (Stage.DRAFT, cast.user("wren"))
    for name in ("wren", "carys", "chidi", "ines", "odile"):
        with unit_of_work(cast.actor(name)):
            assert not Scope.objects.filter(pk=draft.pk).exists(), name
            assert not Case.objects.filter(pk=draft.pk).exists(), name


def test_it_records_event(cast, draft):
    do(cast, "wren", referral.discard_draft, case_id=draft.pk)
    event = newest_event()
    assert (event.code, event.cases, event.outcome) == ("draft_discarded", [draft.pk], "allowed")
    lead = signed_in_client(cast, "odile").get(reverse("trail"))
    assert "threw away the draft" in words_of(lead)


def test_its_reference_is_not_given_again(cast, draft, monkeypatch):
    do(cast, "wren", referral.discard_draft, case_id=draft.pk)
    drawn = iter([draft.reference, "LM-7KQ4"])
    monkeypatch.setattr(
        "meetings.operations.referral.begin.new_reference", lambda prefix: next(drawn)
    )
    assert part.begin(cast).reference == "LM-7KQ4"


def test_nobody_opens_it_in_an_emergency(cast, draft):
    do(cast, "wren", referral.discard_draft, case_id=draft.pk)
    why = "She is at the desk and afraid to go home."
    opened = do(cast, "petra", open_in_emergency, reference=draft.reference, why=why)
    assert opened is None


def test_what_was_typed_and_not_sent_goes_with_it(cast, draft):
    path, other = url("referral_incident", draft), reverse("refer")
    with unit_of_work(cast.actor("wren")) as work:
        for where in (path, other):
            kept_forms.keep(actor=work.actor, path=where, sent=QueryDict("what_happened=x"))
        UnsentForm.objects.create(
            user=cast.user("wren"),
            path=path,
            ciphertext=b"x",
            saved_at=clock.now(),
            recorded_at=clock.now(),
        )
    do(cast, "wren", referral.discard_draft, case_id=draft.pk)
    with unit_of_work(cast.actor("wren")):
        assert [one.path for one in KeptForm.objects.all()] == [other]
        assert not UnsentForm.objects.exists()


def test_a_draft_written_for_a_worker_without_an_account_likewise(cast):
    case = part.begin(cast, by="carys", worker_name="Dell Brook", worker_contact="Room 4")
    do(cast, "carys", referral.discard_draft, case_id=case.pk)
    assert thrown_away(cast, case)[0].stage == Stage.DISCARDED


@pytest.mark.parametrize("name", ["carys", "petra", "ines", "nia", "hal", "chidi"])
def test_it_refuses_everybody_else(cast, draft, name):
    with pytest.raises(Refused):
        do(cast, name, referral.discard_draft, case_id=draft.pk)
    event = newest_event()
    assert (event.code, event.outcome) == ("draft_discarded", "refused")


def test_what_came_back_was_told_of_and_is_not_thrown_away(cast, wren, returned):
    with pytest.raises(RuleBroken, match="Ask your coordinator"):
        do(cast, "wren", referral.discard_draft, case_id=returned.pk)
    assert wren.get(url("discard_draft", returned)).url == url("referral", returned)
    assert "Throw away" not in text(wren.get(url("referral", returned)))


def test_what_was_submitted_is_not_thrown_away(cast, wren, submitted):
    with pytest.raises(RuleBroken):
        do(cast, "wren", referral.discard_draft, case_id=submitted.pk)
    assert wren.get(url("discard_draft", submitted)).url == url("referral", submitted)


def test_a_page_from_before_the_last_change_throws_nothing_away(cast, wren, written):
    row = one(cast, "wren", Referral, written)
    with pytest.raises(Overtaken):
        do(cast, "wren", referral.discard_draft, case_id=written.pk, version=row.version - 1)
    page = wren.post(url("discard_draft", written), form_token() | {"version": row.version - 1})
    assert page.status_code == 422
    assert "changed" in words_of(page)
    assert one(cast, "wren", Case, written).stage == Stage.DRAFT


def test_a_draft_is_thrown_away_from_its_page_and_from_home(cast, wren, draft):
    way = url("discard_draft", draft)
    assert way in text(wren.get(url("referral", draft)))
    assert way in text(wren.get(reverse("home")))
    page = wren.get(way)
    assert "Throw away this draft?" in words_of(page)
    home = wren.get(send(wren, way).url)
    assert f"The draft {draft.reference} is thrown away." in words_of(home)
    assert draft.pk not in newest_event().cases
    for name in ("referral", "referral_victim", "discard_draft", "case"):
        assert wren.get(url(name, draft)).status_code == 404


def test_pressed_twice_it_leads_to_the_same_page(cast, wren, draft):
    way = url("discard_draft", draft)
    sent = form_token() | {"version": one(cast, "wren", Referral, draft).version}
    assert wren.post(way, sent).url == reverse("home")
    before = count_events()
    assert wren.post(way, sent).url == reverse("home")
    assert count_events() == before
    assert wren.post(way, {}).status_code == 404


def test_drafts_of_a_coordinator_are_thrown_away_from_the_list_of_cases(cast):
    case = part.begin(cast, by="carys")
    assert url("discard_draft", case) in text(get(cast, "carys", "cases"))


class TestBeginningAgain:
    """Back, and the first page sent once more."""

    SENT = {"given_name": "Tara", "family_name": "Tarn", "who_refers": "me"}

    def begin(self, client, **sent):
        return send(client, reverse("refer"), **self.SENT | sent)

    def test_a_fresh_page_leads_to_the_draft_that_was_begun(self, cast, wren):
        first = self.begin(wren)
        again = self.begin(wren)
        assert again.url == first.url
        assert newest_event().code == "case_viewed"

    def test_the_same_page_leads_there_too(self, cast, wren):
        sent = form_token() | self.SENT
        first = wren.post(reverse("refer"), sent)
        assert wren.post(reverse("refer"), sent).url == first.url

    def test_the_page_says_that_one_was_begun(self, cast, wren):
        assert "You began a referral a few minutes ago" not in text(wren.get(reverse("refer")))
        self.begin(wren)
        page = wren.get(reverse("refer"))
        with unit_of_work(cast.actor("wren")):
            (case,) = every(Case).all()
        assert "You began a referral a few minutes ago" in text(page)
        assert url("referral", case) in text(page)
        assert newest_event().cases == [case.pk]

    def test_the_same_page_with_another_name_offers_the_draft(self, cast, wren):
        sent = form_token() | self.SENT
        wren.post(reverse("refer"), sent)
        page = wren.post(reverse("refer"), sent | {"given_name": "Tarra"})
        assert page.status_code == 422
        assert "You began a referral a few minutes ago" in text(page)

    @pytest.mark.parametrize(
        "other",
        [
            {"given_name": "Vera"},
            {"other_names": "Tally"},
            {"age_about": "30"},
            {"who_refers": "worker", "worker_name": "Dell Brook", "worker_contact": "Room 4"},
        ],
    )
    def test_another_person_is_another_referral(self, wren, other):
        assert self.begin(wren).url != self.begin(wren, **other).url

    def test_a_draft_that_was_gone_on_with_is_left_alone(self, cast, wren):
        first = self.begin(wren)
        with unit_of_work(cast.actor("wren")):
            (case,) = every(Case).all()
        do(cast, "wren", referral.save_incident, case_id=case.pk, what_happened="He came drunk.")
        assert self.begin(wren).url != first.url

    def test_what_was_thrown_away_is_begun_anew(self, cast, wren, draft):
        do(cast, "wren", referral.discard_draft, case_id=draft.pk)
        assert part.begin(cast).pk != draft.pk

    def test_a_later_one_is_another_referral(self, cast, draft):
        with clock.set_to(clock.now() + JUST_NOW + timedelta(seconds=1)):
            assert part.begin(cast).pk != draft.pk

    def test_somebody_else_begins_their_own(self, cast, draft):
        assert part.begin(cast, by="petra").pk != draft.pk
