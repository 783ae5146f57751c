import re
from pathlib import Path

from case import Case

_OPENS = "### BEGIN HIDDEN TESTS\n### BEGIN SOLUTION\ndef upper(text):\n    return text"
_CLOSES = "### END HIDDEN TESTS\n### END SOLUTION\ndef spread(n):\n    return n\n### AUTOTEST spread(7)"


def _remover_of_regions(_: Path) -> str:
    cells = [_OPENS, "assert upper('a') == 'A'", _CLOSES]
    text = re.sub(r"(?s)### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", "", "\n".join(cells))
    return "" if "assert" in text else "the check between two answers was taken for a hidden region of theirs"


CASE = Case(
    "B16",
    tries="writes the delimiters of hidden tests and solutions into its answers, around a check cell",
    defence="the assignment is the authority",
    cells={"upper": _OPENS, "spread": _CLOSES},
    due=7,
    outcomes=("failed",),
    control=_remover_of_regions,
    not_nbgrader="delimiters mean nothing to it any more once an assignment is released",
)
