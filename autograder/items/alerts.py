"""Which checks of a class should be looked at, why, and what to do about each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from autograder.items.figures import FEWEST_ANSWERS, Alert, CheckItem, Concern

TOO_HARD: Final = 0.05
"""A check of which less is earned on average."""

LONELY: Final = 0.05
"""The share of a class that fails a check alone, from which it is looked at."""

_SHOWN: Final = 5


def alerts_of(item: CheckItem, students: int) -> Iterator[Alert]:
    """What is odd about one check in a class of so many ``students``."""
    if item.n >= FEWEST_ANSWERS and item.difficulty.value < TOO_HARD:
        yield Alert(Concern.HARD, "Do its inputs, its tolerance and the question's text agree?")
    if item.discrimination is not None and item.discrimination.high < 0:
        yield Alert(Concern.NEGATIVE, "Read what those handed in who failed it and did well elsewhere.")
    if is_lonely(item, students):
        lone = f"{len(item.lone)} students lost nothing else"
        yield Alert(Concern.LONE, f"{lone}; it may refuse what is right: {_names(item.lone)}.")
    if item.twins:
        names = _names([f"{twin.name} ({twin.grade_id})" for twin in item.twins])
        yield Alert(Concern.TWIN, f"The same students pass both, so the same work is paid twice: {names}.")
    if _is_by_exception(item):
        count = f"{item.by_exception} of {item.explained} failures"
        yield Alert(Concern.EXCEPTIONS, f"{count}; check the form of an answer first, and say it in a hint.")


def is_lonely(item: CheckItem, students: int) -> bool:
    """Whether two students or more fail it alone, and these are one in twenty of all, or half of its failures.

    A hard check has some such failures by nature, beside many others.
    """
    lone = len(item.lone)
    return lone >= 2 and (lone >= LONELY * students or 2 * lone >= item.failures)


def _is_by_exception(item: CheckItem) -> bool:
    if item.explained is None or item.by_exception is None or item.explained < FEWEST_ANSWERS:
        return False
    return 2 * item.by_exception > item.explained


def _names(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
