"""What tests of grading share: one fork server without a wall for all of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from courses import Grader
from machine import require_bubblewrap

from autograder.checker.guest import Guest
from autograder.sandbox.base import Limits, SandboxSpec
from autograder.sandbox.fake import FakeSandbox


@pytest.fixture(autouse=True)
def bubblewrap_where_needed(request: pytest.FixtureRequest) -> None:
    """Whatever is marked so needs the real sandbox."""
    if request.node.get_closest_marker("sandbox") is not None:
        require_bubblewrap()


@pytest.fixture(scope="session")
def fake() -> Iterator[FakeSandbox]:
    with FakeSandbox(SandboxSpec(python=Path(sys.executable), preload=("numpy",), seed=7)) as sandbox:
        yield sandbox


@pytest.fixture
def guest(fake: FakeSandbox) -> Iterator[Guest]:
    with fake.open(Limits()) as process:
        opened = Guest(process)
        with opened.within(20):
            yield opened


@pytest.fixture
def grader(fake: FakeSandbox, tmp_path: Path) -> Grader:
    return Grader(tmp_path, fake)
