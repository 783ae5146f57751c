import os
from pathlib import Path

from case import Case

SIZE = 300 << 20


def add_sparse_file(folder: Path) -> None:
    with (folder / "other.ipynb").open("wb") as file:
        os.truncate(file.fileno(), SIZE)


def read(folder: Path) -> str:
    add_sparse_file(folder)
    place = folder / "other.ipynb"
    blocks = place.stat().st_blocks
    return f"{len(place.read_bytes())} bytes of {blocks} blocks" if blocks < 16 else ""


CASE = Case(
    "C13b",
    tries="hands in a sparse file: nothing on a disk, and hundreds of megabytes when it is read",
    defence="bounded submissions",
    mangle=add_sparse_file,
    due=0,
    outcomes=("student error",),
    falls_without=("bounded submissions",),
    control=read,
    not_nbgrader="it copies such a file as it is, and grades on",
)
