"""What a browser sends is taken whole or not at all: fields behind the place where a form was torn would
count as left empty. And it is waited for so long and no longer: a connection that died in the midst of a
form or a file holds a thread, and the room for a file, that others need."""

import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Timer
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

IDLE: float = 10  # seconds without a byte
SHORTEST: float = 20  # seconds for the whole, however little it is
SLOWEST = 64 * 1024  # bytes a second, of what is more


class Body:
    """What is sent with a request, read from its connection while that goes on, where that is known.
    To read behind the place where it broke off raises `OSError`."""

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
        """Return the next of it. A server says the end of a connection as it says that of a form."""
        found = self._in_time(self._connection, read, size) if self._connection else read(size)
        if not found:
            raise ConnectionError("what was sent broke off")
        self._to_come -= len(found)
        return found

    def _in_time(self, connection: socket.socket, read: Callable[[int], bytes], size: int) -> bytes:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        # One that drips is never idle, and is ended all the same.
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
    """Return the application, which takes what is sent whole or not at all, and waits no longer for it
    where the web server says on which connection it comes."""

    def guarded(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length):
            connection = environ.get("gunicorn.socket")
            environ["wsgi.input"] = Body(environ["wsgi.input"], int(length), connection)
        return application(environ, start)

    return guarded
