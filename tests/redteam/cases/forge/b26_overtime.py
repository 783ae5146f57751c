import signal
from pathlib import Path

from case import Case

_UPPER = """
import time

def upper(text):
    try:
        time.sleep(40)
    except KeyboardInterrupt:
        pass
    return text.upper()
"""


def _interrupted_in_the_same_process(_: Path) -> str:
    names: dict[str, object] = {}
    exec(_UPPER, names)
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        answer = names["upper"]("late")  # type: ignore[operator]
    finally:
        signal.signal(signal.SIGALRM, before)
    return f"the interrupted function answered {answer}" if answer == "LATE" else ""


CASE = Case(
    "B26",
    tries="takes longer than it may, catches the interrupt, and then gives the right answer",
    defence="the host's clock",
    cells={"upper": _UPPER},
    due=9,
    outcomes=("timeout",),
    control=_interrupted_in_the_same_process,
    not_nbgrader="it, too, counts a cell that had to be interrupted as failed",
    falls_without=("the host's clock",),
)
