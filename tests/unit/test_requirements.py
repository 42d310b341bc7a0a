"""What finds the programs that no package brings."""

import os
import subprocess

import pytest

from marac_portal import embedded

OLD = "#!/bin/sh\nexit 1\n"  # what a Python before 3.11 answers when it is asked for its version


@pytest.fixture
def find(tmp_path):
    """Look for something where the first `python3` of the path is too old."""
    old = tmp_path / "python3"
    old.write_text(OLD)
    old.chmod(0o755)

    def found(need):
        path = f"{tmp_path}:{os.environ['PATH']}"
        return subprocess.run(
            ["requirements/system", need],
            check=False,
            cwd=embedded.CHECKOUT,
            env=os.environ | {"PATH": path, "PYTHON": ""},
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
