"""Compares what the vault should hold with what its storage holds."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.files.storage import Storage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sharing import clock
from sharing.actor import Actor
from sharing.operations.vault import note_removal
from sharing.queries.vault import files_of_vault
from sharing.vault.problems import CannotOpen
from sharing.vault.store import Stored, content_of, remove, storage
from sharing.work import unit_of_work

VAULT = Actor.system("vault")
# A file is stored just before the case knows of it: one that young may be on its way.
ON_ITS_WAY = timedelta(hours=1)
SILENT = "The storage does not answer."


class Command(BaseCommand):
    help = (
        "Tell which files are in the storage and of no case, left by what broke off, and which a"
        " case has and the storage does not. Fails if there is any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--mend", action="store_true", help="Remove from the storage what is of no case."
        )
        parser.add_argument(
            "--read", action="store_true", help="Read each file to its end: is it unaltered?"
        )

    def handle(self, *args: Any, mend: bool, read: bool, **options: Any) -> None:
        place = storage()
        # Listed before the rows are read, and again after: neither an upload nor its end between
        # the two looks like a loss.
        before = _listed(place)
        with unit_of_work(VAULT):
            files = files_of_vault(VAULT)
        missing = sorted(set(files) - set(_listed(place).values()))
        orphans = {name: kept for name, kept in before.items() if kept not in files}
        orphans = {name: kept for name, kept in orphans.items() if _is_old(place, name)}
        self.stdout.write(f"{len(files)} files are in the vault.")
        troubles = [f"{file_id} is not in the storage." for file_id in missing]
        troubles += self._orphans(orphans, mend=mend)
        if read:
            troubles += _unreadable(files, beside=missing)
        if troubles:
            raise CommandError("\n".join(troubles))

    def _orphans(self, orphans: Mapping[str, UUID | None], *, mend: bool) -> list[str]:
        """Return what is in the storage and of no case, and stays there."""
        named = {kept for kept in orphans.values() if kept}
        stay = [f"{name} is in the storage and no file of ours." for name in _strange(orphans)]
        if not mend:
            told = "is in the storage and of no case: --mend removes it."
            return stay + [f"{kept} {told}" for kept in sorted(named)]
        if named:
            with unit_of_work(VAULT):
                note_removal(actor=VAULT, file_ids=named)
        for kept in sorted(named):
            if remove(kept):
                self.stdout.write(f"{kept} was of no case and is removed.")
            else:
                stay.append(f"{kept} is of no case and could not be removed.")
        return stay


def _listed(place: Storage) -> dict[str, UUID | None]:
    """Return all that is in the storage by name, with the identifier where the name is one."""
    try:
        _, names = place.listdir("")
    except FileNotFoundError:
        return {}  # a folder that nothing was stored in yet
    except Exception as error:  # whatever this kind of storage raises
        raise CommandError(SILENT) from error
    return {name: _identifier(name) for name in names}


def _identifier(name: str) -> UUID | None:
    try:
        found = UUID(name)
    except ValueError:
        return None
    return found if str(found) == name else None


def _strange(orphans: Mapping[str, UUID | None]) -> list[str]:
    return sorted(name for name, kept in orphans.items() if kept is None)


def _is_old(place: Storage, name: str) -> bool:
    try:
        return place.get_modified_time(name) < clock.now() - ON_ITS_WAY
    except FileNotFoundError:
        return False  # removed meanwhile, by whoever could not keep it
    except Exception as error:  # whatever this kind of storage raises
        raise CommandError(SILENT) from error


def _unreadable(files: Mapping[UUID, Stored], *, beside: list[UUID]) -> list[str]:
    """Return what is wrong with those that do not come out as they were kept."""
    found = []
    for file_id in sorted(set(files) - set(beside)):
        try:
            for _ in content_of(files[file_id]):
                pass
        except CannotOpen as problem:
            found.append(f"{file_id}: {problem.told}.")
    return found
