"""A connection that stalls or drips in the midst of what it sends is given up, whatever it holds."""

import socket
import threading
import time

import pytest

from marac_portal import bodies

MOST = 60  # seconds, on a machine that does other things too


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


@pytest.fixture
def body(ends, monkeypatch):
    """Return what the application reads from our end of the connection."""
    ours, _ = ends
    found = []

    def application(environ, start):
        found.append(environ["wsgi.input"])
        return []

    def of(length):
        environ = {
            "gunicorn.socket": ours,
            "wsgi.input": ours.makefile("rb", buffering=0),
            "CONTENT_LENGTH": f"{length}",
        }
        bodies.in_time(application)(environ, None)
        return found.pop()

    return of


def test_what_comes_is_read(ends, body):
    ours, theirs = ends
    sent = body(12)
    theirs.sendall(b"one\ntwo")
    assert sent.readline(10) == b"one\n"
    assert sent.read(3) == b"two"
    assert ours.gettimeout() is None, "the answer takes the time that it takes"


def test_one_that_stalls_is_given_up(ends, body, monkeypatch):
    monkeypatch.setattr(bodies, "IDLE", 0.2)
    with pytest.raises(TimeoutError):
        body(5_000_000).read(10)


def test_one_that_drips_is_given_up(ends, body, monkeypatch):
    monkeypatch.setattr(bodies, "SHORTEST", 0.5)
    _, theirs = ends
    done = threading.Event()

    def drip():
        while not done.wait(0.02):
            theirs.send(b"a")

    dripping = threading.Thread(target=drip)
    dripping.start()
    begun, sent = time.monotonic(), body(100)
    try:
        with pytest.raises(TimeoutError):
            while True:  # up to its end, and behind it
                sent.read(1)
    finally:
        done.set()
        dripping.join()
    assert time.monotonic() - begun < MOST


def test_one_that_was_closed_meanwhile(ends, body):
    ours, _ = ends
    sent = body(5)
    sent._sent.close()
    ours.close()
    with pytest.raises((OSError, ValueError)):
        sent.read(1)
    sent._end()


def test_where_no_connection_is_known_nothing_is_changed():
    seen = {}

    def application(environ, start):
        seen.update(environ)
        return [b"answered"]

    assert [*bodies.in_time(application)({"wsgi.input": "as it was"}, None)] == [b"answered"]
    assert seen == {"wsgi.input": "as it was"}
