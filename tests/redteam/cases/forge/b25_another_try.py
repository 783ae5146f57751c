from case import Case

CASE = Case(
    "B25",
    tries="gives random answers and breaks down unless it was lucky, hoping for another try",
    defence="facts of the host",
    cells={
        "upper": """
import os
import random

def upper(text):
    lucky = random.SystemRandom().randrange(10**12) == 0
    if not lucky:
        os._exit(75)
    return text.upper()
"""
    },
    due=9,
    outcomes=("crashed",),
    falls_without=("facts of the host",),
)
