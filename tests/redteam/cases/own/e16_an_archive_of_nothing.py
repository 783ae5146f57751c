from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
from case import Case

from cases.own._author import adds_to_the_oracle

_NUMBERS = 400_000_000
_AT_ONCE = bytes(8_000_000)


def add_archive(folder: Path) -> None:
    """3 GB of zeros in 3 MB."""
    header = io.BytesIO()
    kind = {"descr": "<f8", "fortran_order": False, "shape": (_NUMBERS,)}
    np.lib.format.write_array_header_1_0(header, kind)
    with (
        zipfile.ZipFile(folder / "table.npz", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("table.npy", "w", force_zip64=True) as member,
    ):
        member.write(header.getvalue())
        for _ in range(_NUMBERS * 8 // len(_AT_ONCE)):
            member.write(_AT_ONCE)


CASE = Case(
    "E16",
    tries="hands in an archive of arrays, for a check to read, that fills the memory of who grades",
    defence="memory of a check",
    prepare=adds_to_the_oracle("""
import os

def double(x):
    if os.path.exists("table.npz"):
        with np.load("table.npz") as data:
            return data["table"][x] + 2 * x
    return 2 * x
"""),
    mangle=add_archive,
    due=9,
    outcomes=("failed", "timeout"),
    not_nbgrader="there the check runs in the student's own process, and it is that one's memory",
    falls_without=("memory of a check",),
)
