"""A batch of attacks as real submissions through ``autograder grade``, a good submission behind each."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canaries import bytes_below
from case import Case
from evidence import Evidence, text_of
from host_watch import HostWatch
from target_course import MAX_SCORE, RIGHT, TargetCourse
from the_command import Ran, run_warm

SUBMISSION_SECONDS = 20.0
SLACK_SECONDS = 2.0
_BATCH_SECONDS = 900.0
PAGE_BREAK = b"\n<!-- the next page -->\n"
"""Stands between what a student saw after one submission and what after the next."""
_MOST_MEBIBYTES = 1024
"""More than any process needs, on either side: a submission may have half of it."""


@dataclass(frozen=True)
class Batch:
    """What is known after a batch: evidence and the result line by student."""

    course: TargetCourse
    ran: Ran
    evidence: Mapping[str, Evidence]
    lines: Mapping[str, Mapping[str, Any]]
    harm: Sequence[str]


def good_after(case: Case) -> str:
    """The student whose right submission is graded after ``case``."""
    return f"{case.number}-good"


def attack(folder: Path, cases: Sequence[Case], switch: Callable[[], None] | None = None) -> Batch:
    """Grade ``cases`` in one batch in a new course in ``folder``; ``switch`` turns a defence off first."""
    course = TargetCourse(folder).plant()
    for line in {case.configure for case in cases if case.configure}:
        course.configure(line)
    for case in cases:
        if case.prepare is not None:
            case.prepare(course)
    first = course.grade("--student", "neighbour")
    assert first.code == 0, first.stderr
    course.fill_the_gradebook()
    earlier = {case.number: _earlier_pages(course, case, switch) for case in cases}
    _hand_in(course, cases)
    before = _belongings(course)
    with HostWatch() as watch:
        words = ["grade", "hw", "--json", "--course", str(course.root)]
        ran = run_warm(words, course.environment, seconds=_BATCH_SECONDS, prepare=switch)
    harm = [f"{name} was changed" for name, content in _belongings(course).items() if before[name] != content]
    lines = ran.by_student
    evidence = {case.number: _evidence(course, case, lines, watch, earlier[case.number]) for case in cases}
    return Batch(course, ran, evidence, lines, [*harm, *watch.left_by_anybody(), *_greed(ran)])


def _earlier_pages(course: TargetCourse, case: Case, switch: Callable[[], None] | None) -> list[bytes]:
    """What the student saw after each of the rounds."""
    pages = []
    for answers in case.rounds:
        course.hand_in(case.number, RIGHT | dict(answers))
        words = ["grade", "hw", "--student", case.number, "--course", str(course.root)]
        ran = run_warm(words, course.environment, prepare=switch)
        assert ran.code == 0, ran.stderr
        pages.append(bytes_below(course.root / "feedback" / case.number))
    return pages


def _greed(ran: Ran) -> list[str]:
    peak = ran.peak_bytes >> 20
    return [f"a process needed {peak} MiB"] if peak > _MOST_MEBIBYTES else []


def _hand_in(course: TargetCourse, cases: Sequence[Case]) -> None:
    for case in cases:
        folder = course.hand_in(case.number, case.answers)
        if case.mangle is not None:
            case.mangle(folder)
        course.hand_in(good_after(case), RIGHT)


def _evidence(
    course: TargetCourse,
    case: Case,
    lines: Mapping[str, Mapping[str, Any]],
    watch: HostWatch,
    earlier: Sequence[bytes],
) -> Evidence:
    line = lines.get(
        case.number, {"score": None, "outcome": "no result", "reason": "", "notes": (), "seconds": 0.0}
    )
    told = "\n".join([line["reason"], *line["notes"]]).encode("utf-8", "replace")
    seen = PAGE_BREAK.join([*earlier, told + bytes_below(course.root / "feedback" / case.number)])
    said = _said(course.root / "autograded" / case.number / "hw/hw.ipynb")
    harm = _harm(course, case, line["seconds"], lines.get(good_after(case), {}).get("score"))
    looked = [found] if case.looks is not None and (found := case.looks(seen)) else []
    return Evidence(line["score"], line["outcome"], seen, said, [*harm, *watch.left_by(case.number), *looked])


def _harm(course: TargetCourse, case: Case, seconds: float, behind: float | None) -> list[str]:
    """What ``case`` did to the time that others wait, to files, and to the good submission behind it."""
    harm = [f"it took {seconds:.1f} s"] if seconds > SUBMISSION_SECONDS + SLACK_SECONDS else []
    harm += case.inspect(course.root, case.number) if case.inspect else []
    if behind != MAX_SCORE:
        harm.append(f"the good submission behind it got {behind}")
    return harm


def _said(notebook: Path) -> str:
    if not notebook.exists():
        return ""
    cells = json.loads(notebook.read_bytes())["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    return "\n".join(text_of(output) for output in outputs)


def _belongings(course: TargetCourse) -> dict[str, object]:
    """What no attack may change: the author's files, the neighbour's work and grades."""
    kept = ("source", "checks", "submitted/neighbour", "autograded/neighbour", "feedback/neighbour")
    found: dict[str, object] = {}
    for folder in kept:
        files = sorted((course.root / folder).rglob("*"))
        found[folder] = {str(path): path.read_bytes() for path in files if path.is_file()}
    found["nbgrader_config.py"] = (course.root / "nbgrader_config.py").read_bytes()
    found["the neighbour's grades"] = [row for row in course.rows() if row[0] == "neighbour"]
    found["what the course's folder holds"] = sorted(set(os.listdir(course.root)) - {"reports"})  # noqa: PTH208
    return found
