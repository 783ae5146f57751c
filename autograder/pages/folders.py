"""Writing a folder at one stroke: a reader sees the old one or the new one, never a half."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def replace_folder(target: Path, files: Mapping[str, str]) -> None:
    """Makes ``target`` a folder that holds exactly ``files`` (name to text, as UTF-8).

    Of several processes the caller lets one write ``target`` at a time (``records.alone``).
    Raises OSError when the disk refuses; ``target`` is then as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # A name may fill all that a file system allows, so a short stand-in for it is what gets longer.
    short = f".{target.name[:50]}.{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:8]}"
    fresh, aside = target.with_name(f"{short}.new"), target.with_name(f"{short}.old")
    _clear_up(fresh, aside, target)
    fresh.mkdir()
    try:
        for name, text in files.items():
            (fresh / name).write_text(text, encoding="utf-8")
        _put_in_place(fresh, aside, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _clear_up(fresh: Path, aside: Path, target: Path) -> None:
    """Remove what a killed process left; what it had moved away comes back."""
    if aside.exists() and not target.exists():
        aside.rename(target)
    for left in (fresh, aside):
        if left.exists():
            shutil.rmtree(left)


def _put_in_place(fresh: Path, aside: Path, target: Path) -> None:
    """Renames ``fresh`` to ``target``; afterwards ``fresh`` is gone or names what lay there before."""
    if not target.exists():
        fresh.rename(target)
    elif not _exchanged(fresh, target):
        target.rename(aside)
        try:
            fresh.rename(target)
        except OSError:
            aside.rename(target)
            raise
        shutil.rmtree(aside, ignore_errors=True)


def _exchanged(first: Path, second: Path) -> bool:
    """Swaps two folders in one step, where the C library and the file system can (Linux)."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    return bool(
        renameat2(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE) == 0
    )
