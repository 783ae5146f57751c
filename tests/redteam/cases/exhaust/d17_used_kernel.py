from case import Case

CASE = Case(
    "D17",
    tries="changes numpy for whoever is graded next in the same process",
    defence="single use",
    cells={
        "note": """
import numpy as np

np.linspace = np.arange
str.upper
""",
    },
    falls_without=("single use",),
    configure="c.Autograder.jobs = 1",
    not_nbgrader="it starts a new process for each notebook",
)
