from case import Case

CASE = Case(
    "D7b",
    tries="catches the interrupt in a function that a hidden check calls, and goes on until its answer is ready",
    defence="deadline of a check",
    cells={
        "upper": """
import time

def upper(text):
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            time.sleep(1)
        except BaseException:
            pass
    return text.upper()
""",
    },
    due=9,
    outcomes=("timeout",),
    falls_without=("deadline of a check",),
    not_nbgrader="it times cells only, and by a number that the same course sets higher: the answer comes in time",
)
