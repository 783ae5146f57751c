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
from typing import Final, NoReturn, Self

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


@dataclass(frozen=True, slots=True)
class Job:
    """One submission to grade, unless its key is still that of the result that is ``kept``."""

    student: str
    folder: Path
    kept: str | None = None
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A submission whose result still stands; it may have been handed in again as it was, at another time."""

    student: str
    submitted_at: str | None = None


Done = SubmissionResult | Unchanged


class Pool:
    """Up to ``workers`` processes that grade submissions of one assignment.

    They are forked when the pool is made: open no database before. ``key_of`` turns the digest of a
    submission into the key of its result.
    """

    def __init__(
        self,
        assignment: Assignment,
        settings: Settings,
        make_sandbox: MakeSandbox,
        key_of: Callable[[str], str],
        workers: int,
    ) -> None:
        self._task = _Task(assignment, settings, make_sandbox, key_of)
        self._team: list[_Worker] = []
        for _ in range(workers):
            self._team.append(_Worker(self._task, self._team))
        self._queue: deque[Job] = deque()

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

    def grade(self, jobs: Iterable[Job]) -> Iterator[Done]:
        """Grade ``jobs``; results come as they are ready.

        Raises:
            PlatformError: a worker could not start its sandbox.
        """
        self._queue.extend(jobs)
        while self._queue or any(worker.job for worker in self._team):
            for worker in self._team:
                if self._queue and worker.is_free:
                    worker.give(self._queue.popleft())
            yield from self._collect()

    def _collect(self) -> Iterator[Done]:
        """Wait for something to happen and turn it into results."""
        if self._interrupted:
            raise KeyboardInterrupt
        ready = wait([worker.pipe for worker in self._team if worker.job], timeout=1.0)
        for worker in self._team:
            if worker.job is None:
                continue
            if worker.pipe in ready:
                yield from self._receive(worker, worker.job)
            elif time.monotonic() > worker.deadline:
                yield from self._lost(
                    worker, worker.job, "the worker did not end within the submission's time"
                )

    def _receive(self, worker: _Worker, job: Job) -> Iterator[Done]:
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._lost(worker, job, "the worker that graded it died")
            return
        if isinstance(said, AutograderError):
            raise said
        worker.job = None
        failed = isinstance(said, SubmissionResult) and said.outcome is Outcome.PLATFORM_ERROR
        if failed:
            worker.restart()
        if not (failed and self._try_again(job)):
            yield said

    def _lost(self, worker: _Worker, job: Job, why: str) -> Iterator[Done]:
        worker.restart()
        if not self._try_again(job):
            name, most = self._task.assignment.name, self._task.assignment.max_score
            yield SubmissionResult(job.student, name, Outcome.PLATFORM_ERROR, why, None, most, 0.0)

    def _try_again(self, job: Job) -> bool:
        if job.tries < _MAX_TRIES:
            self._queue.append(replace(job, tries=job.tries + 1))
        return job.tries < _MAX_TRIES


@dataclass(frozen=True, slots=True)
class _Task:
    assignment: Assignment
    settings: Settings
    make_sandbox: MakeSandbox
    key_of: Callable[[str], str]

    def do(self, job: Job, sandbox: Sandbox) -> Done:
        submission = take_in(job.student, job.folder)
        key = self.key_of(submission.digest)
        if key == job.kept:
            return Unchanged(job.student, submission.timestamp)
        return replace(grade(submission, self.assignment, sandbox, self.settings), key=key)


class _Worker:
    """One process, its pipe and the job it has."""

    def __init__(self, task: _Task, team: list[_Worker]) -> None:
        self._task, self._team = task, team
        self.job: Job | None = None
        self._start()

    @property
    def is_free(self) -> bool:
        return self.job is None

    def give(self, job: Job) -> None:
        self.job = job
        self.deadline = time.monotonic() + self._task.settings.submission_seconds + _GRACE_SECONDS
        with suppress(BrokenPipeError):  # it has ended; what it said before is still to be read
            self.pipe.send(job)

    def restart(self) -> None:
        self.stop()
        self._start()

    def stop(self) -> None:
        self.pipe.close()
        self.process.join(timeout=5 if self.job is None else 0)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.job = None

    def _start(self) -> None:
        context = multiprocessing.get_context("fork")
        self.pipe, theirs = context.Pipe()
        # A fork inherits our ends of all pipes; a worker that kept them would never see them close.
        ours = [self.pipe, *(worker.pipe for worker in self._team if worker is not self)]
        self.process: ForkProcess = context.Process(target=_work, args=(self._task, theirs, ours))
        self.process.start()
        theirs.close()


def _work(task: _Task, pipe: Connection, others_ends: Iterable[Connection]) -> None:
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
    """Let check cells import the course's ``checks/`` and the modules beside the notebook."""
    sys.path[:0] = [str(assignment.checks), str(assignment.folder)]
    importlib.invalidate_caches()
    os.chdir(assignment.folder)
