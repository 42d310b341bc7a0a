"""The portal takes the body of a request whole or not at all, because fields after the place where
a form was torn would count as left empty. It waits for a body only so long: a connection that died
in the middle of a form or a file holds a thread, and the room for a file, that others need."""

import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Timer
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

IDLE: float = 10  # seconds without a byte
SHORTEST: float = 20  # seconds for the whole body, however small
SLOWEST = 64 * 1024  # bytes a second, for a larger body


class Body:
    """The body of a request, with a time limit while it is read if its connection is known. Reading
    on after the place where it broke off raises `OSError`."""

    def __init__(self, sent: Any, length: int, connection: socket.socket | None = None) -> None:
        self._sent, self._connection = sent, connection
        self._to_come = length
        self._until = time.monotonic() + SHORTEST + length / SLOWEST

    def read(self, size: int = -1) -> bytes:
        wanted, found = self._within(size), b""
        while len(found) < wanted:
            found += self._more(self._sent.read, wanted - len(found))
        return found

    def readline(self, size: int = -1) -> bytes:
        wanted, found = self._within(size), b""
        while len(found) < wanted and not found.endswith(b"\n"):
            found += self._more(self._sent.readline, wanted - len(found))
        return found

    def _within(self, size: int) -> int:
        return self._to_come if size < 0 else min(size, self._to_come)

    def _more(self, read: Callable[[int], bytes], size: int) -> bytes:
        """Return the next bytes. A server reports the end of a connection in the same way as the
        end of a form."""
        found = self._in_time(self._connection, read, size) if self._connection else read(size)
        if not found:
            raise ConnectionError("what was sent broke off")
        self._to_come -= len(found)
        return found

    def _in_time(self, connection: socket.socket, read: Callable[[int], bytes], size: int) -> bytes:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        # A connection that drips is never idle, and is ended all the same.
        end = Timer(left, _end, [connection])
        end.daemon = True
        connection.settimeout(IDLE)
        end.start()
        try:
            return read(size)
        finally:
            end.cancel()
            with suppress(OSError):  # it is closed
                connection.settimeout(None)


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RD)


def whole_and_in_time(application: Application) -> Application:
    """Return the application with bodies that are taken whole or not at all. They are waited for
    only so long, if the web server says on which connection they come."""

    def guarded(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length):
            connection = environ.get("gunicorn.socket")
            environ["wsgi.input"] = Body(environ["wsgi.input"], int(length), connection)
        return application(environ, start)

    return guarded
