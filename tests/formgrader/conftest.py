"""What driving formgrader needs of this machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from machine import require_bubblewrap

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

from formgrader_server import Classroom, running


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classroom]:
    """A course with a running formgrader; nothing is generated, released or handed in."""
    require_bubblewrap()
    with running(tmp_path_factory.mktemp("classroom")) as room:
        yield room
