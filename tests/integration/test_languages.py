"""Every word that a person reads goes through a translation: what is mailed is written in a
language of marks. The permission matrix asks the same of each page, as somebody who may open it,
empty forms sent too (tests/questions.py)."""

import re

from django.utils.functional import Promise

from meetings.daily import end_left_drafts
from meetings.models import MeetingState, Stage
from meetings.operations.closure import record_death, withdraw_case
from sharing import clock, notices
from sharing.called import FIELDS, row_called
from sharing.models import Party
from sharing.queries.changes import shown_fields, tracked
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests import story
from tests.conftest import as_owner
from tests.doing import do, one
from tests.integration.referral.helpers import leave
from tests.integration.test_daily_reminders import morning, round_of_reminders
from tests.jobs import run_jobs
from tests.personas import make_member
from tests.pseudo import OPEN, pseudo_language, unmarked, words_of_data
from tests.story_parts import referral


def test_a_page_is_in_the_language_that_it_says(client, db):
    """Else it is read aloud as if its words were in another."""
    page = client.get("/sign-in/", headers={"Accept-Language": "cy"})
    assert '<html lang="en-gb"' in page.content.decode()


def test_what_a_change_altered_is_called_in_words_that_are_translated():
    rows = [one._meta.label for one in tracked() if not isinstance(row_called(one), Promise)]
    assert rows == [], "name them in ROWS of called.py of their app"
    fields = {
        field.name
        for model in tracked()
        for field in shown_fields(model)
        if not isinstance(field.verbose_name, Promise)
        and not isinstance(FIELDS.get(field.name), Promise)
    }
    assert fields == set(), "name them in the model, or in FIELDS of called.py of its app"


def pass_through_everything(cast):
    """Let all that is mailed on the way of a case be mailed, and much of what is beside it."""
    story.case_at(cast, Stage.ACTIONS)
    meeting = story.meeting_in(cast, days=16, state=MeetingState.PUBLISHED)
    at = {"stage": Stage.RESEARCH, "meeting": meeting}
    ends = [story.case_at(cast, position=number, name=f"T{number}", **at) for number in (1, 2)]
    referral.begin(cast, by="petra")
    new = referral.begin(cast)
    referral.write(cast, new)
    referral.submit(cast, new)
    do(cast, "carys", withdraw_case, case_id=ends[0].pk, reason="Moved away.")
    victim = one(cast, "carys", Party, ends[1], role="victim").pk
    told = {"reason": "Told by the police.", "happened_on": clock.today()}
    do(cast, "carys", record_death, case_id=ends[1].pk, parties=[victim], **told)
    for tell in (notices.tell_of_reset, notices.tell_of_codes):
        tell.enqueue(str(cast.user("petra").pk))
    with as_owner(), unit_of_work(cast.actor("alex")):
        make_member("new", Role.CHAIR, cast.agency("police"), proposed_by=cast.user("alex"))
    notices.tell_what_waits.enqueue(str(cast.area.pk))
    leave(cast, "petra")
    end_left_drafts.enqueue()
    run_jobs()
    with morning(clock.today(), 9):
        round_of_reminders()


def test_every_word_of_a_mail_is_translated(cast, mailoutbox):
    with pseudo_language():
        pass_through_everything(cast)
    known, subjects = words_of_data(), {mail.subject for mail in mailoutbox}
    assert len(subjects) > 8
    for mail in mailoutbox:
        said = re.sub(r"https?://\S+", " ", f"{mail.subject}\n{mail.body}")
        assert OPEN in mail.subject
        assert set(unmarked(said)) <= known
