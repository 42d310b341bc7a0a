"""The sealer as `make run` starts it: beside the web process, without a word."""

from django.core.management import call_command

from sharing.management.commands import seal_trail
from tests.integration.test_seal_commands import handlers, key_file, sealing
from tests.sealing import trail, trail_database

__all__ = ["handlers", "key_file", "sealing", "trail", "trail_database"]  # fixtures


def test_asked_to_be_quiet_it_says_nothing(sealing, handlers, monkeypatch, capsys):
    events = sealing.write(2)
    pauses = iter([False, True])
    monkeypatch.setattr(seal_trail.Event, "wait", lambda self, seconds: next(pauses))
    call_command("seal_trail", verbosity=0)
    assert capsys.readouterr().out == ""
    assert sealing.sealed() == events
