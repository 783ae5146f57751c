from case import Case

from cases.parse._frames import FORGE

CASE = Case(
    "E11",
    tries="answers with thousands of arrays of empty texts, which no byte pays for and numpy gives memory",
    defence="bounded frames",
    cells={
        "spread": FORGE
        + """
def spread(n):
    count = 6_000
    arrays = [["a", "<U0", [1 << 16], number] for number in range(count)]
    answer_with(frame_of({"value": ["l", *arrays], "buffers": [0] * count}))
""",
    },
    due=9,
    outcomes=("crashed",),
    not_nbgrader="it has no wire",
)
