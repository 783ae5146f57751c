"""The pool of workers, where no worker is needed to see what it does."""

from __future__ import annotations

import json
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from courses import assignment, checks, handed_in, solution

from autograder.pool import ClassTask, Done, Job, Pool
from autograder.results import Outcome, SubmissionResult
from autograder.sandbox.base import SandboxSpec
from autograder.sandbox.fake import FakeSandbox
from autograder.settings import Settings


def pool_of(tmp_path: Path, workers: int) -> Pool[Job, Done]:
    course = assignment(tmp_path, solution("x = 1"))
    spec = SandboxSpec(python=Path("/no/python"))
    return Pool(ClassTask(course, Settings(), lambda: FakeSandbox(spec), str), workers)


def test_an_interrupt_that_a_finalizer_swallows_is_not_forgotten(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    with pool_of(tmp_path, workers=0) as pool:
        with suppress(KeyboardInterrupt):  # as Python does where it runs a finalizer
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            next(pool.grade([Job("ada", tmp_path)]))
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("status", [1, 75, 137])
def test_student_code_that_ends_the_process_is_tried_once_whatever_its_status(
    tmp_path: Path, status: int
) -> None:
    tries = tmp_path / "tries"
    course = assignment(tmp_path, solution("def f(): return 1"), checks("assert f() == 1"))
    ending = f"import os\ndef f():\n    open({str(tries)!r}, 'a').write('x')\n    os._exit({status})"
    folder = tmp_path / "submitted"
    folder.mkdir()
    (folder / "hw.ipynb").write_text(json.dumps(handed_in(course, {"answer": ending})))
    spec = SandboxSpec(python=Path(sys.executable))
    with Pool(ClassTask(course, Settings(), lambda: FakeSandbox(spec), str), 1) as pool:
        (done,) = pool.grade([Job("ada", folder)])
    assert isinstance(done, SubmissionResult)
    assert (done.outcome, done.score, tries.read_text()) == (Outcome.CRASHED, 0, "x")
