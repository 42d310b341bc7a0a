"""`make trail`: exports the audit trail of the example, as an operator exports that of a portal.
`make run` may be serving the example meanwhile."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from marac_portal import embedded
from marac_portal.run import Failed, answer_of, manage, must_end_well, surround


def main(
    arguments: Sequence[str],
    *,
    checkout: Path = embedded.CHECKOUT,
    roots: Path = embedded.ROOTS_FOLDER,
) -> int:
    """Export with these arguments of `export_trail`, and return the exit code of the process."""

    def exported(stack: ExitStack) -> None:
        if not (checkout / ".portal" / "trail.key").exists():
            raise Failed("There is no example yet: `make run` makes one.")
        surround(stack, checkout, roots)
        must_end_well(manage("export_trail", *arguments))

    return answer_of(exported)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
