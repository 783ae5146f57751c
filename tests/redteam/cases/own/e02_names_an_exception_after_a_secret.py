from case import Case

CASE = Case(
    "E2",
    tries="keeps a hidden input and raises an exception whose class is named after it",
    defence="silence after hidden checks",
    cells={
        "upper": "KEPT = []\n\ndef upper(text):\n    KEPT.append(text)\n    return text.upper()",
        "note": "raise type('E' + KEPT[0].encode().hex(), (Exception,), {})",
    },
    falls_without=("silence after hidden checks",),
)
