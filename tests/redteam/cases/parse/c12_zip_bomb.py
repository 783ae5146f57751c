from pathlib import Path

from case import Case

from cases.parse._packing import NOTEBOOK, unpacked_naively, zipped


def pack(folder: Path, size: int = 250 << 20) -> None:
    zipped(folder, {"data.ipynb": bytes(size)})


def extract(folder: Path) -> str:
    (folder / NOTEBOOK).write_text("{}")
    pack(folder, 16 << 20)
    packed = (folder / "hw.zip").stat().st_size
    unpacked = sum(path.stat().st_size for path in unpacked_naively(folder / "hw.zip", folder).iterdir())
    return f"{unpacked // packed} times its size" if unpacked > 100 * packed else ""


CASE = Case(
    "C12",
    tries="hands in a zip archive that unpacks to hundreds of times its size",
    defence="bounded submissions",
    mangle=pack,
    due=0,
    outcomes=("student error",),
    falls_without=("bounded submissions",),
    control=extract,
    not_nbgrader="it unpacks no archives",
)
