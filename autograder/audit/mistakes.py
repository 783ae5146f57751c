"""What became of each known mistake: whether the check that should find it did, for the points that it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from autograder.audit.model import MistakeFate
from autograder.audit.runs import Done
from autograder.checker.verdict import CATEGORIES
from autograder.variants import Variant

_CLOSE: Final = 1e-6


def mistake_fate(variant: Variant, runs: Sequence[Done], points: float) -> MistakeFate:
    """The fate of ``variant`` in ``runs``: of the whole assignment, then of its part, to see it again.

    ``points`` are all that checks give.
    """
    first = runs[0]
    header = variant.header
    due = min(float(header.get("loses", 0)), points)
    caught_by = tuple(str(name) for name in header.get("caught_by", ()))
    hint, hinted_by = _first_hint(first)
    is_same = all(_is_same(first, again) for again in runs[1:])
    return MistakeFate(
        name=variant.name,
        summary=variant.summary,
        topic=str(header.get("topic", "")),
        due=due,
        lost=first.lost,
        caught_by=caught_by,
        failed=first.failed,
        hint=hint,
        hinted_by=hinted_by,
        confirmed=is_same,
        problems=tuple(_problems(variant, first, due, caught_by)),
        argued=str(header.get("argued", "")),
    )


def _is_same(first: Done, again: Done) -> bool:
    """Whether the same checks failed, of those that ``again`` ran."""
    names = {name for name, _ in again.checks()}
    return names.intersection(first.failed) == set(again.failed)


def _problems(variant: Variant, done: Done, due: float, caught_by: Sequence[str]) -> list[str]:
    broken = [f"its cell {cell} raises {said}" for cell, said in done.raised if cell in variant.cells]
    if broken:
        return [f"{broken[0]}: a mistake has to run, as a student's does; mend the file"]
    found = []
    if not caught_by or not due:
        found.append(
            "its header says nothing of `caught_by` and `loses`: say which check finds it, and its points"
        )
    if done.lost < _CLOSE:
        found.append("it loses nothing")
    elif abs(done.lost - due) > _CLOSE and due:
        much = "too much" if done.lost > due else "too little"
        found.append(f"it loses {much}: {done.lost:g} instead of {due:g} points")
    missed = [name for name in caught_by if name not in done.failed]
    if missed and done.failed:
        found.append(f"{', '.join(missed)} should find it; {', '.join(done.failed)} did")
    elif missed:
        found.append(f"{', '.join(missed)} should find it")
    return found


def _first_hint(done: Done) -> tuple[str, str]:
    """The first text of an author's that the student reads, and whose; a fixed sentence is none."""
    fixed = set(CATEGORIES.values())
    for name, check in done.failures():
        if check.hidden and check.message and check.message not in fixed:
            return check.message, name
    return "", ""
