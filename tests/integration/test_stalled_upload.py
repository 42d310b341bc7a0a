"""Connections that die in the midst of a file, without a word, do not keep others from sending
theirs."""

import socket
import time
from contextlib import ExitStack

import pytest

from tests.integration.test_killed_upload import form_of, sender
from tests.killable import MOST, cookies_of, fields_of, portal, resting

__all__ = ["portal", "resting", "sender", "told"]  # fixtures

STALLED = 6  # more than all processes have threads
ANSWERS_FOR = 503  # while others are sending


@pytest.fixture
def told(scanner):
    return {"CLAMD_SOCKET": scanner, "SERVED": "tests.impatient"}


def stall(sender):
    """Return a connection on which the first half of a file has come, and no more does."""
    answer, page = sender.page()
    body, kind = form_of(fields_of(page) | {"who_may_read": "shared"}, "stalled.txt")
    held = socket.create_connection(("127.0.0.1", sender.portal.port))
    lines = {
        "Host": f"127.0.0.1:{sender.portal.port}",
        "Cookie": f"__Host-session={sender.session}; {cookies_of(answer)}",
        "X-Forwarded-Proto": "https",
        "Referer": f"https://127.0.0.1:{sender.portal.port}/",
        "Content-Type": kind,
        "Content-Length": f"{len(body)}",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    held.sendall(f"POST {sender.path} HTTP/1.1\r\n{head}\r\n".encode() + body[:100_000])
    return held


def test_others_send_theirs(sender):
    answer, page = sender.page()
    body, kind = form_of(fields_of(page) | {"who_may_read": "shared"}, "whole.txt")
    with ExitStack() as held:
        for _ in range(STALLED):
            held.enter_context(stall(sender))
        until, status = time.monotonic() + MOST, ANSWERS_FOR
        while status == ANSWERS_FOR:
            assert time.monotonic() < until, "nobody else sends a file"
            try:
                done, _ = sender.ask(
                    "POST", sender.path, body, cookies_of(answer), **{"Content-Type": kind}
                )
                status = done.status
            except OSError:
                continue  # all are busy with what is stalled
        assert status == 302
