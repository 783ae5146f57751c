"""What driving formgrader needs of this machine."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

from formgrader_server import Classroom, running


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classroom]:
    """A course with a running formgrader; nothing is generated, released or handed in."""
    if shutil.which("bwrap") is None:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail("this machine lacks bubblewrap, which a complete run of the tests needs")
        pytest.skip("needs bubblewrap (the package `bubblewrap`)")
    with running(tmp_path_factory.mktemp("classroom")) as room:
        yield room
