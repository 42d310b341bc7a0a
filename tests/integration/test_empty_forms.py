"""A form that is sent empty comes back with what is missing, field by field. The permission matrix
asks whether each message of each form names its field (tests/questions.py)."""

import pytest

from meetings.models import Stage
from tests.matrix import World
from tests.questions import said
from tests.signing_in import signed_in_client


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
    assert [
        words for words, _target in said(response.content.decode()) if words != whole
    ] == messages
