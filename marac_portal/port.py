"""The port on which `make run` serves the example. It is looked at before any package is installed,
so this needs Python's own modules alone."""

import socket
import sys
from collections.abc import Sequence

ADDRESS = "127.0.0.1"


class NotServed(Exception):
    """Nothing can be served on the port; the message says why and what to do."""


def main(arguments: Sequence[str]) -> None:
    """End the process with what is wrong with the port, if anything is."""
    try:
        refuse_if_taken(port_of(arguments[0]))
    except NotServed as error:
        sys.exit(str(error))


def port_of(typed: str) -> int:
    """Return the port to serve on."""
    if not (typed.isascii() and typed.isdecimal() and 0 < int(typed) < 65536):
        raise NotServed(f"PORT must be a number from 1 to 65535, like 8001, not {typed!r}.")
    return int(typed)


def refuse_if_taken(port: int) -> None:
    """Stop if something else serves on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            raise NotServed(
                f"Port {port} is in use: is the portal running already? Stop what uses it, or"
                f" take another port: make run PORT={port + 1}"
            ) from None


if __name__ == "__main__":
    main(sys.argv[1:])
