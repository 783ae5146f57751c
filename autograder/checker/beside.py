"""Check cells that run in the student's process, as nbgrader runs all: its outputs are the verdict.

A student's code can read such a cell and forge what it shows, so it happens only where the author lets it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from autograder.checker.cell import DEFINITIONS, can_fail, tests_of
from autograder.checker.checker import ASSERTS, Checker
from autograder.checker.credit import PointsError, credit
from autograder.checker.verdict import CATEGORIES, UNREACHED
from autograder.errors import AssignmentError
from autograder.regions import tree_of
from autograder.results import CheckResult, Outcome

_NUMPYS: Final = re.compile(r"np\.\w+\((.*)\)")


@dataclass(frozen=True, slots=True)
class BesideCell:
    """A check cell that runs in the notebook; ``why`` is for instructors to read."""

    source: str
    label: str
    points: float
    hidden: bool
    why: str

    @property
    def note(self) -> str:
        """What instructors are told of it."""
        return f"{self.label} ran in the student's notebook: {self.why}; its tests can be read there"


def no_place(cell: BesideCell) -> CheckResult:
    """The result of a cell that needs the notebook and may not run there."""
    advice = (
        f"{cell.label} needs the student's process ({cell.why}), where its hidden lines could be read; rewrite it, "
        "or mark it with the tag in-notebook or the line `# autograder: in the notebook`, "
        "or set notebook_checks to 'all'"
    )
    return _faulty(cell, advice)


def checks_of(
    cell: BesideCell, outcome: Outcome, outputs: Sequence[dict[str, Any]], checker: Checker
) -> tuple[CheckResult, ...]:
    """The results of a cell that ran with this ``outcome`` and ``outputs``; its test functions run now."""
    tree = tree_of(cell.source)
    tests = _tests(tree)
    is_late = checker.hidden_began and not cell.hidden
    blank = CheckResult(
        ASSERTS, cell.hidden, Outcome.PASSED, fraction=1.0, note=cell.note, after_hidden=is_late
    )
    try:
        if argued := [test.name for test in tests if _wants_arguments(test)]:
            raise AssignmentError(
                f"{cell.label}: {argued[0]} wants arguments, and in the notebook there is no pytest"
            )
        statements = _statements(cell, blank, outcome, outputs)
        if checker.lost is not None and outcome.is_graded:
            statements = replace(statements, category=UNREACHED)
    except (AssignmentError, PointsError) as error:
        return (_faulty(cell, str(error)),)
    ran = [
        checker.run_in_notebook(test.name, replace(blank, name=test.name))
        for test in tests
        if outcome is Outcome.PASSED
    ]
    lost = [replace(statements, name=test.name) for test in tests if outcome is not Outcome.PASSED]
    counts = not tests or can_fail(tree) or outcome is not Outcome.PASSED
    return (*([statements] if counts else []), *ran, *lost)


def _statements(
    cell: BesideCell, blank: CheckResult, outcome: Outcome, outputs: Sequence[dict[str, Any]]
) -> CheckResult:
    if outcome is Outcome.STUDENT_ERROR:
        error = next((o for o in outputs if o["output_type"] == "error"), {"ename": "Error", "evalue": ""})
        text = f"{error['ename']}: {error['evalue']}"
        is_judged = error["ename"] in ("AssertionError", "BadPredictions")
        category = "wrong" if is_judged else "raised"
        return _failed(blank, category, text)
    if outcome is not Outcome.PASSED:
        category = "timeout" if outcome is Outcome.TIMEOUT else "gone" if outcome.is_graded else "checker"
        return replace(blank, outcome=outcome, fraction=0.0, message=CATEGORIES[category], category=category)
    result = next(
        (o["data"].get("text/plain", "") for o in outputs if o["output_type"] == "execute_result"), ""
    )
    try:
        share = credit(_value(result), cell.points)
    except AssertionError as error:
        return _failed(blank, "wrong", str(error))
    if share == 1:
        return blank
    message = f"earns {share:.0%} of its points"
    return replace(blank, outcome=Outcome.FAILED, fraction=share, message=message, category="wrong")


def _failed(blank: CheckResult, category: str, text: str) -> CheckResult:
    """A failure of which students read ``text`` where nothing hidden was known, and its category elsewhere."""
    says = f"E {text}"
    return replace(
        blank,
        outcome=Outcome.FAILED,
        fraction=0.0,
        message=CATEGORIES[category] if blank.hidden or blank.after_hidden else says,
        said=says if blank.after_hidden else "",
        detail=text,
        category=category,
    )


def _faulty(cell: BesideCell, why: str) -> CheckResult:
    return CheckResult(
        ASSERTS,
        cell.hidden,
        Outcome.CHECKER_ERROR,
        message=CATEGORIES["checker"],
        detail=why,
        note=why,
        category="checker",
    )


def _value(text: str) -> Any:
    """The number or truth value that a result shows; else its text."""
    found = _NUMPYS.fullmatch(text.strip())
    bare = (found[1] if found else text).strip().strip("'\"")
    if bare.removeprefix("np.").rstrip("_") in ("True", "False"):
        return "True" in bare
    try:
        return float(bare)
    except ValueError:
        return text


def _tests(tree: ast.Module) -> list[Any]:
    names = tests_of(tree)
    return [
        node for node in tree.body if isinstance(node, DEFINITIONS) and getattr(node, "name", None) in names
    ]


def _wants_arguments(test: Any) -> bool:
    if isinstance(test, ast.ClassDef):
        return True
    wanted = test.args
    return bool(wanted.posonlyargs or wanted.kwonlyargs or len(wanted.args) > len(wanted.defaults))
