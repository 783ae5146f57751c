"""Submissions of the author's own making, graded in the real sandbox and recorded nowhere."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, Cell, Notebook
from autograder.errors import PlatformError
from autograder.grading import grade
from autograder.pool import see_checks
from autograder.results import Outcome, SubmissionResult
from autograder.sandbox.base import Sandbox
from autograder.settings import Settings
from autograder.submission import Submission
from autograder.variants import Variant, handed_in

Around = Callable[[Notebook, Cell], tuple[str, str]]
"""What a trial's student puts before and after a cell; an empty text is no cell."""

MakeSandbox = Callable[[Settings], Sandbox]


class Answers(StrEnum):
    """Whose answers a trial hands in."""

    REFERENCE = "reference"
    UNMODIFIED = "unmodified"


@dataclass(frozen=True, slots=True)
class Trials:
    """Grades what a made-up student hands in for ``assignment``."""

    assignment: Assignment
    settings: Settings
    sandbox: Sandbox

    def grade(self, answers: Answers, around: Around | None = None) -> SubmissionResult:
        """The result of handing in ``answers``, with the cells of ``around`` put in.

        Raises:
            PlatformError: this machine could not grade.
        """
        result = grade(
            submission_of(self.assignment, answers, around), self.assignment, self.sandbox, self.settings
        )
        if result.outcome is Outcome.PLATFORM_ERROR:
            raise PlatformError(result.reason, log=str(result.provenance.get("log", "")) or result.reason)
        return result


@contextmanager
def open_trials(assignment: Assignment, settings: Settings, make: MakeSandbox) -> Iterator[Trials]:
    """A sandbox for ``assignment`` with the process standing where its checks expect it.

    Raises:
        PlatformError: the sandbox could not be started, or does not hold here.
    """
    here, path = Path.cwd(), list(sys.path)
    # An own release's helper modules may lie beside the notebook, and a compiled copy would go out with them.
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    see_checks(assignment)
    try:
        with make(settings) as sandbox:
            if not sandbox.is_isolated and not sandbox.is_for_tests:
                raise PlatformError("the sandbox does not hold on this machine; `autograder doctor` says why")
            yield Trials(assignment, settings, sandbox)
    finally:
        os.chdir(here)
        sys.path[:] = path
        sys.dont_write_bytecode = writes


def other_seed(settings: Settings) -> Settings:
    """The same settings with another seed."""
    return replace(settings, seed=settings.seed + 1)


def submission_of(assignment: Assignment, answers: Answers, around: Around | None = None) -> Submission:
    """What the made-up student hands in: every notebook of ``assignment``."""
    files = {
        f"{notebook.name}.ipynb": _notebook(notebook, answers, around) for notebook in assignment.notebooks
    }
    return Submission(answers.value, assignment.folder, files, None)


def _notebook(notebook: Notebook, answers: Answers, around: Around | None) -> bytes:
    content = json.loads(handed_in(notebook, Variant(answers.value, answers.value)))
    if around is not None:
        cells: list[Any] = []
        for theirs, cell in zip(content["cells"], notebook.cells, strict=True):
            before, after = around(notebook, cell)
            cells += [*_added(before), theirs, *_added(after)]
        content["cells"] = cells
    return json.dumps(content).encode()


def _added(source: str) -> list[dict[str, Any]]:
    cell: dict[str, Any] = {
        "cell_type": "code",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
    return [cell] if source else []
