import pickle
from pathlib import Path

from case import Case

_CELL = """
import pathlib

class Trap:
    def __reduce__(self):
        return exec, ("import pathlib; pathlib.Path('/tmp/rtleft-B3').write_text('REA' 'CHED')",)
    __getstate__ = __copy__ = __deepcopy__ = __reduce__

def upper(text):
    return Trap()
"""


def _grader_that_unpickles(folder: Path) -> str:
    names: dict[str, object] = {}
    left = folder / "rtleft-B3"
    exec(_CELL.replace("/tmp/rtleft-B3", str(left)), names)
    pickle.loads(pickle.dumps(names["upper"]("text")))  # type: ignore[operator]
    return f"unpickling what a function returned wrote {left.name}" if left.exists() else ""


CASE = Case(
    "B3",
    tries="returns an object whose pickle runs code where it is read",
    defence="proxies never judge",
    cells={"upper": _CELL},
    due=9,
    outcomes=("failed",),
    control=_grader_that_unpickles,
    not_nbgrader="it has no second process, so nothing that student code returns is ever pickled",
)
