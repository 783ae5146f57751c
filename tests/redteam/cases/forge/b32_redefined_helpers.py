from case import Case

CASE = Case(
    "B32",
    tries="replaces the helper of the author's that a check rests on",
    defence="helpers run on the host",
    cells={
        "double": """
def near(*_):
    return True

def double(x):
    return 2 * x if x < 4 else 0
"""
    },
    due=10,
    outcomes=("failed",),
    falls_without=("helpers run on the host",),
)
