"""A process is killed at moments spread over ``record``; running it again leaves the undisturbed state."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from nbgrader_course import Course, Results, all_cells

from autograder.results import SubmissionResult

STEPS = {
    "commit",
    "rename",
    "replace",
    "unlink",
    "rmdir",
    "fsync",
    "mkdir",
    "chmod",
    "execute",
    "executemany",
}
"""C functions that change something outside the process."""

Watcher = Callable[[FrameType, str, Any], None]


def is_call(_event: str, _function: Any) -> bool:
    return True


def is_step(event: str, function: Any) -> bool:
    """Whether one of STEPS begins or has just ended."""
    return event in ("c_call", "c_return") and function.__name__ in STEPS


def record_in_a_child(course: Course, result: SubmissionResult, watcher: Watcher) -> int:
    """Record under ``watcher`` in a forked process and return its wait status."""
    if child := os.fork():
        return os.waitpid(child, 0)[1]
    status = 1
    try:
        recorder = course.recorder()
        sys.setprofile(watcher)
        recorder.record(result)
        sys.setprofile(None)
        status = 0
    finally:
        os._exit(status)


def counts_of(course: Course, result: SubmissionResult, log: Path) -> tuple[int, int]:
    """How many calls, and how many ends of steps, one undisturbed ``record`` has."""
    calls = steps = 0

    def count(_frame: FrameType, event: str, function: Any) -> None:
        nonlocal calls, steps
        calls += 1
        steps += is_step(event, function)
        if function is sys.setprofile:
            log.write_text(f"{calls} {steps}")

    assert record_in_a_child(course, result, count) == 0
    calls, steps = map(int, log.read_text().split())
    return calls, steps


def kill_at(moment: int, counts: Callable[[str, Any], bool]) -> Watcher:
    """Kill this process when ``moment`` events that ``counts`` names have gone by."""
    seen = 0

    def watch(_frame: FrameType, event: str, function: Any) -> None:
        nonlocal seen
        if counts(event, function):
            seen += 1
        if seen > moment:
            os.kill(os.getpid(), signal.SIGKILL)

    return watch


@pytest.mark.slow
def test_killed_at_any_moment_and_run_again_the_state_is_the_undisturbed_one(
    course: Course, tmp_path: Path
) -> None:
    with course.recorder() as recorder:
        recorder.record(Results(course)())
    old, old_folder = course.state(), course.files("autograded/bitdiddle/hw")
    # A regrade: the student hands in nothing new, so only our own files tell the two records apart.
    second = Results(course)(all_cells(checks=1.5), key="key-2")
    undisturbed = course.copy_to(tmp_path / "undisturbed")
    with undisturbed.recorder() as recorder:
        recorder.record(second)
    new = undisturbed.state()

    calls, steps = counts_of(course.copy_to(tmp_path / "measured"), second, tmp_path / "counts")
    # 20 moments spread over all calls, and one at each beginning and end of a step.
    killers = [kill_at(calls * k // 20, is_call) for k in range(20)]
    killers += [kill_at(step, is_step) for step in range(steps)]
    seen = set()
    for number, killer in enumerate(killers):
        disturbed = course.copy_to(tmp_path / f"killed-{number}")
        assert os.WTERMSIG(record_in_a_child(disturbed, second, killer)) == signal.SIGKILL
        rows = disturbed.rows()
        assert rows in (old["rows"], new["rows"])
        with disturbed.recorder() as recorder:
            key = recorder.recorded("bitdiddle", "hw")
            if key == "key-1":
                assert (rows, disturbed.files("autograded/bitdiddle/hw")) == (old["rows"], old_folder)
            if key == "key-2":
                assert disturbed.state() == new
            seen.add((rows == new["rows"], key))
            assert recorder.record(second) == 4.5
        assert disturbed.state() == new
        assert not list(disturbed.autograded.rglob(".*"))
    assert seen >= {(False, "key-1"), (False, None), (True, None)}
    assert steps >= 20
