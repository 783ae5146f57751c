from case import Case

CASE = Case(
    "A2",
    tries="asks the garbage collector for every object of the process, and looks for the checks' modules",
    defence="two processes",
    cells={
        "note": """
import gc

for thing in gc.get_objects():
    if type(thing) is dict and {"EXPECTED", "HELPER"} & {key for key in thing if type(key) is str}:
        print({key: value for key, value in thing.items() if type(value) is str})
""",
    },
    falls_without=("two processes",),
)
