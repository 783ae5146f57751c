import json
import tracemalloc
from pathlib import Path

from case import Case

_EMPTY = "{},"


def add_objects(folder: Path) -> None:
    path = folder / "hw.ipynb"
    text = path.read_text().rstrip().removesuffix("}")
    path.write_text(f'{text}, "more": [{_EMPTY * 15_000_000}0]' + "}")


def parse(_: Path) -> str:
    text = f"[{_EMPTY * 100_000}0]"
    tracemalloc.start()
    json.loads(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return f"it needs {peak // len(text)} times its size" if peak > 10 * len(text) else ""


CASE = Case(
    "C9b",
    tries="hands in a notebook with millions of empty objects, each of which needs twenty times its size",
    defence="bounded notebooks",
    mangle=add_objects,
    due=0,
    outcomes=("student error",),
    falls_without=("bounded notebooks",),
    control=parse,
    not_nbgrader="it would succeed, and need minutes of this machine for it",
)
