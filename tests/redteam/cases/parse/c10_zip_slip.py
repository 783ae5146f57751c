from pathlib import Path

from case import Case

from cases.parse._packing import LEFT, NOTEBOOK, unpacked_naively, zipped


def pack(folder: Path) -> None:
    course = folder.parents[2]
    names = [f"{course}/{LEFT}-C10", f"../../../{LEFT}-C10", f"..\\{LEFT}-C10", "a/../../x.txt", "C:/x.txt"]
    zipped(folder, dict.fromkeys(names, b"REACHED"))


def extract(folder: Path) -> str:
    work = folder / "submitted" / "x" / "hw"
    work.mkdir(parents=True)
    (work / NOTEBOOK).write_text("{}")
    pack(work)
    unpacked_naively(work / "hw.zip", folder)
    return LEFT if (folder / f"{LEFT}-C10").exists() else ""


CASE = Case(
    "C10",
    tries="hands in a zip archive whose members have names that lead out of the folder",
    defence="archives in memory",
    mangle=pack,
    falls_without=("archives in memory",),
    control=extract,
    not_nbgrader="it unpacks no archives",
)
