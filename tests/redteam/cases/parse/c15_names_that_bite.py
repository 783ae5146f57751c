import os
import subprocess
from pathlib import Path

from case import Case

NAMES = [
    b"--force",
    b"-rf *",
    b"$(touch rtleft-C15).txt",
    b"; touch rtleft-C15",
    b"| cat",
    b"new\nline.txt",
    b"\x1b]0;owned\x07.txt",
    b"\xff\xfe not utf-8.txt",
    "\u202egnp.exe".encode(),
    "\ufeff\u200b".encode(),
    b"n" * 255,
    b"%s%n{0}{student}.txt",
    b"<img src=x onerror=pwned()>.txt",
    b"'; DROP TABLE grade; --.txt",
    b"hw.ipynb\n",
    b"HW.IPYNB",
    "hw\u2024ipynb".encode(),
    b"con",
    b"~",
    b"[red]markup[",
]


def add_names(folder: Path) -> None:
    for name in NAMES:
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_text("hello")  # noqa: PTH118


def no_name_reached_a_page(root: Path, student: str) -> list[str]:
    pages = (root / "feedback" / student).rglob("*.html")
    text = "".join(page.read_text() for page in pages)
    return [f"{sign!a} stands on a page" for sign in ("<img src=x", "\x1b", "\u202e") if sign in text]


def count_letters(folder: Path) -> str:
    """Do something with each file as a line of shell does."""
    work = folder / "handed in"
    work.mkdir()
    add_names(work)
    for name in os.listdir(work):  # noqa: PTH208
        if name.isascii():
            said = subprocess.DEVNULL
            subprocess.run(
                f"wc -c {name}", shell=True, cwd=work, stdin=said, stdout=said, stderr=said, check=False
            )
    return "; ".join(str(path) for path in work.glob("rtleft-C15"))


CASE = Case(
    "C15",
    tries="hands in files whose names are options, commands, markup, no text at all, or turned around",
    defence="plain text",
    mangle=add_names,
    control=count_letters,
    not_nbgrader="it never hands a name to a shell",
    inspect=no_name_reached_a_page,
)
