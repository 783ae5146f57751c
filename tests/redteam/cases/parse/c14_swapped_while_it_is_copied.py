"""Files and folders that become links in the moment in which they are read."""

import ctypes
import os
import threading
import time
from contextlib import suppress
from pathlib import Path

from case import Case

FILES = 60
BEFORE = 500
"""Files that are read before those that are swapped: the swap takes a moment to begin."""

SECONDS = 3.0
SECRET = "checks/oracle.py"
_IN_OPEN = 0x20
_LIBC = ctypes.CDLL(None, use_errno=True)


def lie_in_wait(folder: Path) -> None:
    """Put many harmless files there, and swap them as soon as somebody opens the folder."""
    for number in range(BEFORE):
        (folder / f"before{number}.txt").write_text("harmless")
    for number in range(FILES):
        (folder / f"file{number}.txt").write_text("harmless")
        (folder / f"folder{number}").mkdir()
        (folder / f"folder{number}" / "oracle.py").write_text("harmless")
    watch = _LIBC.inotify_init1(os.O_CLOEXEC)
    assert _LIBC.inotify_add_watch(watch, os.fsencode(folder / "before0.txt"), _IN_OPEN) > 0
    threading.Thread(target=_swap, args=(folder, watch), daemon=True).start()


def _swap(folder: Path, watch: int) -> None:
    os.read(watch, 4096)
    os.close(watch)
    with suppress(OSError):  # the course is gone
        _swap_on(folder, time.monotonic() + SECONDS)


def _swap_on(folder: Path, end: float) -> None:
    root = folder.parents[2]
    while time.monotonic() < end and folder.is_dir():
        for number in range(FILES):
            _replace(folder / f"file{number}.txt", root / SECRET)
            _replace_folder(folder / f"folder{number}", root / "checks")
        for _ in range(200):
            _replace(folder / "timestamp.txt", root / SECRET)
            aside = folder / ".aside"
            aside.write_text("2026-03-01 12:00:00 UTC")
            aside.replace(folder / "timestamp.txt")


def _replace(place: Path, target: Path) -> None:
    aside = place.with_name(".aside")
    aside.symlink_to(target)
    aside.replace(place)


def _replace_folder(place: Path, target: Path) -> None:
    if not place.is_symlink():
        place.rename(place.with_name(f".{place.name}"))
        place.symlink_to(target)


def copy(folder: Path) -> str:
    """Look first and open then, as most programs do."""
    work = folder / "submitted" / "x" / "hw"
    work.mkdir(parents=True)
    (folder / "checks").mkdir()
    (folder / SECRET).write_text("the hidden answer")
    lie_in_wait(work)
    places = [path for path in sorted(work.rglob("*")) if path.is_file() and not path.is_symlink()]
    found = [path.name for path in places if path.exists() and b"hidden" in _after_a_moment(path)]
    return ", ".join(found[:3])


def _after_a_moment(path: Path) -> bytes:
    data = path.read_bytes()
    time.sleep(0.01)
    return data


CASE = Case(
    "C14",
    tries="swaps files and folders for links to the hidden checks in the moment in which they are read",
    defence="regular files only",
    cells={
        "double": """
import pathlib

for path in [*pathlib.Path(".").glob("*.txt"), *pathlib.Path(".").glob("folder*/*")]:
    if b"harmless" not in path.read_bytes():
        print(path, path.read_bytes().hex())

def double(x):
    return 2 * x
"""
    },
    mangle=lie_in_wait,
    control=copy,
    not_nbgrader="it has copied everything before it grades, link by link, as C13c shows",
)
