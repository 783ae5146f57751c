from case import Case

CASE = Case(
    "B29",
    tries="knows the answers of the visible checks by heart and nothing else",
    defence="two processes",
    cells={
        "double": """
import sys

def double(x):
    oracle = sys.modules.get("oracle")
    return oracle.double(x) if oracle else {2: 4, 3: 6, 4: 8}.get(x)
"""
    },
    due=9,
    outcomes=("failed",),
    falls_without=("two processes",),
)
