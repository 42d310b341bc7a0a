"""Rules of an area that were stored before who may read an item was asked."""

from importlib import import_module

import pytest
from django.apps import apps

from meetings.models import Protocol
from sharing.work import unit_of_work
from tests.conftest import as_owner
from tests.integration.listing.helpers import set_protocol

ask = import_module("meetings.migrations.0016_stored_default_reading").ask


def protocol_of(cast):
    with unit_of_work(cast.actor("carys")):
        return Protocol.objects.get(area=cast.area)


def upgrade(cast):
    # Without a unit of work, as the owner runs it; the models of a migration have no history hook.
    Protocol.skip_history_when_saving = True
    try:
        with as_owner():
            ask(apps, None)
    finally:
        del Protocol.skip_history_when_saving


def test_what_the_portal_had_filled_in_is_asked_from_now_on(cast):
    set_protocol(cast, default_reading="shared")
    before = protocol_of(cast).history.count()
    upgrade(cast)
    found = protocol_of(cast)
    assert found.default_reading == ""
    newest = found.history.first()
    assert (found.history.count(), newest.default_reading) == (before + 1, "")
    assert newest.history_change_reason == "Migration 0016"
    assert newest.place == found.place
    assert newest.prev_record.default_reading == "shared"


@pytest.mark.parametrize("decided", ["", "spoken", "restricted", "not_shared"])
def test_what_an_area_decided_stays(cast, decided):
    set_protocol(cast, default_reading=decided)
    before = protocol_of(cast).history.count()
    upgrade(cast)
    found = protocol_of(cast)
    assert (found.default_reading, found.history.count()) == (decided, before)
