"""The command dies at any moment, as in a power cut; the next run leaves what an undisturbed one leaves."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from small_course import RIGHT, SIX, SmallCourse

from autograder.sandbox import cgroup

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

MOMENTS = [(lines, seconds) for lines in range(len(SIX) + 1) for seconds in (0.0, 0.012, 0.03)][:20]
"""After so many results, so many seconds later."""
PR_SET_CHILD_SUBREAPER = 36


@pytest.fixture
def adopts_orphans() -> Iterator[None]:
    """Whatever a killed command leaves behind becomes a child of this process, so that it can be counted."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    assert prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
    yield
    prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def children() -> set[int]:
    """The processes right below this one."""
    found = (task / "children" for task in Path("/proc/self/task").iterdir())
    return {int(pid) for path in found for pid in path.read_text().split()}


def orphans(before: set[int]) -> set[int]:
    """The new children that still run; those that have ended are reaped, as init would."""
    return {pid for pid in children() - before if not _reaped(pid)}


def _reaped(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def told(pids: set[int]) -> str:
    """What the processes are, for the message of a failed test."""
    about = {pid: Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")[:300] for pid in pids}
    states = {pid: Path(f"/proc/{pid}/stat").read_text().split(")")[-1].split()[:2] for pid in pids}
    return "; ".join(f"{pid} {states[pid]} {about[pid].decode()}" for pid in pids)


def ended_leaves() -> set[Path]:
    """The control groups of graders that are gone."""
    tree = cgroup.find()
    roots = [tree.root] if isinstance(tree, cgroup.V2Tree) else []
    roots += tree.roots.values() if isinstance(tree, cgroup.V1Tree) else []
    leaves = (leaf for root in roots for leaf in root.glob(f"{cgroup.PREFIX}*-*-*"))
    return {leaf for leaf in leaves if not Path("/proc", leaf.name.split("-")[1]).exists()}


def left_after(seconds: float, before: set[int]) -> set[int]:
    """The orphans that are still there after so many seconds; ends as soon as there are none."""
    deadline = time.monotonic() + seconds
    while (left := orphans(before)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return left


def killed_at(course: SmallCourse, lines: int, seconds: float) -> bool:
    """Kill the command with all its group so long after its so-manieth result; whether it still ran then.

    With no result to wait for, the moment counts from when the gradebook appears.
    """
    process = course.start("grade", "hw", "--json")
    assert process.stdout is not None
    for _ in range(lines):
        process.stdout.readline()
    while not lines and not (course.root / "gradebook.db").exists() and process.poll() is None:
        time.sleep(0.001)
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def test_killed_at_twenty_moments_and_run_again_all_is_as_if_undisturbed(
    tmp_path: Path, adopts_orphans: None
) -> None:
    course = SmallCourse(tmp_path / "course").write().hand_in_all(SIX)
    undisturbed = course.copy_to(tmp_path / "undisturbed")
    assert undisturbed.grade().code == 0
    before = children()
    due = undisturbed.state()

    def disturb(lines: int, seconds: float) -> tuple[SmallCourse, bool]:
        disturbed = course.copy_to(tmp_path / f"killed-{lines}-{seconds}")
        return disturbed, killed_at(disturbed, lines, seconds)

    # One after another: two at once would stretch the runs and blunt the moments.
    disturbed, left_leaves = [], set[Path]()
    for moment in MOMENTS:
        disturbed.append(disturb(*moment))
        left = left_after(5, before)
        assert not left, f"killed at {moment}: {told(left)}"
        left_leaves |= ended_leaves()
    with ThreadPoolExecutor(2) as pool:
        again = list(pool.map(lambda each: each[0].grade(), disturbed))
    assert [ran.code for ran in again] == [0] * len(MOMENTS), [ran.stderr for ran in again]
    for moment, (each, _) in zip(MOMENTS, disturbed, strict=True):
        state = each.state()
        assert [part for part in due if state[part] != due[part]] == [], f"killed at {moment}"
        assert [p for p in each.root.rglob(".*.new") if "submitted" not in p.parts] == []
    # The moments are of use only if some fell before, some between and some after the first record.
    graded_again = {len(ran.graded) for ran in again}
    assert sum(killed for _, killed in disturbed) >= len(MOMENTS) // 2
    assert len(graded_again) >= 3
    assert left_leaves or not cgroup.find().bounds_memory
    assert not left_leaves & ended_leaves()


def test_where_the_command_alone_is_killed_student_code_ends_with_it(
    course: SmallCourse, adopts_orphans: None
) -> None:
    course.hand_in_all({"ada": RIGHT, "zed": RIGHT | {"total": "while True:\n    pass"}})
    before = children()
    process = course.start("grade", "hw", "--json", "--jobs", "2")
    assert process.stdout is not None
    assert '"ada"' in process.stdout.readline()
    process.kill()
    process.wait()
    left = left_after(5, before)
    assert not left, told(left)
    process.communicate()
