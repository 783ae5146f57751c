from pathlib import Path

from case import Case


def _flood(folder: Path) -> None:
    deep = folder / "/".join("d" * 60)
    deep.mkdir(parents=True)
    for number in range(3000):
        (folder / f"rt-{number}.txt").touch()
        (deep / f"rt-{number}.txt").touch()


CASE = Case(
    "D24",
    tries="hands in thousands of files, in deep folders, so that others wait while they are read",
    defence="bounded submissions",
    mangle=_flood,
    due=0,
    outcomes=("student error",),
    falls_without=("bounded submissions",),
    not_nbgrader="it copies and reads them all, and others wait",
)
