from case import Case

_SLOW = "import time\ntime.sleep(1.6)\n"

CASE = Case(
    "D7c",
    tries="stays below the deadline of each cell, and takes the grader's time with all of them together",
    defence="deadline of a submission",
    cells={
        "double": _SLOW + "def double(x):\n    return 2 * x",
        "upper": _SLOW + "def upper(text):\n    return text.upper()",
        "spread": _SLOW + "import numpy as np\n\ndef spread(n):\n    return np.linspace(0.0, 1.0, n)",
        "classify": _SLOW + "def classify(images):\n    return images.argmax(axis=1)",
    },
    due=5,
    outcomes=("timeout",),
    falls_without=("deadline of a submission",),
    configure="c.Autograder.submission_seconds = 4",
)
