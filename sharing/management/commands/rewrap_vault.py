"""Puts the files of the vault under the current master key."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from sharing.actor import Actor
from sharing.operations.vault import rewrap_keys
from sharing.unit import unit_of_work
from sharing.vault import keys
from sharing.vault.problems import KeyMissing


class Command(BaseCommand):
    help = (
        "Wrap the keys of all files in the vault by the first key of VAULT_KEYS; no file is"
        " written. Once it says that nothing is left, the other keys can be taken away."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        actor = Actor.system("vault")
        done, missing = 0, dict[UUID, KeyMissing]()
        while True:
            with unit_of_work(actor):
                these = rewrap_keys(actor=actor, beside=missing.keys())
            if not these.files and not these.missing:
                break
            done += len(these.files)
            missing |= these.missing
        if missing:
            said = sorted({problem.told for problem in missing.values()})
            raise CommandError(
                f"{done} files are under the key {keys.current()} now, {len(missing)} could not"
                f" be: {'; '.join(said)}."
            )
        self.stdout.write(
            f"{done} files were put under the key {keys.current()}. Nothing is left under another."
        )
