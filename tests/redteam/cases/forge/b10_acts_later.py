from case import Case

CASE = Case(
    "B10",
    tries="leaves a thread and an exit handler that change what checks look at, later",
    defence="two processes",
    cells={
        "upper": """
import atexit
import pathlib
import sys
import threading
import time

def upper(text):
    return text

def meddle():
    for _ in range(4000):
        oracle = sys.modules.get("oracle")
        if oracle is not None:
            oracle.EXPECTED = oracle.INPUT
        time.sleep(0.0005)

threading.Thread(target=meddle, daemon=True).start()
atexit.register(lambda: pathlib.Path("/tmp/rtleft-B10").write_text("an exit handler ran"))
time.sleep(0.05)
"""
    },
    due=9,
    outcomes=("failed",),
)
