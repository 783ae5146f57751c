from case import Case

CASE = Case(
    "D26",
    tries="takes half of the limit in one cell and half more than it in another, for a verdict that depends on luck",
    defence="deadline of a cell",
    cells={
        "spread": """
import time
time.sleep(0.5 * 4)
import numpy as np

def spread(n):
    return np.linspace(0.0, 1.0, n)
""",
        "upper": "import time\ntime.sleep(1.5 * 4)\n\ndef upper(text):\n    return text.upper()",
    },
    due=9,
    outcomes=("timeout",),
    falls_without=("deadline of a cell",),
    not_nbgrader="its limit is 15 s here, so both cells stay below it",
)
