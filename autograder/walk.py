"""One notebook, cell by cell, in its order.

Student and instructor cells run in the guest; check cells run here, each at its place, against the live kernel.
"""

from __future__ import annotations

import builtins
import re
import time
from collections.abc import Sequence
from typing import Any, Final

from autograder.assignment import Notebook, Role
from autograder.checker import needs
from autograder.checker.beside import BesideCell, checks_of, no_place
from autograder.checker.cell import compile_check, hidden_lines
from autograder.checker.checker import Checker
from autograder.checker.files import Files
from autograder.checker.names import CheckNames
from autograder.checker.plugin import ItemRunner
from autograder.fetching.missing import note_on
from autograder.merge import Step
from autograder.regions import bound_names, used_names
from autograder.results import CellKind, CellResult, CheckResult, Outcome, weighted_fraction
from autograder.session import CellRun, Session
from autograder.summary import check_output

_ENDINGS: Final = {
    Outcome.TIMEOUT: "It took too long.",
    Outcome.OUT_OF_MEMORY: "It needed too much memory.",
    Outcome.CRASHED: "It ended the program.",
}
_TRAINING: Final = "training"
"""The tag of cells whose seconds are those of the training."""

_ESCAPE: Final = re.compile(r"\x1b\[[0-9;]*m")


class Walk:
    """Takes the steps of one merged notebook; what they come to gathers in its attributes.

    ``outputs`` maps a step's number to what it showed, ``cells`` are the graded cells, ``problems`` what went
    wrong and how, ``notes`` what was odd. ``after_hidden`` has the steps that ran when a hidden check had begun,
    and, of the first of them that failed, how it did: more endings would be a way to tell hidden inputs, bit by bit.
    """

    def __init__(
        self,
        notebook: Notebook,
        session: Session,
        runner: ItemRunner,
        steps: Sequence[Step],
        delimiters: tuple[str, str],
    ) -> None:
        self.outputs: dict[int, list[dict[str, Any]]] = {}
        self.after_hidden: dict[int, str] = {}
        self.cells: list[CellResult] = []
        self.notes: list[str] = []
        self.problems: list[tuple[Outcome, str]] = []
        # Of each cell that ran: whether it trains, and its seconds.
        self._spent: list[tuple[bool, float]] = []
        self._notebook = notebook
        self._session = session
        self._steps = steps
        self._delimiters = delimiters
        self._names = session.names = CheckNames(session.guest, notebook.reference_names)
        self._checker = Checker(
            self._names,
            runner,
            session.recover,
            session.settings.check_seconds,
            session.deadline,
            session.settings.memory,
            session.settings.shuffle,
            files=Files({name: data for name, data in session.files.items() if name in session.own}),
        )

    def close(self) -> None:
        """Remove what checks have left on this machine."""
        self._checker.files.close()

    def step(self, number: int, step: Step) -> None:
        """Take one cell: run it, check it, or note that a person must grade it."""
        if step.role is Role.CHECK and step.cell_type == "code":
            self._check(number, step)
        elif step.role in (Role.CHECK, Role.TASK):
            self.cells.append(_manual(self._notebook.name, step))
        else:
            if step.role is Role.MANUAL:
                self.cells.append(_manual(self._notebook.name, step))
            if step.cell_type == "code" and step.source.strip():
                self._run(number, step)

    def _run(self, number: int, step: Step) -> None:
        if step.role is Role.INSTRUCTOR and step.cell is not None:
            self._names.add_instructor_cell(step.cell.source, step.cell.label(self._notebook.name))
        self._names.cells.append((step.source, step.is_from_student))
        begun = time.monotonic()
        run = self._session.run(step.source)
        self._spent.append((_trains(step), time.monotonic() - begun))
        self._names.forget()
        self.outputs[number] = run.outputs
        may_tell = not any(self.after_hidden.values())
        if self._checker.hidden_began:
            self.after_hidden[number] = _ending(step.source, run) if may_tell else ""
        if step.is_from_student:
            self._note_bindings(number, step)
            self._note_ending(number, run, may_tell=may_tell)

    def _note_bindings(self, number: int, step: Step) -> None:
        mine = bound_names(step.cell.source) if step.cell else frozenset()
        ignored = (bound_names(step.source) - mine) & self._names.host_names()
        if step.cell is not None:
            self._names.add_reference_cell(step.cell.source, step.cell.label(self._notebook.name))
        if ignored:
            names = ", ".join(sorted(ignored))
            self.notes.append(f"cell {number + 1} redefines {names}; the checks use the assignment's own")

    def _note_ending(self, number: int, run: CellRun, *, may_tell: bool) -> None:
        if run.outcome is not Outcome.PASSED:
            is_error = run.outcome is Outcome.STUDENT_ERROR
            what = f"raised {_error_name(run)}" if is_error else f"ended by {run.outcome}"
            self.problems.append((run.outcome, f"cell {number + 1} {what}" if may_tell else ""))
            # An address may be made of hidden inputs, once there are any.
            if is_error and not self._checker.hidden_began and (note := note_on(run.outputs)):
                self.notes.append(f"cell {number + 1} {note}")

    def _check(self, number: int, step: Step) -> None:
        self._checker.lost = self._checker.lost or self._session.lost
        self._names.reads.clear()
        checks = self._checks_in_notebook(step) or self._checks_here(step)
        reads = tuple(sorted(self._names.reads))
        wanted = frozenset().union(
            *(used_names(s.source) for s in self._steps[number + 1 :] if s.is_from_student)
        )
        if self._checker.lost is None:
            self._names.share(wanted)
        self.cells.append(_checked(self._notebook.name, step, checks, reads, self._seconds_before()))
        self.outputs[number] = [check_output(self.cells[-1])]

    def _seconds_before(self) -> float:
        """The seconds of what ran up to now: of the cells that train, where the author has said which do."""
        training = [seconds for trains, seconds in self._spent if trains]
        return sum(training or (seconds for _, seconds in self._spent))

    def _checks_here(self, step: Step) -> tuple[CheckResult, ...]:
        assert step.cell is not None
        code = compile_check(step.cell.source, step.cell.label(self._notebook.name), self._delimiters)
        return self._checker.run(code, step.cell.points)

    def _checks_in_notebook(self, step: Step) -> tuple[CheckResult, ...]:
        """The checks of a cell that needs the student's process; none where it can do without."""
        assert step.cell is not None
        source, label = step.cell.source, step.cell.label(self._notebook.name)
        is_marked = needs.is_marked(source, step.cell.metadata)
        why = "its author says so" if is_marked else needs.need_of(source, self._names.host_modules())
        if not why:
            return ()
        hidden = bool(hidden_lines(source, label, self._delimiters))
        cell = BesideCell(source, label, step.cell.points, hidden, why)
        allowed = self._session.settings.notebook_checks
        if not is_marked and (allowed == "marked" or (hidden and allowed != "all")):
            return (no_place(cell),)
        self.notes.append(cell.note)
        self._checker.hidden_began |= hidden
        run = self._session.run(source)
        self._names.forget()
        return checks_of(cell, run.outcome, run.outputs, self._checker)


def _trains(step: Step) -> bool:
    """Whether the author has tagged the cell so; tags that a student adds do not count."""
    tags = (step.cell.metadata or {}).get("tags", ()) if step.cell is not None else ()
    return isinstance(tags, (list, tuple)) and _TRAINING in tags


def _ending(source: str, run: CellRun) -> str:
    """How a cell failed, in words of the host's; empty where it did not."""
    if run.outcome is Outcome.STUDENT_ERROR:
        return f"It raised {_error_name(run)}{_error_place(source, run)}."
    return _ENDINGS.get(run.outcome, "")


def _error_name(run: CellRun) -> str:
    """The name of what a cell raised, where it is one of Python's own: any other may be made of hidden inputs."""
    error = _error_in(run)
    known = getattr(builtins, str(error.get("ename")), None) if error else None
    is_own = isinstance(known, type) and issubclass(known, BaseException)
    return known.__name__ if is_own and known is not None else "an error"


def _error_place(source: str, run: CellRun) -> str:
    """The line on which a cell raised, as IPython's traceback names it; empty where it names none of the cell's."""
    error = _error_in(run)
    lines = [_ESCAPE.sub("", line) for line in error.get("traceback", ())] if error else []
    found = re.search(r"^\s*(?:Cell |Input )?In ?\[\d+\], line (\d{1,6})\b", "\n".join(lines), re.MULTILINE)
    number = int(found[1]) if found else 0
    return f" on line {number}" if 0 < number <= source.count("\n") + 1 else ""


def _error_in(run: CellRun) -> dict[str, Any] | None:
    return next((output for output in run.outputs if output["output_type"] == "error"), None)


def _checked(
    notebook: str, step: Step, checks: tuple[CheckResult, ...], reads: tuple[str, ...], before: float
) -> CellResult:
    assert step.cell is not None
    outcome = Outcome.worst(check.outcome for check in checks)
    earned = round(step.cell.points * weighted_fraction(checks), 6) if outcome.is_graded else None
    return CellResult(
        notebook,
        step.cell.grade_id,
        CellKind.CHECK,
        step.cell.points,
        earned,
        outcome,
        checks=checks,
        reads=reads,
        before_seconds=before,
    )


def _manual(notebook: str, step: Step) -> CellResult:
    """A cell for a person to grade; one that was left as it was released has earned nothing."""
    assert step.cell is not None
    kind = CellKind.TASK if step.role is Role.TASK else CellKind.MANUAL
    blank = step.role is Role.MANUAL and step.source == step.cell.released
    return CellResult(
        notebook,
        step.cell.grade_id,
        kind,
        step.cell.points,
        0.0 if blank else None,
        Outcome.FAILED if blank else Outcome.PASSED,
        needs_manual=not blank,
    )
