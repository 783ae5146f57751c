import tarfile
from pathlib import Path

from case import Case

from cases.parse._packing import NOTEBOOK, tarred, unpacked_naively


def pack(folder: Path, members: int = 12_000) -> None:
    tarred(folder, [tarfile.TarInfo(f"{number}") for number in range(members)])


def extract(folder: Path) -> str:
    (folder / NOTEBOOK).write_text("{}")
    pack(folder, 2_000)
    packed = (folder / "hw.tar.gz").stat().st_size
    files = len(list(unpacked_naively(folder / "hw.tar.gz", folder).iterdir()))
    return f"{files} files of {packed} bytes" if files > 1_000 else ""


CASE = Case(
    "C12b",
    tries="hands in a small archive of many thousands of empty files",
    defence="bounded submissions",
    mangle=pack,
    due=0,
    outcomes=("student error",),
    falls_without=("bounded submissions",),
    control=extract,
    not_nbgrader="it unpacks no archives",
)
