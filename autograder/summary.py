"""A graded submission in words, and as the executed notebook that people open."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.assignment import Notebook
from autograder.merge import Step
from autograder.results import CellKind, CellResult, Outcome


def reason_for(outcome: Outcome, cells: Sequence[CellResult], problems: Sequence[tuple[Outcome, str]]) -> str:
    """One line that says why a submission ended as it did; empty when everything passed."""
    if outcome is Outcome.PASSED:
        return ""
    said = [text for problem, text in problems if problem is outcome] or [text for _, text in problems]
    lost = [cell for cell in cells if cell.kind is CellKind.CHECK and cell.outcome is not Outcome.PASSED]
    if lost:
        ids = ", ".join(cell.grade_id for cell in lost[:3]) + (", ..." if len(lost) > 3 else "")
        said = [*said[:2], f"{_count(len(lost), 'check cell')} not passed: {ids}"]
    return "; ".join(said[:3])


def executed_notebook(
    notebook: Notebook, steps: Sequence[Step], outputs: Mapping[int, list[dict[str, Any]]]
) -> dict[str, Any]:
    """The notebook as it ran, in nbformat's JSON: released sources only, so no hidden text is in it."""
    seen: set[str] = set()
    cells = [_cell(number, step, outputs.get(number, []), seen) for number, step in enumerate(steps)]
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
