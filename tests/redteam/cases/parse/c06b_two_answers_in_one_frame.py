import json
from pathlib import Path

from case import Case

from cases.parse._frames import FORGE


def read(_: Path) -> str:
    return "the last one counts" if json.loads('{"value": 1, "value": 2}')["value"] == 2 else ""


CASE = Case(
    "C6b",
    tries="answers with JSON that has the same key twice, and with numbers that JSON does not have",
    defence="strict frames",
    cells={
        "upper": FORGE
        + """
def upper(text):
    right = json.dumps(text.upper())
    value = f'["t", {right}, ["d"]]'
    answer_with(frame_of(f'{{"value": ["t", "", ["d"]], "value": {value}, "buffers": []}}'.encode()))
""",
        "spread": """
def spread(n):
    answer_with(frame_of(b'{"value": ["t", NaN, ["d"]], "buffers": []}'))
""",
    },
    due=7,
    outcomes=("crashed",),
    falls_without=("strict frames",),
    control=read,
    not_nbgrader="it has no wire",
)
