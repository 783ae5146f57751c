from pathlib import Path

from case import Case


def add_link(folder: Path) -> None:
    (folder / "notes.txt").symlink_to("../../../checks/oracle.py")


CASE = Case(
    "C13c",
    tries="hands in a link to the hidden checks under a harmless name",
    defence="regular files only",
    cells={
        "double": """
import os

print(open("notes.txt").read() if os.path.exists("notes.txt") else "nothing")

def double(x):
    return 2 * x
"""
    },
    mangle=add_link,
    falls_without=("regular files only",),
)
