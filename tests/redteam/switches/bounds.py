"""What bounds the use that student code makes of this machine."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from defences import believe, boundless_checks, defence, in_guest, replaced

_ENDLESS = 1e6


def _widen_group(**bounds: int) -> None:
    """Make control groups with other limits."""
    from autograder.sandbox import cgroup

    for tree in (cgroup.V1Tree, cgroup.V2Tree):
        plain = tree.create
        wide = lambda self, limits, plain=plain: plain(self, replace(limits, **bounds))  # noqa: E731
        replaced(tree, "create", wide)


def _widen_folders(**bounds: int) -> None:
    """Make the folders of a kernel with other limits."""
    from autograder.sandbox.bubblewrap import BubblewrapSandbox

    believe()
    plain = BubblewrapSandbox._plan
    replaced(BubblewrapSandbox, "_plan", lambda self, limits: replace(plain(self, limits), **bounds))


@defence("bound on memory", "a control group counts all memory of a submission, whoever holds it")
def bound_on_memory() -> None:
    _widen_group(memory_bytes=1 << 40)


@defence("bound on processes", "a control group counts all processes and threads of a submission")
def bound_on_processes() -> None:
    _widen_group(pids=10_000)


@defence("size of folders", "what can be written has a size that cannot be passed")
def size_of_folders() -> None:
    _widen_folders(tmp_bytes=1 << 34)


@defence("number of files", "what can be written has a number of files that cannot be passed")
def number_of_files() -> None:
    _widen_folders(tmp_inodes=1 << 24)


@defence(
    "resource limits", "open files, core dumps, message queues and locked memory of a process are bounded"
)
def resource_limits() -> None:
    in_guest("isolate", "def _limit(kind, value): pass\n")


@defence("output cap", "what a cell may show is bounded on the host, whatever the guest does")
def output_cap() -> None:
    from autograder.checker import guest

    replaced(guest, "_MAX_OUTPUT_SIZE", 1 << 40)


@defence("deadline of a cell", "a cell is interrupted at its deadline, and killed when it does not heed that")
def deadline_of_a_cell() -> None:
    from autograder.session import Session

    replaced(Session, "_seconds", lambda self, _: max(0.01, self.deadline - time.monotonic()))


@defence("deadline of a check", "and so is a function that a check calls")
def deadline_of_a_check() -> None:
    from autograder import walk

    checker = walk.Checker

    def patient(names: Any, runner: Any, recover: Any, _: float, *rest: Any, **more: Any) -> walk.Checker:
        return checker(names, runner, recover, _ENDLESS, *rest, **more)

    replaced(walk, "Checker", patient)


@defence("memory of a check", "what a check takes of this machine's memory for a student's data is bounded")
def memory_of_a_check() -> None:
    boundless_checks()


@defence("deadline of a submission", "all cells and checks of a submission together have a deadline")
def deadline_of_a_submission() -> None:
    from autograder import grading

    session = grading.Session

    def patient(
        sandbox: Any, limits: Any, settings: Any, files: Any, deadline: float, *rest: Any
    ) -> grading.Session:
        return session(sandbox, limits, settings, files, deadline + _ENDLESS, *rest)

    replaced(grading, "Session", patient)


@defence(
    "bound on restarts", "a submission that ends its kernel over and over is given a few more, and then none"
)
def bound_on_restarts() -> None:
    from autograder.session import Session

    plain = Session.recover

    def once_more(session: Session) -> Any:
        session._losses = 0
        return plain(session)

    replaced(Session, "recover", once_more)
