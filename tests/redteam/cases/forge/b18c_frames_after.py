from case import Case

from cases.forge.b18b_frames_before import FORGE

CASE = Case(
    "B18c",
    tries="writes a forged answer when the grader drops what the call before has returned",
    defence="two processes",
    cells={
        "upper": FORGE
        + """
class Last:
    def __del__(self):
        forge(value=["tuple", [True, ["dict", []]]])

def upper(text):
    return Last()
"""
    },
    due=9,
    outcomes=("failed", "crashed"),
    not_nbgrader="it keeps nothing that it could drop; that its messages can be forged is B18",
)
