"""Grades deep-learning notebooks with hidden pytest checks that student code cannot reach.

For check cells:

    assert_close, check_gradient       strict comparison; a finite-difference gradient check
    accuracy, linear, steps, earn      a metric on hidden data, and points as a function of it
    call_by_reference, in_guest        what student code did to its arguments; a probe beside it

For programs:

    load_assignment, take_in, grade    from folders to a ``SubmissionResult``
"""

from autograder.assignment import Assignment, load_assignment
from autograder.checker.compare import assert_close, check_gradient
from autograder.checker.metrics import accuracy, earn, linear, steps
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
    "grade",
    "in_guest",
    "linear",
    "load_assignment",
    "steps",
    "take_in",
]
