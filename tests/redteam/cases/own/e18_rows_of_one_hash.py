from case import Case

from cases.own._author import adds_to_the_oracle

CASE = Case(
    "E18",
    tries="answers with an array whose rows, as tuples, have one hash, so that it is the check that never ends",
    defence="deadline of a check",
    prepare=adds_to_the_oracle("""
def accuracy(predict, images, labels):
    found = set()
    for row in np.atleast_2d(predict(images)).tolist():
        found.add(tuple(row))
    return 1.0 if len(found) < 1_000 else 0.0
"""),
    cells={
        "classify": """
import numpy as np

def classify(images):  # -1 and -2 have the same hash
    return -1 - (np.arange(1 << 18)[:, None] >> np.arange(18) & 1)
"""
    },
    due=8,
    outcomes=("timeout",),
    not_nbgrader="there the check runs in the student's own process, and it is that one's time",
)
