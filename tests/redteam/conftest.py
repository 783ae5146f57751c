"""The red team: what it shares with the end-to-end tests, and what this machine must have for it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "e2e")]


@pytest.fixture(autouse=True)
def bubblewrap_where_needed(request: pytest.FixtureRequest) -> None:
    """Skip what needs the real sandbox where there is none, but fail where tests are to be complete."""
    if request.node.get_closest_marker("sandbox") is None or shutil.which("bwrap") is not None:
        return
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail("this machine lacks bubblewrap, which a complete run of the tests needs")
    pytest.skip("needs bubblewrap (the package `bubblewrap`)")
