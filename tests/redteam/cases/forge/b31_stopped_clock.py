import time
from pathlib import Path

from case import Case

_STOP = """
import signal
import time

time.time = time.monotonic = time.perf_counter = time.process_time = lambda: 0.0
"""


def _stopwatch_in_the_same_process(_: Path) -> str:
    names = {name: getattr(time, name) for name in ("time", "monotonic", "perf_counter", "process_time")}
    try:
        exec(_STOP)
        started = time.perf_counter()
        sum(range(10_000))
        taken = time.perf_counter() - started
    finally:
        vars(time).update(names)
    return "slow work took no time by the clock that it had stopped" if taken == 0 else ""


CASE = Case(
    "B31",
    tries="stops the clocks of Python, ignores interrupts and takes for ever",
    defence="the host's clock",
    cells={
        "upper": _STOP
        + """
sleep = time.sleep

def upper(text):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sleep(60)
    return text.upper()
"""
    },
    due=9,
    outcomes=("timeout",),
    control=_stopwatch_in_the_same_process,
    not_nbgrader="it measures no times; that it can be kept waiting is the case of a hang",
)
