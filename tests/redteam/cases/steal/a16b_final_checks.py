"""Whether a final check passed must not be told, or it can be tried for."""

from __future__ import annotations

import re

from case import Case

_TOLD = re.compile(rb"\b[89](?:\.0)?\s*(?:of|/|out of)\s*11\b|not what it should be")


def _told(page: bytes) -> str:
    return "the page tells that a final check failed" if _TOLD.search(page) else ""


CASE = Case(
    "A16b",
    tries="hands in a guess for a check that is final, and reads in the page whether it was right",
    defence="final split",
    cells={"double": "def double(x):\n    return abs(2 * x)"},
    due=9,
    outcomes=("failed",),
    looks=_told,
    configure="c.Autograder.final_share = 1.0",
    falls_without=("final split",),
)
