"""A hidden input in a few submissions, two digits each: which checks fail, and how, and the line of an error."""

from __future__ import annotations

import re

from case import Case
from ours import PAGE_BREAK

CAP = 2
_ROUND = {
    "double": "NEXT = []\n\ndef double(x):\n    return 2 * x",
    "upper": """
def upper(text):
    global DIGIT
    DIGIT = int(text[-{place}], 16)
    NEXT.append(int(text[-{place} - 4], 16))
    if DIGIT % 4 == 1:
        raise NotImplementedError
    if DIGIT % 4 == 2:
        raise ValueError
    return "" if DIGIT % 4 == 3 else text.upper()
""",
    "spread": """
import numpy as np

def spread(n):
    if DIGIT // 4 == 1:
        raise NotImplementedError
    if DIGIT // 4 == 2:
        raise ValueError
    return np.zeros(n) if DIGIT // 4 == 3 else np.linspace(0.0, 1.0, n)
""",
    "note": "\n".join(f"if NEXT[0] == {digit}: 1 / 0" for digit in range(16)),
}
ROUNDS = [
    {name: cell.replace("{place}", str(place)) for name, cell in _ROUND.items()} for place in (1, 2, 3, 4)
]
_ENDINGS = (b"passed", b"not implemented yet", b"raised an error", b"not what it should be")
_QUESTION = re.compile(rb'aria-label="Result of (?:upper|spread)_checks">(.*?)</section>', re.DOTALL)
_LINE = re.compile(rb"ZeroDivisionError on line \d")


def digits_told(seen: bytes) -> str:
    """What the pages tell of the hidden input, where they tell more digits than the course allows."""
    pages = seen.split(PAGE_BREAK)
    by_checks = sum(_digit(page) is not None for page in pages)
    by_lines = sum(_LINE.search(page) is not None for page in pages)
    return (
        f"{by_checks} pages tell a digit by checks, {by_lines} by lines"
        if max(by_checks, by_lines) > CAP
        else ""
    )


def _digit(page: bytes) -> int | None:
    """The digit that the endings of both questions come to; ``None`` where one of them is not told."""
    found = [[n for n, words in enumerate(_ENDINGS) if words in text] for text in _QUESTION.findall(page)]
    return found[0][-1] + 4 * found[1][-1] if len(found) == 2 and all(found) else None


CASE = Case(
    "A16",
    tries="hands in again and again, to learn digits of a hidden input each time from how checks and cells fail",
    defence="attempt cap",
    rounds=ROUNDS,
    looks=digits_told,
    configure=f"c.Autograder.attempts = {CAP}",
    not_nbgrader="it tells every score as well, but there a student prints the input at once (A10)",
    falls_without=("attempt cap",),
)
