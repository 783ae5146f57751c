"""The pool of workers, where no worker is needed to see what it does."""

from __future__ import annotations

import signal
from contextlib import suppress
from pathlib import Path

import pytest
from courses import assignment, solution

from autograder.pool import Job, Pool
from autograder.sandbox.base import SandboxSpec
from autograder.sandbox.fake import FakeSandbox
from autograder.settings import Settings


def pool_of(tmp_path: Path, workers: int) -> Pool:
    course = assignment(tmp_path, solution("x = 1"))
    return Pool(course, Settings(), lambda: FakeSandbox(SandboxSpec(python=Path("/no/python"))), str, workers)


def test_an_interrupt_that_a_finalizer_swallows_is_not_forgotten(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    with pool_of(tmp_path, workers=0) as pool:
        with suppress(KeyboardInterrupt):  # as Python does where it runs a finalizer
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            next(pool.grade([Job("ada", tmp_path)]))
    assert signal.getsignal(signal.SIGINT) is before
