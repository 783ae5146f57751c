"""A pool of workers on this machine: each has a sandbox of its own and grades one submission after another.

A worker is a forked process that can be killed: one that dies or outlives a submission's deadline is
replaced, its submission is tried once more, and the others never notice.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Final, Generic, NoReturn, Protocol, Self, TypeVar

from autograder.assignment import Assignment
from autograder.errors import AutograderError, PlatformError
from autograder.grading import grade
from autograder.guest import libc
from autograder.results import Outcome, SubmissionResult
from autograder.sandbox.base import Sandbox
from autograder.settings import Settings
from autograder.submission import take_in

_MAX_TRIES: Final = 2
_GRACE_SECONDS: Final = 60.0
_PR_SET_PDEATHSIG: Final = 1
MakeSandbox = Callable[[], Sandbox]
J = TypeVar("J")
D = TypeVar("D")
J_contra = TypeVar("J_contra", contravariant=True)


class Task(Protocol[J_contra, D]):
    """What the workers of a pool do: jobs of one kind, each in its worker's sandbox.

    ``assignment`` is the one whose checks they see; ``seconds`` is how long a job may take.
    """

    @property
    def assignment(self) -> Assignment: ...

    @property
    def seconds(self) -> float: ...

    def make_sandbox(self) -> Sandbox:
        """The sandbox of one worker, not started yet."""

    def do(self, job: J_contra, sandbox: Sandbox) -> D:
        """Do one job; in a worker."""

    def lost(self, job: J_contra, why: str) -> D:
        """What becomes of a job whose workers died or took too long."""

    def is_worth_another_try(self, done: D) -> bool:
        """Whether a job that ended so should be tried again, in a fresh sandbox."""


@dataclass(frozen=True, slots=True)
class Job:
    """One submission to grade, unless its key is still that of the result that is ``kept``."""

    student: str
    folder: Path
    kept: str | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A submission whose result still stands; it may have been handed in again as it was, at another time."""

    student: str
    submitted_at: str | None = None


Done = SubmissionResult | Unchanged


@dataclass(frozen=True, slots=True)
class ClassTask:
    """Grades submissions of one assignment; ``key_of`` turns the digest of one into the key of its result."""

    assignment: Assignment
    settings: Settings
    make: MakeSandbox
    key_of: Callable[[str], str]

    @property
    def seconds(self) -> float:
        """How long a submission may take."""
        return self.settings.submission_seconds

    def make_sandbox(self) -> Sandbox:
        """What the submissions are graded in."""
        return self.make()

    def do(self, job: Job, sandbox: Sandbox) -> Done:
        """Take the submission in and grade it."""
        submission = take_in(job.student, job.folder)
        key = self.key_of(submission.digest)
        if key == job.kept:
            return Unchanged(job.student, submission.timestamp)
        return replace(grade(submission, self.assignment, sandbox, self.settings), key=key)

    def lost(self, job: Job, why: str) -> Done:
        """Nobody could grade it, and nobody is to lose a point by that."""
        return not_graded(job.student, self.assignment, why)

    def is_worth_another_try(self, done: Done) -> bool:
        """Only what the platform has spoiled."""
        return isinstance(done, SubmissionResult) and done.outcome is Outcome.PLATFORM_ERROR


def not_graded(student: str, assignment: Assignment, why: str) -> SubmissionResult:
    """The result of a submission that the platform has failed."""
    return SubmissionResult(
        student, assignment.name, Outcome.PLATFORM_ERROR, why, None, assignment.max_score, 0.0
    )


class Pool(Generic[J, D]):
    """Up to ``workers`` processes that do ``task``.

    They are forked when the pool is made: open no database before.
    """

    def __init__(self, task: Task[J, D], workers: int) -> None:
        self._task = task
        self._team: list[_Worker[J, D]] = []
        for _ in range(workers):
            self._team.append(_Worker(task, self._team))
        self._queue: deque[_Try[J]] = deque()

    def __enter__(self) -> Self:
        self._interrupted = False
        self._before = signal.signal(signal.SIGINT, self._on_interrupt)
        return self

    def _on_interrupt(self, *_: object) -> NoReturn:
        # Raised inside a finalizer, an interrupt is printed and forgotten: hence the note, which is read again.
        self._interrupted = True
        raise KeyboardInterrupt

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)
        for worker in self._team:
            worker.stop()

    def grade(self, jobs: Iterable[J]) -> Iterator[D]:
        """Do ``jobs``; results come as they are ready.

        Raises:
            PlatformError: a worker could not start its sandbox.
        """
        self._queue.extend(_Try(job) for job in jobs)
        while self._queue or any(worker.trying for worker in self._team):
            for worker in self._team:
                if self._queue and worker.is_free:
                    worker.give(self._queue.popleft())
            yield from self._collect()

    def _collect(self) -> Iterator[D]:
        """Wait for something to happen and turn it into results."""
        if self._interrupted:
            raise KeyboardInterrupt
        ready = wait([worker.pipe for worker in self._team if worker.trying], timeout=1.0)
        for worker in self._team:
            if worker.trying is None:
                continue
            if worker.pipe in ready:
                yield from self._receive(worker, worker.trying)
            elif time.monotonic() > worker.deadline:
                why = "the worker did not end within the submission's time"
                yield from self._lost(worker, worker.trying, why)

    def _receive(self, worker: _Worker[J, D], trying: _Try[J]) -> Iterator[D]:
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._lost(worker, trying, "the worker that graded it died")
            return
        if isinstance(said, AutograderError):
            raise said
        worker.trying = None
        failed = self._task.is_worth_another_try(said)
        if failed:
            worker.restart()
        if not (failed and self._try_again(trying)):
            yield said

    def _lost(self, worker: _Worker[J, D], trying: _Try[J], why: str) -> Iterator[D]:
        worker.restart()
        if not self._try_again(trying):
            yield self._task.lost(trying.job, why)

    def _try_again(self, trying: _Try[J]) -> bool:
        if trying.number < _MAX_TRIES:
            self._queue.append(replace(trying, number=trying.number + 1))
        return trying.number < _MAX_TRIES


@dataclass(frozen=True, slots=True)
class _Try(Generic[J]):
    job: J
    number: int = 1


class _Worker(Generic[J, D]):
    """One process, its pipe and the job it has."""

    def __init__(self, task: Task[J, D], team: list[_Worker[J, D]]) -> None:
        self._task, self._team = task, team
        self.trying: _Try[J] | None = None
        self._start()

    @property
    def is_free(self) -> bool:
        return self.trying is None

    def give(self, trying: _Try[J]) -> None:
        self.trying = trying
        self.deadline = time.monotonic() + self._task.seconds + _GRACE_SECONDS
        with suppress(BrokenPipeError):  # it has ended; what it said before is still to be read
            self.pipe.send(trying.job)

    def restart(self) -> None:
        self.stop()
        self._start()

    def stop(self) -> None:
        self.pipe.close()
        self.process.join(timeout=5 if self.trying is None else 0)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.trying = None

    def _start(self) -> None:
        context = multiprocessing.get_context("fork")
        self.pipe, theirs = context.Pipe()
        # A fork inherits our ends of all pipes; a worker that kept them would never see them close.
        ours = [self.pipe, *(worker.pipe for worker in self._team if worker is not self)]
        self.process: ForkProcess = context.Process(target=_work, args=(self._task, theirs, ours))
        self.process.start()
        theirs.close()


def _work(task: Task[J, D], pipe: Connection, others_ends: Iterable[Connection]) -> None:
    """A worker's life: start the sandbox, then grade until the pipe closes."""
    for end in others_ends:
        end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command decides what an interrupt ends
    # Where the command itself is killed, student code must not run on.
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    see_checks(task.assignment)
    try:
        with task.make_sandbox() as sandbox:
            if not sandbox.is_isolated and not sandbox.is_for_tests:
                raise PlatformError("the sandbox does not hold on this machine; `autograder doctor` says why")
            while True:
                pipe.send(task.do(pipe.recv(), sandbox))
    except (EOFError, BrokenPipeError):
        return
    except AutograderError as error:
        with suppress(BrokenPipeError):  # another worker has said the same already
            pipe.send(error if isinstance(error, PlatformError) else PlatformError(str(error), log=error.log))


def see_checks(assignment: Assignment) -> None:
    """Let check cells import what is theirs in ``checks/``, what all share there, and what is beside the notebook."""
    sys.path[:0] = [str(assignment.own_checks), str(assignment.checks), str(assignment.folder)]
    importlib.invalidate_caches()
    os.chdir(assignment.folder)
