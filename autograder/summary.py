"""A graded submission in words, and as the executed notebook that people open."""

from __future__ import annotations

import copy
import html
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.assignment import Notebook, Role
from autograder.merge import Step, own_step
from autograder.regions import OF_GRADERS
from autograder.results import CellKind, CellResult, NotebookRun, Outcome


def reason_for(outcome: Outcome, cells: Sequence[CellResult], problems: Sequence[tuple[Outcome, str]]) -> str:
    """One line that says why a submission ended as it did; empty when everything passed."""
    if outcome is Outcome.PASSED:
        return ""
    said = [text for problem, text in problems if text and problem is outcome]
    said = said or [text for _, text in problems if text]
    lost = [cell for cell in cells if cell.kind is CellKind.CHECK and cell.outcome is not Outcome.PASSED]
    if lost:
        ids = ", ".join(cell.grade_id for cell in lost[:3]) + (", ..." if len(lost) > 3 else "")
        said = [*said[:2], f"{_count(len(lost), 'check cell')} not passed: {ids}"]
    return "; ".join(said[:3])


def check_output(cell: CellResult) -> dict[str, Any]:
    """What formgrader shows under a check cell: each check, how it ended, and no more than students may read."""
    lines = ["not graded" if cell.earned is None else f"{cell.earned:g} of {cell.points:g} points"]
    for check in cell.checks:
        lines.append(f"{check.name}{' (hidden)' if check.hidden else ''}: {check.outcome}")
        lines += [f"    {line}" for line in check.message.splitlines()]
    data = {"text/plain": "\n".join(lines)}
    return {"output_type": "display_data", "data": data, "metadata": {OF_GRADERS: "checks"}}


def unread_notebook(name: str, reason: str) -> NotebookRun:
    """What formgrader shows in place of a notebook's file that was not even opened: a link, say."""
    text = f"This notebook could not be read: {html.escape(reason)}"
    cell = {"id": "unread", "cell_type": "markdown", "metadata": {}, "source": text}
    return NotebookRun(name, {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})


def executed_notebook(
    notebook: Notebook,
    steps: Sequence[Step],
    outputs: Mapping[int, list[dict[str, Any]]],
    after_hidden: Mapping[int, str] | None = None,
) -> dict[str, Any]:
    """The notebook as it ran, in nbformat's JSON: released sources only, so no hidden text is in it.

    ``after_hidden`` has the numbers of the steps that ran when a hidden check had begun, each with what its
    student may read of how it ended.
    """
    seen: set[str] = set()
    cells = [_cell(number, step, outputs.get(number, []), seen) for number, step in enumerate(steps)]
    for number, ending in (after_hidden or {}).items():
        mark = {"after_hidden": True} | ({"ending": ending} if ending else {})
        cells[number]["metadata"][OF_GRADERS] = mark
    return _whole(notebook, cells)


def released_notebook(notebook: Notebook, reason: str = "") -> dict[str, Any]:
    """The notebook as students get it, in nbformat's JSON; ``reason`` is said in a first cell of its own.

    It stands in ``autograded/`` for a notebook that could not be read.
    """
    steps = [own_step(cell) for cell in notebook.cells]
    if reason:
        steps.insert(
            0, Step(Role.TEXT, "markdown", f"**This notebook could not be graded.** {html.escape(reason)}")
        )
    seen: set[str] = set()
    cells = [_cell(number, step, [], seen) for number, step in enumerate(steps)]
    return _whole(notebook, [{**c, **({"execution_count": None} if "outputs" in c else {})} for c in cells])


def _whole(notebook: Notebook, cells: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            k: copy.deepcopy(v) for k, v in notebook.metadata.items() if k in ("kernelspec", "language_info")
        },
        "cells": cells,
    }


def _cell(number: int, step: Step, outputs: list[dict[str, Any]], seen: set[str]) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "id": _fresh_id(step, number, seen),
        "cell_type": step.cell_type,
        "metadata": copy.deepcopy(dict(step.cell.metadata or {})) if step.cell else {},
        "source": step.source,
    }
    if step.attachments and step.cell_type != "code":
        cell["attachments"] = copy.deepcopy(dict(step.attachments))
    if step.cell_type == "code":
        cell |= {
            "execution_count": number + 1 if outputs or step.source.strip() else None,
            "outputs": outputs,
        }
    return cell


def _fresh_id(step: Step, number: int, seen: set[str]) -> str:
    wanted = step.cell.cell_id if step.cell else ""
    if not wanted or wanted in seen:
        wanted = uuid.uuid5(uuid.NAMESPACE_OID, f"{number} {step.source[:200]}").hex[:12]
    seen.add(wanted)
    return wanted


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" + ("" if n == 1 else "s")
