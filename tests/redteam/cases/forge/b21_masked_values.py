from case import Case

CASE = Case(
    "B21b",
    tries="masks all its values, which numpy's test helpers then leave out of the comparison",
    defence="nothing passes vacuously",
    cells={"spread": "import numpy as np\n\ndef spread(n):\n    return np.ma.masked_all(n)"},
    due=9,
    outcomes=("failed",),
    falls_without=("nothing passes vacuously",),
)
