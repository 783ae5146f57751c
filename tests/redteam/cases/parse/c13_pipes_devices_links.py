import os
import socket
import stat
from contextlib import suppress
from pathlib import Path

from case import Case

NUMBER_OF_ZERO = os.makedev(1, 5)


def add_special_files(folder: Path) -> None:
    os.mkfifo(folder / "pipe.csv")
    os.mkfifo(folder / "other.ipynb")
    with suppress(PermissionError):  # only root makes devices; to others the rest is enough
        os.mknod(folder / "zero.csv", stat.S_IFCHR | 0o666, NUMBER_OF_ZERO)
    (folder / "zeros.csv").symlink_to("/dev/zero")
    (folder / "notes.txt").symlink_to("../../../checks/oracle.py")
    (folder / "data").symlink_to("../../../checks")
    here = Path.cwd()
    os.chdir(folder)  # a socket's path may have a hundred characters at most
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket.csv")
    os.chdir(here)


CASE = Case(
    "C13",
    tries="hands in pipes, devices, sockets, and links to the hidden checks",
    defence="regular files only",
    cells={
        "note": """
import os, pathlib

for path in (pathlib.Path("notes.txt"), pathlib.Path("data/oracle.py")):
    if path.exists():
        print("REA" "CHED", path.read_bytes().hex())
""",
    },
    mangle=add_special_files,
)
