"""The vault in a bucket: the same promises as in a folder, of a server that speaks S3. What the
network loses half way, it loses for real: between the portal and the server stands a line that is
cut."""

import gc
import os
import runpy
import socket
import threading
from contextlib import suppress
from datetime import timedelta
from unittest.mock import Mock
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer
from storages.backends.s3 import S3Storage

from marac_portal import embedded
from sharing import clock, daily
from sharing.operations import vault
from sharing.queries.vault import stored_of
from sharing.unit import unit_of_work
from sharing.vault.codes import Trouble
from sharing.vault.problems import Altered, KeyMissing, NotThere
from sharing.vault.refusals import FileRefused
from sharing.vault.store import content_of
from tests.integration.research.helpers import answer, submit
from tests.integration.research.test_files import LETTER, attach, withdraw
from tests.integration.vault.conftest import VAULT
from tests.integration.vault.test_commands import NEW, OLD, fails, rows, run
from tests.jobs import run_jobs
from tests.visits import get

MEGABYTE = 1024 * 1024
SHORT, LONG = b"There were three calls last year.", os.urandom(9 * MEGABYTE)  # in several parts
PIECE = 65536


class Line:
    """A connection to the server that breaks after so many bytes one way, where it is told to."""

    def __init__(self, server):
        self.server, self.sent, self.got = server, None, None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, *, sent=None, got=None):
        """From now on each connection breaks after so many bytes sent, or got."""
        self.sent, self.got = sent, got

    def end(self):
        """Nobody answers there any more."""
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near):
        with near, socket.create_connection(self.server) as far:
            back = threading.Thread(target=carry, args=(far, near, self.got))
            back.start()
            carry(near, far, self.sent)
            back.join()


def carry(one, other, most):
    """Carry what comes from the one to the other, until it is too much; then neither speaks."""
    count = 0
    with suppress(OSError):
        while piece := one.recv(PIECE):
            count += len(piece)
            if most is not None and count > most:
                break
            other.sendall(piece)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield server.get_host_and_port()
    server.stop()


@pytest.fixture
def line(server):
    line = Line(server)
    yield line
    line.end()


def vault_storage():
    """The storage of the vault as the settings make it from the environment."""
    settings = runpy.run_path(str(embedded.CHECKOUT / "marac_portal" / "settings.py"))
    return settings["STORAGES"]["vault"]


@pytest.fixture
def folder(settings, monkeypatch, line):
    """A bucket, which takes the place of the folder of the other tests of the vault."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "of the tests")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    monkeypatch.setenv("VAULT_BUCKET", f"vault-{uuid4()}")
    monkeypatch.setenv("VAULT_BUCKET_ADDRESS", line.address)
    settings.STORAGES = settings.STORAGES | {"vault": vault_storage()}
    bucket = storages["vault"].bucket
    bucket.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    return bucket


@pytest.fixture
def in_vault(folder):
    return lambda: {one.key for one in folder.objects.all()}


def read(file):
    return b"".join(content_of(stored_of(file)))


@pytest.mark.parametrize("content", [SHORT, LONG], ids=["short", "long"])
def test_what_was_kept_comes_out_as_it_went_in(kept, folder, in_vault, content):
    file = kept(content)
    assert in_vault() == {str(file.pk)} and read(file) == content
    assert content[:30] not in folder.Object(str(file.pk)).get()["Body"].read()


def test_nobody_else_reads_what_lies_there(kept, folder):
    (grant,) = folder.Object(str(kept().pk)).Acl().grants
    assert grant["Grantee"]["Type"] == "CanonicalUser"


@pytest.mark.parametrize(("status", "raised"), [(404, FileNotFoundError), (403, ClientError)])
def test_what_is_removed_meanwhile_is_not_there_and_no_other_trouble_is(
    folder, monkeypatch, status, raised
):
    with pytest.raises(FileNotFoundError):
        storages["vault"].get_modified_time(str(uuid4()))
    error = ClientError({"ResponseMetadata": {"HTTPStatusCode": status}}, "HeadObject")
    monkeypatch.setattr(S3Storage, "get_modified_time", Mock(side_effect=error))
    with pytest.raises(raised):
        storages["vault"].get_modified_time(str(uuid4()))


def test_a_file_from_its_upload_to_its_end(cast, case, folder, in_vault):
    answer(cast, case)
    file = attach(cast, case)
    submit(cast, case)
    page = get(cast, "rowan", "fetch_file", case.pk, file.pk)
    assert b"".join(page.streaming_content) == LETTER
    other = attach(cast, case, name="other.txt")
    withdraw(cast, other)
    with clock.set_to(clock.now() + timedelta(days=2)):
        daily.clear_vault.enqueue()
        run_jobs()
    assert in_vault() == {str(file.file_id)}
    assert "1 files are in the vault." in run("check_vault", read=True)


@pytest.mark.parametrize(("content", "most"), [(SHORT * 9000, 100_000), (LONG, 3 * MEGABYTE)])
def test_a_line_that_breaks_half_way_keeps_nothing(kept, folder, in_vault, line, content, most):
    line.cut(sent=most)
    with pytest.raises(FileRefused) as refused:
        kept(content)
    assert refused.value.trouble is Trouble.NOT_KEPT
    line.cut()
    assert in_vault() == set() and rows() == {}
    parts = folder.meta.client.list_multipart_uploads(Bucket=folder.name)
    assert "Uploads" not in parts, "no part of it either"


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_what_breaks_half_way_to_its_reader_is_told(kept, line):
    file = kept(LONG)
    line.cut(got=MEGABYTE)
    with pytest.raises(NotThere):
        read(file)
    line.cut()
    assert read(file) == LONG
    gc.collect()  # boto3 leaves a connection that broke to the collector


def test_a_bucket_that_is_away_is_told(kept, line):
    file = kept()
    line.end()
    with pytest.raises(FileRefused) as refused:
        kept()
    assert refused.value.trouble is Trouble.NOT_KEPT
    with pytest.raises(NotThere):
        read(file)
    assert "The storage does not answer" in fails("check_vault", read=True)


def test_what_was_changed_there_is_not_opened(kept, folder):
    file = kept()
    folder.put_object(Key=str(file.pk), Body=b"another")
    with pytest.raises(Altered):
        read(file)
    assert f"{file.pk}: what is stored is not what was kept." in fails("check_vault", read=True)


def test_what_broke_off_is_found_and_mended(kept, folder, in_vault):
    kept_whole, lost, left = kept(), kept(), str(uuid4())
    folder.put_object(Key=left, Body=b"half")
    folder.Object(str(lost.pk)).delete()
    assert "--mend" not in fails("check_vault"), "young enough to be on its way"
    with clock.set_to(clock.now() + timedelta(hours=2)):
        said = fails("check_vault")
        assert f"{left} is in the storage and of no case: --mend removes it." in said
        assert f"{lost.pk} is not in the storage." in said
        fails("check_vault", mend=True)
    assert in_vault() == {str(kept_whole.pk)}


@pytest.mark.parametrize("keys", [{"2027": NEW}, {"tests": NEW}], ids=["lost", "wrong"])
def test_a_lost_or_wrong_key_opens_nothing_and_a_new_one_writes_nothing(
    kept, folder, settings, keys
):
    file = kept()
    before = folder.Object(str(file.pk)).e_tag
    settings.VAULT_KEYS = keys
    with pytest.raises(KeyMissing):
        read(file)
    settings.VAULT_KEYS = {"2027": NEW, "tests": OLD}
    with unit_of_work(VAULT):
        assert vault.rewrap_keys(actor=VAULT).files == [file.pk]
    settings.VAULT_KEYS = {"2027": NEW}
    assert read(rows()[file.pk]) == SHORT
    assert folder.Object(str(file.pk)).e_tag == before
