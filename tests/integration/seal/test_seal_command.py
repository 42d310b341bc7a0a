"""The sealer as a process that may be killed."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from sharing.management.commands import seal_trail
from tests.sealing import signer, verify, wait_for


def start(*arguments):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "marac_portal.settings",
        "DATABASE_URL": os.environ["SEALER_DATABASE_URL"],
        "PYTHONUNBUFFERED": "1",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "seal_trail", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_killed_in_the_middle_it_goes_on_with_the_same_sequence(sealing, tmp_path):
    events = sealing.write(3000)
    killed_at = []
    for _ in range(3):
        with start("--batch", "5") as process:
            process.stdout.readline()
            before = leaves(sealing)
            assert wait_for(lambda before=before: leaves(sealing) > before)
            time.sleep(random.uniform(0, 0.1))
            process.send_signal(signal.SIGKILL)
        killed_at.append(leaves(sealing))
        assert sealing.is_whole()
    assert 0 < killed_at[0] < killed_at[-1] < 3000, killed_at
    with start() as process:
        assert wait_for(lambda: len(sealing.sealed()) == 3000)
        process.terminate()
        assert process.wait() == 0
    assert sealing.sealed() == events
    assert sealing.is_whole()
    sealing.export(tmp_path / "export")
    assert verify(tmp_path / "export", held=[sealing.newest()])[0] == 0


def leaves(trail):
    return trail.one("SELECT count(*) FROM seal_leaf")


def test_it_seals_until_it_is_told_to_stop(sealing, handlers, monkeypatch, capsys):
    def ask_it_to_stop(self, seconds):
        signal.raise_signal(signal.SIGTERM)
        return self.is_set()

    monkeypatch.setattr(seal_trail.Event, "wait", ask_it_to_stop)
    call_command("seal_trail")
    assert capsys.readouterr().out == f"Sealing since entry 0 with {signer().verifier}\n"


def test_it_hands_over_to_the_next_key(sealing, handlers, tmp_path, monkeypatch, capsys):
    path = tmp_path / "next"
    path.write_text(signer(2).written())
    path.chmod(0o600)
    monkeypatch.setattr(seal_trail.Event, "wait", lambda self, seconds: True)
    call_command("seal_trail", "--next-key", str(path))
    assert signer(2).verifier in capsys.readouterr().out
    # Until the server knows that the one before is gone, it waits for its turn.
    pauses = iter([False] * 100 + [True])
    monkeypatch.setattr(seal_trail.Event, "wait", lambda self, _: time.sleep(0.05) or next(pauses))
    with pytest.raises(CommandError, match="another key"):
        call_command("seal_trail")


@pytest.mark.parametrize("missing", ["SEALER_DATABASE_URL", "SEALER_KEY_FILE"])
def test_it_says_what_is_missing(sealing, missing, monkeypatch):
    monkeypatch.delenv(missing)
    with pytest.raises(CommandError, match=f"Set {missing}"):
        call_command("seal_trail")


def test_a_key_that_others_can_read_is_refused(sealing, key_file):
    key_file.chmod(0o644)
    with pytest.raises(CommandError, match="open to other accounts"):
        call_command("seal_trail")


def test_it_says_how_the_seal_stands(sealing, capsys):
    call_command("seal_trail", "--state")
    assert capsys.readouterr().out.startswith("0 events are sealed;")
    (event,) = sealing.write()
    sealing.ask("ALTER TABLE audit_event DISABLE TRIGGER only_added")
    sealing.ask(
        "UPDATE audit_event SET recorded_at = recorded_at - interval '2 minutes' WHERE id = %s",
        event,
    )
    with pytest.raises(CommandError, match="waits for 12. seconds"):
        call_command("seal_trail", "--state")


def test_it_says_that_its_address_lets_nobody_in(key_file, monkeypatch):
    nowhere = "postgresql://portal_sealer:hidden@127.0.0.1:1/not_there"
    monkeypatch.setenv("SEALER_DATABASE_URL", nowhere)
    with pytest.raises(CommandError, match="SEALER_DATABASE_URL does not open its") as error:
        call_command("seal_trail", "--state")
    assert "hidden" not in str(error.value) and "\n" not in str(error.value)


def test_asked_to_be_quiet_it_says_nothing(sealing, handlers, monkeypatch, capsys):
    events = sealing.write(2)
    pauses = iter([False, True])
    monkeypatch.setattr(seal_trail.Event, "wait", lambda self, seconds: next(pauses))
    call_command("seal_trail", verbosity=0)
    assert capsys.readouterr().out == ""
    assert sealing.sealed() == events
