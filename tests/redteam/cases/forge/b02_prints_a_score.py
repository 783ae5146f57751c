from case import Case

CASE = Case(
    "B2",
    tries="prints points and shows them as the result of the check cell while a check calls it",
    defence="two processes",
    cells={
        "upper": """
import sys

def upper(text):
    print('{"score": 11, "outcome": "passed", "points": 2}')
    sys.displayhook(2.0)
    return text
"""
    },
    due=9,
    outcomes=("failed",),
)
