"""What tests of ``autograder check`` share: small assignments, looked at behind no wall."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from courses import assignment
from nbformat import NotebookNode

from autograder.assignment import Assignment
from autograder.authoring.findings import Finding, Status
from autograder.authoring.flow import Origins, origins_of
from autograder.authoring.trials import Answers, Trials
from autograder.pool import see_checks
from autograder.results import SubmissionResult
from autograder.sandbox.fake import FakeSandbox
from autograder.settings import Settings


@dataclass(frozen=True)
class Author:
    """Writes small assignments and tries them in a sandbox that is open already."""

    root: Path
    sandbox: FakeSandbox

    def write(self, *cells: NotebookNode) -> Assignment:
        """An assignment of one notebook, hw."""
        return assignment(self.root, *cells)

    def trials(self, *cells: NotebookNode, **settings: object) -> Trials:
        """The same, ready to be graded."""
        source = self.write(*cells)
        see_checks(source)
        return Trials(source, Settings(**settings), self.sandbox)

    def both(self, trials: Trials) -> tuple[SubmissionResult, SubmissionResult]:
        """What the reference and the untouched notebook come to."""
        return trials.grade(Answers.REFERENCE), trials.grade(Answers.UNMODIFIED)


def origins(source: Assignment) -> dict[str, Origins]:
    return {notebook.name: origins_of(notebook) for notebook in source.notebooks}


def complaints(findings: list[Finding]) -> list[tuple[Status, str]]:
    """How grave each finding is that is not well, and where; a good list is empty."""
    return [(f.status, f.where) for f in findings if f.status is not Status.OK]
