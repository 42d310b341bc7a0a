"""A form that is sent empty comes back with what is missing, field by field."""

import re
from html import unescape

import pytest

from meetings.models import Stage
from tests.matrix import PERSONAS, WORLDS, World, parse
from tests.signing_in import signed_in_client

# What Django says where nobody gave other words: it names no field.
NAMELESS = re.compile(
    r"This field is required|Enter a valid|Enter a whole number|valid choice|Ensure this value"
)
SUMMARY = re.compile(r'<ul class="govuk-list govuk-error-summary__list">(.*?)</ul>', re.DOTALL)


def said(response):
    """Return the messages of the error summary, each with the address that it leads to."""
    (summary,) = SUMMARY.findall(response.content.decode())
    found = re.findall(r'<li>(?:<a href="#(.*?)">)?(.*?)(?:</a>)?</li>', summary)
    return [(unescape(words), target) for target, words in found]


@pytest.mark.parametrize("stage", WORLDS)
def test_every_message_names_its_field_and_leads_to_it(cast, stage):
    world = World(cast, Stage(stage))
    for line in parse(WORLDS[stage]):
        if line.method == "GET" or 422 not in line.answers:
            continue
        client = signed_in_client(cast, PERSONAS[line.answers.index(422)])
        response = client.post(world.path(line.name))
        page = response.content.decode()
        assert not NAMELESS.search(page), line.name
        for words, target in said(response) if line.name != "set_password" else []:
            assert words, line.name
            assert not target or f'id="{target}"' in page, f"{line.name}: {words}"


@pytest.mark.parametrize(
    ("name", "persona", "messages"),
    [
        ("sign_in", "nobody", ["Enter your e-mail address", "Enter your password"]),
        (
            "invite",
            "alex",
            [
                "Enter the full name of the person",
                "Enter the e-mail address",
                "Choose an agency",
                "Choose a role",
                "Enter the first day",
            ],
        ),
        ("trail_of_case", "odile", ["Enter the reference of the case"]),
        (
            "conflicts",
            "carys",
            [
                "Select who has the conflict of interest",
                "Select whether the person knows of it",
                "Enter the reason",
            ],
        ),
        (
            "add_meeting",
            "carys",
            ["Enter the day of the meeting", "Enter the time of the meeting"],
        ),
    ],
)
def test_what_is_missing_is_said_in_words(cast, name, persona, messages):
    world = World(cast, Stage.LISTED)
    response = signed_in_client(cast, persona).post(world.path(name))
    assert response.status_code == 422
    whole = "This page was sent in part only. Open it again."
    assert [words for words, _target in said(response) if words != whole] == messages
