"""Stops with a line for each requirement of pyproject.toml that a lock file does not meet."""

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).resolve().parent
LOCKS = {"production": [], "s3": ["s3"], "demo": ["demo"], "development": ["test"]}
PIN = re.compile(r"^([\w.-]+)==([^\s;]+).*?(?=^[\w.-]+==|\Z)", re.MULTILINE | re.DOTALL)


def complaints() -> list[str]:
    """Return what differs between pyproject.toml and the lock files."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text())["project"]
    found = []
    for lock, extras in LOCKS.items():
        asked = list(project["dependencies"])
        for extra in extras:
            asked += project["optional-dependencies"][extra]
        wanted = {canonicalize_name((need := Requirement(line)).name): need for line in asked}
        pins = list(PIN.finditer((HERE / f"{lock}.txt").read_text()))
        pinned = {canonicalize_name(pin[1]): pin[2] for pin in pins}
        direct = {canonicalize_name(pin[1]) for pin in pins if "(pyproject.toml)" in pin[0]}
        for name, need in wanted.items():
            if name not in pinned:
                found.append(f"{lock}.txt lacks {name}")
            elif not need.specifier.contains(pinned[name], prereleases=True):
                found.append(f"{lock}.txt pins {name} {pinned[name]}, asked for is {need}")
        found += [f"{lock}.txt has {name}, no longer asked for" for name in direct - set(wanted)]
    return found


if __name__ == "__main__":
    if found := complaints():
        sys.exit("\n".join([*found, "Renew the lock files with: make lock"]))
