"""A real `clamd` for the tests, which knows the test file of scanners and nothing else."""

import hashlib
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests.attached import EICAR

PATIENCE = 120  # seconds
CONFIGURATION = """
LocalSocket {folder}/clamd.ctl
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
LogFile {folder}/clamd.log
Foreground yes
OfficialDatabaseOnly no
DisableCertCheck yes
CrossFilesystems yes
{more}
"""


@contextmanager
def running(more=""):
    """Yield the socket of a scanner; `more` is added to its configuration."""
    program = shutil.which("clamd") or "/usr/sbin/clamd"
    # A socket's path is short; that of a test's own folder may be too long for it.
    with tempfile.TemporaryDirectory(prefix="clamd-") as name:
        folder = Path(name)
        (folder / "signatures").mkdir()
        signature = f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:Eicar-Test-Signature\n"
        (folder / "signatures" / "eicar.hdb").write_text(signature)
        configuration = folder / "clamd.conf"
        configuration.write_text(CONFIGURATION.format(folder=folder, more=more))
        process = subprocess.Popen(
            [program, f"--config-file={configuration}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(folder / "clamd.ctl", process, folder / "clamd.log")
            yield str(folder / "clamd.ctl")
        finally:
            process.terminate()
            process.wait()


def wait_for(place, process, log):
    until = time.monotonic() + PATIENCE
    while True:
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(place)) == 0:
                return
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, "clamd does not answer"
        time.sleep(0.05)
