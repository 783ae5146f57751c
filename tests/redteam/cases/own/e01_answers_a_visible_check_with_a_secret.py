from case import Case

CASE = Case(
    "E1",
    tries="keeps a hidden input and returns it to a later visible check, whose message is shown in full",
    defence="silence after hidden checks",
    cells={
        "double": """
KEPT = []

def double(x):
    return "".join(KEPT).encode().hex() if KEPT else 2 * x
""",
        "upper": "def upper(text):\n    KEPT.append(text)\n    return text.upper()",
    },
    due=10,
    outcomes=("failed",),
    not_nbgrader="what it says of a failed check shows no values",
    falls_without=("silence after hidden checks",),
)
