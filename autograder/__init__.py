"""Grades deep-learning notebooks with hidden pytest checks that student code cannot reach.

For check cells:

    assert_close, check_gradient       strict comparison; a finite-difference gradient check
    accuracy, linear, steps, earn      a metric on hidden data, and points as a function of it
    balanced_accuracy, f1, roc_auc, confusion_matrix, mean_squared_error, mean_absolute_error, r2, forecast_skill,
    perplexity                         more metrics
    record                             a figure that is no score, for the leaderboard
    network                            one view of a PyTorch or Keras model: weights, outputs, gradients
    call_by_reference, in_guest        what student code did to its arguments; a probe beside it
    forbidden                          what student code must not use in a question

For programs:

    load_assignment, take_in, grade    from folders to a ``SubmissionResult``

``%load_ext autograder`` in a notebook runs the test functions of each cell; see ``autograder.jupyter``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.assignment import Assignment, load_assignment
    from autograder.checker.banned import forbidden
    from autograder.checker.compare import assert_close, check_gradient
    from autograder.checker.figures import record
    from autograder.checker.metrics import (
        accuracy,
        balanced_accuracy,
        confusion_matrix,
        earn,
        f1,
        forecast_skill,
        linear,
        mean_absolute_error,
        mean_squared_error,
        perplexity,
        r2,
        roc_auc,
        steps,
    )
    from autograder.checker.network import network
    from autograder.checker.probes import in_guest
    from autograder.checker.proxy import call_by_reference
    from autograder.errors import AutograderError
    from autograder.grading import grade
    from autograder.results import CellResult, CheckResult, Metric, Outcome, SubmissionResult
    from autograder.submission import Submission, take_in

__all__ = [
    "Assignment",
    "AutograderError",
    "CellResult",
    "CheckResult",
    "Metric",
    "Outcome",
    "Submission",
    "SubmissionResult",
    "accuracy",
    "assert_close",
    "balanced_accuracy",
    "call_by_reference",
    "check_gradient",
    "confusion_matrix",
    "earn",
    "f1",
    "forbidden",
    "forecast_skill",
    "grade",
    "in_guest",
    "linear",
    "load_assignment",
    "mean_absolute_error",
    "mean_squared_error",
    "network",
    "perplexity",
    "r2",
    "record",
    "roc_auc",
    "steps",
    "take_in",
]

# Opened on first use: a check that imports assert_close should not wait for nbformat and pytest.
_HOMES = {
    "Assignment": "autograder.assignment",
    "AutograderError": "autograder.errors",
    "CellResult": "autograder.results",
    "CheckResult": "autograder.results",
    "Metric": "autograder.results",
    "Outcome": "autograder.results",
    "Submission": "autograder.submission",
    "SubmissionResult": "autograder.results",
    "accuracy": "autograder.checker.metrics",
    "assert_close": "autograder.checker.compare",
    "balanced_accuracy": "autograder.checker.metrics",
    "call_by_reference": "autograder.checker.proxy",
    "check_gradient": "autograder.checker.compare",
    "confusion_matrix": "autograder.checker.metrics",
    "earn": "autograder.checker.metrics",
    "f1": "autograder.checker.metrics",
    "forbidden": "autograder.checker.banned",
    "forecast_skill": "autograder.checker.metrics",
    "grade": "autograder.grading",
    "in_guest": "autograder.checker.probes",
    "linear": "autograder.checker.metrics",
    "load_assignment": "autograder.assignment",
    "mean_absolute_error": "autograder.checker.metrics",
    "mean_squared_error": "autograder.checker.metrics",
    "network": "autograder.checker.network",
    "perplexity": "autograder.checker.metrics",
    "r2": "autograder.checker.metrics",
    "record": "autograder.checker.figures",
    "roc_auc": "autograder.checker.metrics",
    "steps": "autograder.checker.metrics",
    "take_in": "autograder.submission",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'autograder' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__


def load_ipython_extension(shell: Any) -> None:
    """What ``%load_ext autograder`` calls."""
    from autograder.jupyter.extension import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """What ``%unload_ext autograder`` calls."""
    from autograder.jupyter.extension import unload

    unload(shell)
