"""Our two steps in nbgrader's list, under nbgrader's own names: so its configuration and flags apply."""

from __future__ import annotations

from typing import Any

import nbformat
from nbgrader import preprocessors as nbgraders
from nbgrader.converters import NbGraderException

from autograder.dropin.batch import Batch, Submission

_EXECUTED = "autograder_executed"


class Execute(nbgraders.Execute):
    """Puts the copy that was executed in the sandbox in the place of whatever is there."""

    def preprocess(self, nb: Any, resources: Any = None, km: Any = None) -> tuple[Any, Any]:  # noqa: ARG002
        """The executed notebook.

        Raises:
            NbGraderException: nobody could grade this submission.
        """
        batch, submission = _of(self, resources)
        run = batch.notebook(submission, resources["nbgrader"]["notebook"])
        to_node: Any = nbformat.from_dict  # nbformat leaves it untyped
        resources[_EXECUTED] = True
        return to_node(dict(run.content)), resources


class SaveAutoGrades(nbgraders.SaveAutoGrades):
    """Records the whole submission: rows, folder, feedback. Outputs of the notebook decide nothing."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook as it is.

        Raises:
            NbGraderException: the submission was not executed here, or cannot be recorded.
        """
        batch, submission = _of(self, resources)
        if not resources.get(_EXECUTED):
            raise NbGraderException(
                "nothing was executed, and what a student's file says it put out is no verdict; leave out "
                "--no-execute, and put SaveAutoGrades after Execute in c.Autograde.autograde_preprocessors"
            )
        batch.record(submission)
        return nb, resources


def _of(step: Any, resources: Any) -> tuple[Batch, Submission]:
    batch = getattr(step.parent, "batch", None)
    if batch is None:
        raise NbGraderException(
            "autograder's steps work with its own exporter; call use(c) in nbgrader_config.py after every line "
            "that sets something of c.Autograde"
        )
    return batch, (resources["nbgrader"]["assignment"], resources["nbgrader"]["student"])
