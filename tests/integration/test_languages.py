"""Every word that a person reads goes through a translation: each page that the permission
matrix lists, as somebody who may open it, empty forms sent too, in a language of marks."""

import re

import pytest
from django.utils.functional import Promise

from meetings.models import Stage
from sharing.called import field_called, row_called
from sharing.queries.changes import shown_fields, tracked
from tests.jobs import run_jobs
from tests.matrix import PERSONAS, WORLDS, World, parse
from tests.paper import words_on
from tests.pseudo import OPEN, pseudo_language, unmarked, unmarked_on, words_of_data
from tests.signing_in import signed_in_client
from tests.story_parts import referral


def openings(stage):
    """Return, for each row of a world, the first persona who gets a page."""
    for line in parse(WORLDS[stage]):
        for persona, answer in zip(PERSONAS, line.answers, strict=True):
            if answer in (200, 403, 404, 422):
                yield line, persona
                break


def words_of(response):
    """Return the unmarked words of a page or a paper."""
    if response["Content-Type"].startswith("text/html"):
        return unmarked_on(response.content.decode())
    if response["Content-Type"].startswith(("text/plain", "text/csv", "application/json")):
        return []  # keys, signatures and tables, for programs, and what somebody attached
    if response["Content-Type"] == "image/png":
        return []  # a page of what somebody attached
    assert response["Content-Type"] == "application/pdf", response["Content-Type"]
    text = words_on(response.content)
    assert OPEN in text
    return unmarked(text)


@pytest.mark.parametrize("stage", WORLDS)
def test_every_word_of_every_page_is_translated(cast, stage):
    world = World(cast, Stage(stage))
    known = words_of_data()
    wrong = {}
    for line, persona in openings(stage):
        client = signed_in_client(cast, persona)
        with pseudo_language():
            response = client.generic(line.method, world.path(line.name))
        left = sorted(set(words_of(response)) - known)
        if left:
            wrong[line.name, line.method, persona] = left
    assert wrong == {}


def test_what_a_change_altered_is_called_in_words_that_are_translated():
    for model in tracked():
        assert isinstance(row_called(model), Promise), model
        for field in shown_fields(model):
            assert isinstance(field_called(field), Promise), (model, field.name)


def test_every_word_of_a_mail_is_translated(cast, mailoutbox):
    case = referral.begin(cast)
    referral.write(cast, case)
    with pseudo_language():
        referral.submit(cast, case)
        run_jobs()
    assert mailoutbox
    for mail in mailoutbox:
        said = re.sub(r"https?://\S+", " ", f"{mail.subject}\n{mail.body}")
        assert OPEN in mail.subject
        assert set(unmarked(said)) <= words_of_data()
