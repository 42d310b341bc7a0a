"""What finds the programs that no package brings."""

import os
import shutil
import subprocess
import sys

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

    def found(*needs, others=os.environ["PATH"], home=os.environ["HOME"]):
        return subprocess.run(
            [shutil.which("bash"), "requirements/system", *needs],
            check=False,
            cwd=embedded.CHECKOUT,
            env={"PATH": f"{tmp_path}:{others}"} | ({"HOME": home} if home else {}),
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


def test_the_font_is_found_by_those_who_have_no_home(find):
    done = find("papers", home=None)
    assert (done.returncode, done.stderr) == (0, "")


def test_all_that_is_missing_is_named_in_one_line(find):
    refused = find("node", "chromium", others="")
    assert refused.returncode == 1
    assert refused.stderr == (
        "Please install Node.js 18 or newer, npm, Chromium's headless shell"
        " (on Debian: apt install nodejs npm chromium-headless-shell), then try again.\n"
    )


@pytest.fixture
def make(tmp_path):
    """Make something in a fresh checkout, on a machine that has Python and no other program."""
    shutil.copy(embedded.CHECKOUT / "Makefile", tmp_path)
    shutil.copytree(embedded.CHECKOUT / "requirements", tmp_path / "requirements")
    (tmp_path / "bin").mkdir()
    for program in ("bash", "id"):
        (tmp_path / "bin" / program).symlink_to(shutil.which(program))

    def made(target):
        return subprocess.run(
            [shutil.which("make"), target, f"PYTHON={sys.executable}"],
            check=False,
            cwd=tmp_path,
            env={"PATH": str(tmp_path / "bin")},
            capture_output=True,
            text=True,
        )

    return made


def test_what_only_tests_need_is_named_with_all_else_and_to_nobody_else(make):
    refused = make("test").stderr
    assert "Please install Node.js 18 or newer, npm, Chromium's headless shell" in refused
    refused = make("run").stderr
    assert "Please install Node.js 18 or newer, npm (on Debian: apt install nodejs npm)" in refused
