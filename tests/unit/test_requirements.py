"""What finds the programs that no package brings."""

import os
import shutil
import subprocess

import pytest

from marac_portal import embedded

OLD = "#!/bin/sh\nexit 1\n"  # what a Python before 3.11 answers when it is asked for its version


@pytest.fixture
def find(tmp_path):
    """Look for programs in a folder, and then in those of `others`. Its `python3` is too old."""
    old = tmp_path / "python3"
    old.write_text(OLD)
    old.chmod(0o755)
    (tmp_path / "id").symlink_to(shutil.which("id"))

    def found(*needs, others=os.environ["PATH"]):
        return subprocess.run(
            [shutil.which("bash"), "requirements/system", *needs],
            check=False,
            cwd=embedded.CHECKOUT,
            env={"PATH": f"{tmp_path}:{others}", "HOME": os.environ["HOME"]},
            capture_output=True,
            text=True,
        )

    return found


def test_only_the_virtual_environment_is_made_with_the_python_of_the_path(find):
    """All else runs in it, whatever `python3` is."""
    refused = find("venv")
    assert refused.returncode == 1
    assert refused.stderr.startswith("Python 3.11 or newer is needed: ")
    assert find("papers").returncode == 0


def test_all_that_is_missing_is_named_in_one_line(find):
    refused = find("node", "chromium", others="")
    assert refused.returncode == 1
    assert refused.stderr == (
        "Please install Node.js 18 or newer, npm, Chromium's headless shell"
        " (on Debian: apt install nodejs npm chromium-headless-shell), then try again.\n"
    )
