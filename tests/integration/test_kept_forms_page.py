"""What the page of kept forms says of each, in the words of the page that it was typed into."""

import re
from html import unescape

import pytest
from django.http import QueryDict
from django.urls import reverse

from meetings.forms.referral import ChildrenForm
from sharing.operations import kept_forms
from sharing.unit import unit_of_work
from tests.integration.test_kept_forms import PAGE, TOKEN, send_too_late, sign_in_again
from tests.signing_in import signed_in_client
from tests.story_parts import referral

pytestmark = pytest.mark.urls("tests.pages")


def offered(cast, path, **sent):
    """Return the rows that are offered of a form that was sent too late."""
    client = signed_in_client(cast, "wren")
    send_too_late(client, path, sent)
    sign_in_again(client, cast, "wren")
    (card,) = client.get(PAGE).context["cards"]
    assert dict(card.kept.fields)
    return {row.label: row.said for row in card.rows}


def test_it_is_offered_in_the_words_of_the_page(cast):
    sent = {"given_name": "Ada", "family_name": "", "who_refers": "me"}
    born = {"born_on-day": "3", "born_on-month": "3", "born_on-year": "1994"}
    assert offered(cast, reverse("refer"), **sent, **born) == {
        "Given name": ["Ada"],
        "Date of birth": ["3 March 1994"],
        "Who refers?": ["I know the victim and refer"],
    }


def test_what_cannot_be_read_is_offered_as_it_was_typed(cast):
    sent = {"who_refers": "somebody", "born_on-day": "31", "born_on-month": "2"}
    assert offered(cast, reverse("refer"), **sent) == {
        "Date of birth": ["31 2"],
        "Who refers?": ["somebody"],
    }


def test_no_identifier_is_offered(cast):
    someone = "b0a6a5a0-0000-4000-8000-000000000001"
    path = reverse("research_list", args=[someone])
    said = offered(cast, path, known=[f"{someone}:{someone}", f"{someone}:"], searched="Names")
    assert said == {"Known to us": ["2 chosen"], "In which systems?": ["Names"]}


def test_an_answer_about_a_person_is_offered_without_their_identifier(cast):
    someone = "b0a6a5a0-0000-4000-8000-000000000001"
    path = reverse("answer_research", args=[referral.begin(cast).pk])
    assert offered(cast, path, **{f"person_{someone}": "yes", someone: "x"}) == {"person": ["yes"]}


def test_it_names_its_cases_and_says_what_it_does_not_show(cast):
    draft = referral.begin(cast)
    client = signed_in_client(cast, "wren")
    someone = "b0a6a5a0-0000-4000-8000-000000000001"
    send_too_late(client, reverse("add_item", args=[draft.pk]), {"text": "x", "whom": someone})
    sign_in_again(client, cast, "wren")
    page = client.get(PAGE).content.decode()
    assert f"About: {draft.reference}" in page and "1 chosen" in page
    assert "It is sent all the same." in page and "If you did not send one of these" in page


def test_each_is_headed_by_what_sending_it_does(cast):
    draft = referral.begin(cast)
    client = signed_in_client(cast, "wren")
    headings = {
        reverse("add_item", args=[draft.pk]) + "?for=Ada": "Add an item",
        reverse("accept", args=[draft.pk]): "Accept the referral",
        reverse("withdraw_case", args=[draft.pk]): "Withdraw the case",
        reverse("research_list", args=[draft.pk]): "People to look up",
        reverse("find"): "Find a case",
        "/try/": "What you sent",  # no page of a form
        "/gone/": "What you sent",  # in a version before
    }
    with unit_of_work(cast.actor("wren")) as work:
        for way in headings:
            kept_forms.keep(actor=work.actor, path=way, sent=QueryDict("text=x"))
    page = client.get(PAGE).content.decode()
    assert sorted(re.findall("<h2[^>]*>(.*?)</h2>", page)) == sorted(headings.values())


def test_the_whole_list_says_what_it_answers(cast):
    one, two = (f"b0a6a5a0-0000-4000-8000-00000000000{n}" for n in (1, 2))
    path = reverse("research_list", args=[one])
    shown = [f"{case}:{who}" for case in (one, two) for who in ("", one, two)]
    sent = {"shown": shown, "searched": "Names", "confirmed": "on"}
    said = offered(cast, path, **sent)
    assert said["If you send it"] == ["4 people are answered “not known to us”."]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"known": ["{0}:{1}"]}, ["3 people are answered “not known to us”."]),
        (
            {"known": ["{0}:{1}"], "check_by": ["{1}:2026-12-01"]},
            ["1 person is answered “not known to us”."],
        ),
        ({"known": ["{0}:{0}", "{0}:{1}"], "check_by": ["{1}:later"]}, None),
        ({"known": ["forged"]}, None),
        ({}, None),  # it asks first
    ],
)
def test_whom_it_ticks_or_leaves_is_not_counted(cast, sent, said):
    one, two = (f"b0a6a5a0-0000-4000-8000-00000000000{n}" for n in (1, 2))
    shown = [f"{case}:{who}" for case in (one, two) for who in ("", one, two)]
    sent = {name: [value.format(one, two) for value in values] for name, values in sent.items()}
    path = reverse("research_list", args=[one])
    assert offered(cast, path, shown=shown, **sent).get("If you send it") == said


def test_fields_of_a_page_that_is_no_more_keep_their_names(cast):
    with unit_of_work(cast.actor("carys")) as work:
        kept_forms.keep(actor=work.actor, path="/gone/", sent=QueryDict("safe_words=x"))
        kept_forms.keep(actor=work.actor, path="/try/", sent=QueryDict("other_words=x"))
    page = signed_in_client(cast, "carys").get(PAGE).content.decode()
    assert "safe words" in page and "other words" in page


def test_a_tick_is_offered_in_words_and_a_version_not_at_all(cast):
    path = reverse("add_item", args=[referral.begin(cast).pk])
    sent = {"version": "3", "each_paragraph": "on", "who_may_read": "spoken"}
    assert offered(cast, path, **sent) == {
        "Several paragraphs: make each one an item": ["Yes"],
        "Who may read it": ["Spoken only"],
    }


def test_a_form_that_depends_on_what_is_shown_is_offered_with_its_labels(cast):
    draft = referral.begin(cast)
    referral.write(cast, draft)
    client = signed_in_client(cast, "wren")
    address = reverse("referral_children", args=[draft.pk])
    send_too_late(client, address, {"child_referral": "yes", "form_token": TOKEN})
    sign_in_again(client, cast, "wren")
    page = client.get(PAGE)
    assert page.status_code == 200
    label = str(ChildrenForm.base_fields["child_referral"].label)
    assert label in unescape(page.content.decode())
