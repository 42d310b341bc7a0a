"""Compares what the vault should hold with what its storage holds."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files.storage import Storage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sharing import clock
from sharing.actor import Actor
from sharing.operations.vault import note_removal
from sharing.queries.vault import files_of_vault, newest_of_vault
from sharing.unit import unit_of_work
from sharing.vault.problems import CannotOpen
from sharing.vault.store import Stored, content_of, remove, storage

VAULT = Actor.system("vault")
# A file is stored just before the case knows of it: one that young may be on its way.
ON_ITS_WAY = timedelta(hours=1)
SILENT = "The storage does not answer."
NEWER = (
    "is of no case and newer than every file that the database knows of. Was an older database"
    " restored? Then this was attached since. --mend --newer-too removes it for good."
)


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
            "--newer-too",
            action="store_true",
            help=(
                "With --mend, remove also what was stored after the last file that the database knows"
                " of. After an older database was restored that is all that was attached since."
            ),
        )
        parser.add_argument(
            "--read", action="store_true", help="Read each file to its end: is it unaltered?"
        )

    def handle(self, *args: Any, mend: bool, newer_too: bool, read: bool, **options: Any) -> None:
        place = storage()
        # Listed before the rows are read, and again after: neither an upload nor its end between
        # the two looks like a loss.
        before = _listed(place)
        with unit_of_work(VAULT):
            files, newest = files_of_vault(VAULT), newest_of_vault(VAULT)
        missing = sorted(set(files) - set(_listed(place).values()))
        stored = _stored(place, [name for name, kept in before.items() if kept not in files])
        old = clock.now() - ON_ITS_WAY
        orphans = {name: before[name] for name, at in stored.items() if at < old}
        last = newest + ON_ITS_WAY if newest else datetime.min.replace(tzinfo=UTC)
        newer = set() if newer_too else {one for one in orphans if stored[one] > last}
        self.stdout.write(f"{len(files)} files are in the vault.")
        troubles = [f"{file_id} is not in the storage." for file_id in missing]
        troubles += self._orphans(orphans, newer, mend=mend)
        if read:
            troubles += _unreadable(files, beside=missing)
        if troubles:
            raise CommandError("\n".join(troubles))

    def _orphans(
        self, orphans: Mapping[str, UUID | None], newer: Collection[str], *, mend: bool
    ) -> list[str]:
        """Return what is in the storage and of no case, and stays there: what is newer is not
        mended."""
        named = {kept for name, kept in orphans.items() if kept and name not in newer}
        stay = [f"{name} is in the storage and no file of ours." for name in _strange(orphans)]
        stay += [
            f"{name} {NEWER}" for name, kept in sorted(orphans.items()) if kept and name in newer
        ]
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


def _stored(place: Storage, names: Iterable[str]) -> dict[str, datetime]:
    """Return when what has these names was stored, as far as it is there still."""
    found = {}
    for name in names:
        try:
            found[name] = place.get_modified_time(name)
        except FileNotFoundError:
            continue  # removed meanwhile, by whoever could not keep it
        except Exception as error:  # whatever this kind of storage raises
            raise CommandError(SILENT) from error
    return found


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
