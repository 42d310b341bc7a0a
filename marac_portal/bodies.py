"""What a browser sends is waited for so long and no longer: a connection that died in the midst of a form
or a file holds a thread, and the room for a file, that others need."""

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
    """What is sent with a request, read from its connection while that goes on."""

    def __init__(self, sent: Any, connection: socket.socket, length: int) -> None:
        self._sent, self._connection = sent, connection
        self._until = time.monotonic() + SHORTEST + length / SLOWEST

    def read(self, *size: int) -> bytes:
        return self._in_time(self._sent.read, *size)

    def readline(self, *size: int) -> bytes:
        return self._in_time(self._sent.readline, *size)

    def _in_time(self, read: Callable[..., bytes], *size: int) -> bytes:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        # One that drips is never idle, and is ended all the same.
        end = Timer(left, self._end)
        end.daemon = True
        self._connection.settimeout(IDLE)
        end.start()
        try:
            return read(*size)
        finally:
            end.cancel()
            with suppress(OSError):  # it is closed
                self._connection.settimeout(None)

    def _end(self) -> None:
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RD)


def in_time(application: Application) -> Application:
    """Return the application, which waits no longer for what is sent, where the web server says on
    which connection that comes."""

    def timely(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        connection, length = environ.get("gunicorn.socket"), environ.get("CONTENT_LENGTH") or "0"
        if connection is not None and length.isdecimal():
            environ["wsgi.input"] = Body(environ["wsgi.input"], connection, int(length))
        return application(environ, start)

    return timely
