import json
from pathlib import Path

from case import Case

DEEP = "[" * 200_000 + "]" * 200_000


def nest(folder: Path) -> None:
    path = folder / "hw.ipynb"
    text = path.read_text()
    path.write_text(text[: text.rindex("}")] + f', "deep": {DEEP}' + "}")


def parse(_: Path) -> str:
    try:
        json.loads(DEEP)
    except RecursionError:
        return "it ends with an error that is none of JSON's"
    return ""


CASE = Case(
    "C6",
    tries="hands in a notebook that is nested deeper than any parser can follow",
    defence="damaged files",
    mangle=nest,
    due=0,
    outcomes=("student error",),
    falls_without=("damaged files",),
)
