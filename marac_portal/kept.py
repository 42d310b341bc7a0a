"""The files that the example of a checkout keeps beside its database: its secrets and the sealer's
key."""

import secrets
from pathlib import Path

from sharing.database import ADDRESSES
from sharing.seal.checkpoint import make_key

# The password of each role, by the setting that holds its address.
PASSWORDS = {
    name: f"{role.removeprefix('portal_').upper()}_PASSWORD" for name, role in ADDRESSES.items()
}
SECRETS = ("SECRET_KEY", "DETAIL_KEY", "VAULT_KEY", *PASSWORDS.values())
TRAIL = "example.marac-portal/trail"  # the name under which the example's trail is sealed


def kept_secrets(path: Path) -> dict[str, str]:
    """Return the secrets of this checkout's example, each made once. Secrets that a newer version
    of the portal needs are added."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    lines = path.read_text().splitlines() if path.exists() else []
    kept = dict(line.split("=", 1) for line in lines)
    missing = [name for name in SECRETS if name not in kept]
    if missing:
        kept |= {name: secrets.token_urlsafe(48) for name in missing}
        making = _anew(path)
        making.touch(mode=0o600)
        making.write_text("".join(f"{name}={value}\n" for name, value in kept.items()))
        making.rename(path)
    return kept


def kept_key(path: Path) -> Path:
    """Return the path of the key of the example's sealer, made once."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        making = _anew(path)
        make_key(TRAIL, making)
        making.rename(path)
    return path


def _anew(path: Path) -> Path:
    """Return a path to write to first, so that half a file is never taken for a whole one."""
    making = path.with_suffix(".new")
    making.unlink(missing_ok=True)
    return making
