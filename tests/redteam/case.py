"""What a case of the red team is, and where all of them are."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from target_course import MAX_SCORE, RIGHT, TargetCourse

NOT_APPLICABLE: Mapping[str, str] = {
    "A17": "which public data set hidden inputs are from is known, or not, before anything is handed in: authors draw "
    "them anew or transform them, and from inside there is no network to look them up (A19)",
    "D20": "no assignment can ask for a GPU yet: no sandbox shows one, so its time cannot be taken",
    "D21": "for the same reason no memory of a GPU can be read that another submission left there",
    "D22": "and neither CUDA's shared memory nor the driver's control files are in any sandbox",
    "D23": "no container toolkit takes part: sandboxes are made by bubblewrap, which loads no code of a vendor's",
    "D25": "no submission can fill the disk; test_disk_full.py shows what a grader does whose disk is full",
}
"""Numbers of the catalogue that no case stands for, each with its reason."""

CASES = Path(__file__).with_name("cases")


class Family(StrEnum):
    """What an attack is after, by the first letter of its number."""

    STEAL = "A"
    FORGE = "B"
    PARSE = "C"
    EXHAUST = "D"
    OWN = "E"


@dataclass(frozen=True)
class Case:
    """One attack: a submission that must get no more than its due, learn nothing and harm nobody.

    ``cells`` replace those of a right submission, and ``mangle`` then changes the folder that is handed in. A payload
    that reaches its goal prints what ``REACHED`` (in ``evidence``) says. ``due`` is the score that honest grading of
    the same work gives, ``outcomes`` how such a submission may end.

    ``defence`` is what holds it, ``falls_without`` are the defences (``defences.DEFENCES``) each of which, switched off
    alone, lets it through. ``control`` shows that the case is real where nbgrader cannot: it tries the payload on a
    naive reader of such files in a folder of its own, and says what fell. ``not_nbgrader`` says why the
    attack does nothing under nbgrader, where it does not. ``looks`` searches what the student may see for more than
    secrets, and says what it found.

    ``prepare`` changes the author's part beforehand. ``rounds`` are answers that the same student hands in before, one
    after the other; all pages count as seen. Cases with the same ``batch`` are graded together.
    """

    number: str
    tries: str
    defence: str
    cells: Mapping[str, str] | None = None
    mangle: Callable[[Path], None] | None = None
    due: float = MAX_SCORE
    outcomes: tuple[str, ...] = ("passed",)
    falls_without: tuple[str, ...] = ()
    control: Callable[[Path], str] | None = None
    inspect: Callable[[Path, str], list[str]] | None = None
    not_nbgrader: str = ""
    looks: Callable[[bytes], str] | None = None
    prepare: Callable[[TargetCourse], None] | None = None
    rounds: Sequence[Mapping[str, str]] = ()
    configure: str = ""
    needs: str = ""

    @property
    def family(self) -> Family:
        """Which of the families it belongs to."""
        return Family(self.number[0])

    @property
    def batch(self) -> str:
        """What keeps it apart from others: its configuration, or all of it."""
        return self.number if self.prepare or self.rounds else self.configure

    @property
    def answers(self) -> dict[str, str]:
        """The cells that are handed in."""
        return RIGHT | dict(self.cells or {})


@cache
def all_cases() -> tuple[Case, ...]:
    """Every case below ``cases/``, in the order of their numbers."""
    paths = sorted(CASES.glob("*/[!_]*.py"))
    cases = [importlib.import_module(f"cases.{path.parent.name}.{path.stem}").CASE for path in paths]
    return tuple(sorted(cases, key=_order))


def _order(case: Case) -> tuple[str, int, str]:
    digits = "".join(letter for letter in case.number if letter.isdigit())
    return case.number[0], int(digits), case.number
