"""Codes are given once; rows call themselves what a person would."""

from datetime import date

import pytest
from django.core.management import call_command

from meetings import drawings, matrix
from meetings.models import Case
from sharing import events
from sharing.acting import signed_state
from sharing.actor import Actor, Signed
from sharing.models import Signature, User
from sharing.permissions import SHOW_ADDRESS, Sight, permission
from sharing.roles import Role


def test_a_code_of_an_event_is_given_once():
    with pytest.raises(ValueError, match="signed_in"):
        events.event("signed_in", events.Kind.ACCESS, "signed in again")


def test_a_code_of_a_permission_is_given_once():
    with pytest.raises(ValueError, match="show_address"):
        permission(
            "show_address",
            "Show it again",
            roles={Role.CHAIR},
            sight=Sight.FULL,
            event=SHOW_ADDRESS.event,
        )


@pytest.mark.parametrize(
    ("signature", "state"),
    [
        (None, Signed.NONE),
        (Signature(review_on=date(2026, 6, 1)), Signed.STANDING),
        (Signature(review_on=date(2026, 4, 1)), Signed.LAPSED),
        (Signature(review_on=date(2026, 6, 1), stopped_on=date(2026, 4, 1)), Signed.NONE),
    ],
)
def test_an_agency_stands_to_the_protocol_as_it_signed(signature, state):
    assert signed_state(signature, date(2026, 5, 1)) == state


def test_a_row_calls_itself_what_a_person_would():
    assert str(User(name="Carys Weir")) == "Carys Weir"
    assert str(Case(reference="LM-7KQ4")) == "LM-7KQ4"


def test_nobody_has_no_role():
    assert Actor().role_label == ""


def test_the_documents_are_drawn(settings, tmp_path):
    data = (settings.BASE_DIR / matrix.PATH).read_text(encoding="utf-8")
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    (tmp_path / matrix.PATH).write_text(data, encoding="utf-8")
    call_command("draw_documents", verbosity=0)
    for path, draw in drawings.PAGES.items():
        assert (tmp_path / path).read_text(encoding="utf-8") == draw()
