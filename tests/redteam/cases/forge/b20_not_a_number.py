from case import Case

CASE = Case(
    "B20",
    tries="predicts nan, which is never far from what is due",
    defence="strict metrics",
    cells={
        "classify": "import numpy as np\n\ndef classify(images):\n    return np.full(len(images), np.nan)"
    },
    due=8,
    outcomes=("failed",),
    falls_without=("strict metrics",),
)
