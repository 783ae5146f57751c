"""An author with a sandbox, for tests of ``autograder check``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from author import Author

from autograder.sandbox.fake import FakeSandbox


@pytest.fixture
def author(tmp_path: Path, fake: FakeSandbox, monkeypatch: pytest.MonkeyPatch) -> Author:
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(tmp_path)  # undone at the end, wherever see_checks has gone
    return Author(tmp_path, fake)
