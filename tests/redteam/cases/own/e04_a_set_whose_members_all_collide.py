from case import Case

from cases.parse._frames import FORGE

CASE = Case(
    "E4",
    tries="answers with a set of integers that all have one hash, so that building it takes for ever",
    defence="deadline of a check",
    cells={
        "double": FORGE
        + """
def double(x):
    if x < 0:
        members = [["i", hex(n * ((1 << 61) - 1))] for n in range(5, 120_000)]
        answer_with(frame_of({"value": ["s", *members], "buffers": []}))
    return 2 * x
""",
    },
    due=9,
    outcomes=("failed", "crashed"),
    not_nbgrader="it has no wire",
)
