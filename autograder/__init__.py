"""Grades deep-learning notebooks with hidden pytest checks that student code cannot reach.

For check cells:

    assert_close, check_gradient       strict comparison; a finite-difference gradient check
    accuracy, linear, steps, earn      a metric on hidden data, and points as a function of it
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
    from autograder.checker.metrics import accuracy, earn, linear, steps
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
    "call_by_reference",
    "check_gradient",
    "earn",
    "forbidden",
    "grade",
    "in_guest",
    "linear",
    "load_assignment",
    "network",
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
    "call_by_reference": "autograder.checker.proxy",
    "check_gradient": "autograder.checker.compare",
    "earn": "autograder.checker.metrics",
    "forbidden": "autograder.checker.banned",
    "grade": "autograder.grading",
    "in_guest": "autograder.checker.probes",
    "linear": "autograder.checker.metrics",
    "load_assignment": "autograder.assignment",
    "network": "autograder.checker.network",
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
