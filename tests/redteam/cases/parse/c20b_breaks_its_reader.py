from pathlib import Path

from case import Case


def mangle(folder: Path) -> None:
    path = folder / "hw.ipynb"
    path.write_text(path.read_text().replace('"nbformat": 4', f'"many": {"9" * 5_000}, "nbformat": 4'))


CASE = Case(
    "C20b",
    tries="hands in a file on which its reader fails each time, with a number of thousands of digits",
    defence="damaged files",
    mangle=mangle,
    due=0,
    outcomes=("student error",),
    falls_without=("damaged files",),
)
