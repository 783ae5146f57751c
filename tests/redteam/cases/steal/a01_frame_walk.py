from case import Case

CASE = Case(
    "A1",
    tries="walks the frames below student code for the locals of whoever called it",
    defence="two processes",
    cells={
        "upper": """
import sys

def upper(text):
    frame = sys._getframe()
    while frame is not None:
        print(frame.f_locals, frame.f_code.co_consts, list(frame.f_globals))
        oracle = frame.f_globals.get("oracle")
        if oracle is not None:
            FOUND.append(repr(vars(oracle)))
        frame = frame.f_back
    return text.upper()

FOUND = []
""",
        "note": "print(FOUND)",
    },
    falls_without=("two processes",),
)
