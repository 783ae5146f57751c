import tarfile
from pathlib import Path

from case import Case

from cases.parse._packing import NOTEBOOK, tar_link, tarred, unpacked_naively

SECRET = "checks/oracle.py"


def pack(folder: Path) -> None:
    secret = f"{folder.parents[2]}/{SECRET}"
    # A path too long for realpath() to follow is how links got past Python's own filter once.
    deep = "/".join(["d" * 200] * 12)
    tarred(
        folder,
        [
            tar_link("notes.txt", secret),
            tar_link("hard.txt", secret, tarfile.LNKTYPE),
            tar_link("escape", f"{deep}/../../.."),
            tar_link("checks", str(Path(secret).parent)),
        ],
    )


def extract(folder: Path) -> str:
    (folder / "checks").mkdir()
    (folder / SECRET).write_text("the hidden answer")
    work = folder / "submitted" / "x" / "hw"
    work.mkdir(parents=True)
    (work / NOTEBOOK).write_text("{}")
    pack(work)
    return (unpacked_naively(work / "hw.tar.gz", folder) / "notes.txt").read_text()


CASE = Case(
    "C11",
    tries="hands in a tar archive with links to the hidden checks",
    defence="archives in memory",
    cells={
        "double": """
import pathlib

for path in [*pathlib.Path(".").rglob("*.txt"), *pathlib.Path(".").rglob("oracle*")]:
    print(path, path.read_bytes().hex())

def double(x):
    return 2 * x
"""
    },
    mangle=pack,
    falls_without=("archives in memory",),
    control=extract,
    not_nbgrader="it unpacks no archives",
)
