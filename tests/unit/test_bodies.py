"""What is sent is read whole or not at all, and a connection that stalls or drips in the midst of
it is given up, whatever it holds."""

import socket
import threading
import time
from contextlib import suppress
from io import BytesIO

import pytest
from gunicorn.http.body import Body as GunicornBody
from gunicorn.http.body import LengthReader
from gunicorn.http.unreader import SocketUnreader

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
        bodies.whole_and_in_time(application)(environ, None)
        return found.pop()

    return of


def test_what_comes_is_read(ends, body):
    ours, theirs = ends
    sent = body(15)
    theirs.sendall(b"one\ntwothree\nfour")
    assert sent.readline(10) == b"one\n"
    assert sent.read(3) == b"two"
    assert sent.readline() == b"three\n"
    assert sent.read() == b"fo" and sent.read() == sent.readline() == b"", "not what follows"
    assert ours.gettimeout() is None, "the answer takes the time that it takes"


@pytest.mark.parametrize("way", ["read", "readline"])
def test_one_that_breaks_off_is_not_taken(ends, body, way):
    _, theirs = ends
    sent = body(8)
    theirs.sendall(b"one two")
    theirs.close()
    with pytest.raises(ConnectionError):
        getattr(sent, way)()


def test_one_that_drips_is_not_taken_by_whoever_reads_it_at_once(ends, monkeypatch):
    monkeypatch.setattr(bodies, "SHORTEST", 0.5)
    ours, theirs = ends
    theirs.sendall(b"as far as it came")
    sent = bodies.Body(GunicornBody(LengthReader(SocketUnreader(ours), 100)), 100, ours)
    with pytest.raises(OSError):
        sent.read(100)


def test_one_that_stalls_is_given_up(ends, body, monkeypatch):
    monkeypatch.setattr(bodies, "IDLE", 0.2)
    with pytest.raises(TimeoutError):
        body(5_000_000).read(10)


def test_one_that_drips_is_given_up(ends, body, monkeypatch):
    monkeypatch.setattr(bodies, "SHORTEST", 0.5)
    _, theirs = ends
    done = threading.Event()

    def drip():
        with suppress(BrokenPipeError):  # it was given up
            while not done.wait(0.02):
                theirs.send(b"a")

    dripping = threading.Thread(target=drip)
    dripping.start()
    begun, sent = time.monotonic(), body(100)
    try:
        with pytest.raises((TimeoutError, ConnectionError)):
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
    bodies._end(ours)


def test_where_no_connection_is_known_it_is_read_whole_all_the_same():
    torn = {"wsgi.input": BytesIO(b"one tw"), "CONTENT_LENGTH": "7"}
    bodies.whole_and_in_time(lambda environ, start: [])(torn, None)
    with pytest.raises(ConnectionError):
        torn["wsgi.input"].read(7)


def test_where_nothing_is_sent_nothing_is_changed():
    seen = {}

    def application(environ, start):
        seen.update(environ)
        return [b"answered"]

    assert [*bodies.whole_and_in_time(application)({"wsgi.input": "as it was"}, None)] == [
        b"answered"
    ]
    assert seen == {"wsgi.input": "as it was"}
