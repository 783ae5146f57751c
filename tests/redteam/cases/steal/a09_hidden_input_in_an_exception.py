from case import Case

CASE = Case(
    "A9",
    tries="raises an exception that has a hidden input for its text, and one that is named after it",
    defence="silence after hidden checks",
    cells={
        "double": "KEPT = []\n\ndef double(x):\n    return 2 * x",
        "upper": """
def upper(text):
    KEPT.append(text)
    raise type(text.replace(":", "_"), (ValueError,), {})(text)
""",
        "note": """
kept = KEPT[0].replace(":", "_")
raise type(kept, (Exception,), {"__module__": kept})(KEPT[0])
""",
    },
    due=9,
    outcomes=("failed", "student error"),
    falls_without=("silence after hidden checks",),
)
