"""Log lines without personal data: an exception's message may quote what somebody typed."""

import logging
import re
import signal
import traceback
from types import TracebackType

from django.db import OperationalError


class WithoutPersonalData(logging.Formatter):
    """Writes level, logger and the fixed part of the message; for an exception its type and the
    places in the code, never its message or the values in the message's arguments. Only the
    messages of the web server about its own processes are filled in, with their numbers and
    signals."""

    def format(self, record: logging.LogRecord) -> str:
        place = f"{record.levelname} {record.name}:"
        if record.exc_info is None:
            return f"{place} {_said(record)} request={getattr(record, 'request_id', '-')}"
        return f"{place} {self.formatException(record.exc_info)}"

    def formatException(
        self,
        ei: (
            tuple[type[BaseException], BaseException, TracebackType | None]
            | tuple[None, None, None]
        ),
    ) -> str:
        kind, error, trace = ei
        name = kind.__name__ if kind else "unknown"
        # PostgreSQL gives a code to what failed in it; there is none where nobody was let in.
        if isinstance(error, OperationalError) and not getattr(error.__cause__, "pgcode", None):
            name += ": DATABASE_URL does not open its database, or not any longer"
        places = [
            f"{frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(trace)
        ]
        return "\n  ".join([name, *places])


SIGNALS = {one.name for one in signal.Signals}
# Before a value, in a message that the server has filled in itself: it quotes what was sent.
BEFORE_A_VALUE = re.compile("[=:'\"]")


def _said(record: logging.LogRecord) -> str:
    """Return the message, filled in if the server names only processes and signals."""
    values = record.args
    if not record.name.startswith("gunicorn.") or not isinstance(values, tuple):
        return str(record.msg)
    if not values:
        return BEFORE_A_VALUE.split(str(record.msg))[0]
    bare = all(isinstance(one, int) or one in SIGNALS for one in values)
    return record.getMessage() if bare else str(record.msg)
