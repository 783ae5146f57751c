from case import Case

CASE = Case(
    "B21",
    tries="returns arrays with nothing in them, of shapes that broadcast against what is due",
    defence="strict metrics",
    cells={
        "spread": "import numpy as np\n\ndef spread(n):\n    return np.zeros((0, n))",
        "classify": "import numpy as np\n\ndef classify(images):\n    return np.zeros((0, 1), int)",
    },
    due=6,
    outcomes=("failed",),
    falls_without=("strict metrics",),
)
