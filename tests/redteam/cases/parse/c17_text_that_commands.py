import os
from pathlib import Path

from case import Case
from target_course import TargetCourse

OBEYED = ("\x1b", "\x07", "\x9b", "\u202e", "\u2066")
TITLE = "\x1b]0;owned\x07\x1b[2K\u202e"


def add_names(folder: Path) -> None:
    with (folder / f"{TITLE}.ipynb").open("wb") as file:
        os.truncate(file.fileno(), 300 << 20)
    other = folder.parents[1] / f"C17 {TITLE}" / folder.name
    other.mkdir(parents=True)


def told(root: Path, student: str) -> list[str]:
    """What the terminal and the page of this student would obey."""
    ran = TargetCourse(root).run("grade", "hw", "--student", student, "--student", f"C17 {TITLE}")
    pages = "".join(path.read_text() for path in (root / "feedback" / student).rglob("*.html"))
    shown = {"the terminal": ran.stdout + ran.stderr, "a page": pages}
    return [f"{place} gets {sign!a}" for place, text in shown.items() for sign in OBEYED if sign in text]


def print_reason(_: Path) -> str:
    line = f"{TITLE}.ipynb is larger than 200 MiB"
    return "; ".join(f"a terminal gets {sign!a}" for sign in OBEYED if sign in line)


CASE = Case(
    "C17",
    tries="commands the terminal of whoever grades, by names of files and folders",
    defence="plain text",
    mangle=add_names,
    inspect=told,
    control=print_reason,
    not_nbgrader="it says nothing of such a file",
)
