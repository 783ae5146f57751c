from case import Case

CASE = Case(
    "E3",
    tries="returns texts so long and alike that showing the difference would take the host for ever",
    defence="deadline of a check",
    cells={
        "upper": r"""
def upper(text):
    return "\n".join(text.upper()[: 7 + n % 3] * 9 + "x" * (n % 31) for n in range(60_000))
""",
        "double": "def double(x):\n    return [{n: [n] * 9} for n in range(20_000)] if x < 0 else 2 * x",
    },
    due=7,
    outcomes=("failed",),
    not_nbgrader="it shows no differences",
)
