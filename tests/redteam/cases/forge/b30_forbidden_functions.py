from case import Case

CASE = Case(
    "B30",
    tries="calls a function that the question forbids, under a name that its source does not show",
    defence="forbidden calls",
    cells={
        "spread": """
import numpy as np

def hide():
    function = vars(np)["a" + "range"]
    return lambda n: function(n) / (n - 1)

spread = hide()
"""
    },
    due=9,
    outcomes=("failed",),
    falls_without=("forbidden calls",),
)
