"""Files are scanned by ClamAV, and only one that it calls clean passes."""

import os
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from sharing.vault.codes import Trouble
from sharing.vault.refusals import MOST, FileRefused
from sharing.vault.scanner import Verdict, scan, verdict_on
from tests.attached import EICAR, archive, email, pdf, word
from tests.scanner import running


def refused(content, **how):
    with pytest.raises(FileRefused) as refusal:
        scan(content, **how)
    return refusal.value.trouble


def with_attached(content):
    message = email()
    message.add_attachment(
        content, maintype="application", subtype="octet-stream", filename="a.com"
    )
    return message.as_bytes()


# The real one


@pytest.mark.parametrize("content", [b"Hello", pdf(), word(), email().as_bytes(), b"a"])
def test_what_is_clean_passes(clamd, content):
    assert scan(content) is True


@pytest.mark.parametrize(
    "content",
    [
        EICAR,
        archive({"inside.com": EICAR}),
        archive({"inside.zip": archive({"inside.com": EICAR})}),
        word({"word/embeddings/object.bin": EICAR}),
        with_attached(EICAR),
    ],
    ids=["bare", "in an archive", "twice in one", "in a letter", "in an e-mail"],
)
def test_what_is_harmful_does_not(clamd, content):
    assert refused(content) is Trouble.HARMFUL
    assert refused(content, unscanned_too=True) is Trouble.HARMFUL, "whatever the area has said"


def test_the_largest_that_is_taken_is_scanned(clamd):
    assert scan(os.urandom(MOST)) is True


def test_one_file_has_no_say_in_the_next(clamd):
    assert [verdict_on(content) for content in (b"Hello", EICAR, b"Hello")] == [
        Verdict.CLEAN,
        Verdict.HARMFUL,
        Verdict.CLEAN,
    ]


def test_a_scanner_that_takes_less_than_we_do_gives_no_answer(settings):
    with running("StreamMaxLength 1M") as place:
        settings.CLAMD_SOCKET = place
        assert scan(b"Hello") is True
        assert refused(os.urandom(3 * 2**20)) is Trouble.NOT_SCANNED


# One that is down


@pytest.fixture
def down(settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "clamd.ctl")


def test_nothing_passes_while_the_scanner_is_down(down):
    assert refused(b"Hello") is Trouble.NOT_SCANNED


def test_unless_the_area_has_said_so_and_then_it_is_told(down):
    assert scan(b"Hello", unscanned_too=True) is False


@contextmanager
def answering(place, answer):
    """Let something at that place answer in the scanner's stead."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(place)
        server.listen()

        def serve():
            caller, _ = server.accept()
            with caller:
                answer(caller)

        thread = threading.Thread(target=serve)
        thread.start()
        yield
        thread.join()


def whole(caller):
    """Read all that a small file takes."""
    received = b""
    while not received.endswith(b"\0\0\0\0"):
        received += caller.recv(4096)
    return received


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ([b"stream: OK\0"], Verdict.CLEAN),
        ([b"str", b"eam: OK", b"\0"], Verdict.CLEAN),
        ([b"stream: Win.Test FOUND\0"], Verdict.HARMFUL),
        ([b"stream: OK"], Verdict.NO_ANSWER),
        ([b"stream: OK\0more"], Verdict.NO_ANSWER),
        ([b"other: OK\0"], Verdict.NO_ANSWER),
        ([b"INSTREAM size limit exceeded. ERROR\0"], Verdict.NO_ANSWER),
        ([b"stream: Access denied. ERROR\0"], Verdict.NO_ANSWER),
        ([b"COMMAND READ TIMED OUT\0"], Verdict.NO_ANSWER),
        ([b""], Verdict.NO_ANSWER),
        ([b"a" * 5000], Verdict.NO_ANSWER),
    ],
)
def test_only_so_many_words_mean_clean(settings, tmp_path, said, verdict):
    settings.CLAMD_SOCKET = str(tmp_path / "s")

    def answer(caller):
        whole(caller)
        for words in said:
            caller.sendall(words)
            time.sleep(0.01)

    with answering(settings.CLAMD_SOCKET, answer):
        assert verdict_on(b"Hello") is verdict


def silent(caller):
    whole(caller)
    caller.recv(1)  # until the other end is closed


def dripping(caller):
    """Answer so slowly that each letter comes in time, and the whole never does."""
    whole(caller)
    try:
        while True:
            caller.sendall(b"s")
            time.sleep(0.05)
    except OSError:
        return


def not_reading(caller):
    time.sleep(0.5)


@pytest.mark.parametrize("answer", [silent, dripping, not_reading])
def test_a_scanner_that_hangs_is_down(settings, tmp_path, answer):
    settings.CLAMD_SOCKET = str(tmp_path / "s")
    settings.SCAN_SECONDS = 0.2
    with answering(settings.CLAMD_SOCKET, answer):
        begun = time.monotonic()
        assert (
            refused(os.urandom(2**22)) is Trouble.NOT_SCANNED
            if answer is not_reading
            else (refused(b"Hello") is Trouble.NOT_SCANNED)
        )
        assert time.monotonic() - begun < 20, "nobody waits for it for ever"


def test_a_scanner_that_closes_early_is_down(settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "s")
    with answering(settings.CLAMD_SOCKET, lambda caller: None):
        assert verdict_on(os.urandom(2**22)) is Verdict.NO_ANSWER


def test_no_time_at_all_is_no_answer(clamd, settings):
    settings.SCAN_SECONDS = 0
    assert verdict_on(b"Hello") is Verdict.NO_ANSWER
