"""What a look at an assignment finds: a closed list of topics, and frozen records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from autograder.assignment import Cell
from autograder.sandbox.proof import Status

__all__ = ["Finding", "Status", "Topic", "counted", "place", "settled"]


class Topic(StrEnum):
    """What is looked at, in the order in which it is looked at."""

    FORM = "form"
    RELEASE = "release"
    LEAKS = "leaks"
    REFERENCE = "reference"
    UNTOUCHED = "untouched"
    OUTSIDE = "outside"
    VALUES = "values"
    SEED = "seed"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: ``text`` says what, ``where`` in which notebook and cell or file.

    ``why`` says why it matters, ``remedy`` what to do; both are empty where all is well. ``detail`` is the
    traceback of a check that failed: it holds hidden lines.
    """

    topic: Topic
    status: Status
    text: str
    where: str = ""
    why: str = ""
    remedy: str = ""
    detail: str = ""


def place(notebook: str, cell: Cell | str) -> str:
    """What findings call a cell; one without an id is named by its first line."""
    if isinstance(cell, str):
        return f"{notebook}: {cell}"
    first = next((line.strip() for line in cell.source.splitlines() if line.strip()), "an empty cell")
    return f"{notebook}: {cell.grade_id or repr(first[:40])}"


def settled(topic: Topic, found: Iterable[Finding], well: str) -> list[Finding]:
    """``found``, led by the line ``well`` when nothing of it is a complaint."""
    findings = list(found)
    if all(finding.status is Status.OK for finding in findings):
        return [Finding(topic, Status.OK, well), *findings]
    return findings


def counted(number: float, noun: str) -> str:
    """A number with its noun."""
    return f"{number:g} {noun}" + ("" if number == 1 else "s")
