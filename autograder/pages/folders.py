"""Writing a folder at one stroke: a reader sees the old one or the new one, never a half."""

from __future__ import annotations

import ctypes
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def replace_folder(target: Path, files: Mapping[str, str]) -> None:
    """Makes ``target`` a folder that holds exactly ``files`` (name to text, as UTF-8).

    Raises OSError when the disk refuses; ``target`` is then as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.parent / f".{target.name[:50]}.{secrets.token_hex(8)}"
    fresh.mkdir()
    try:
        for name, text in files.items():
            (fresh / name).write_text(text, encoding="utf-8")
        _put_in_place(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _put_in_place(fresh: Path, target: Path) -> None:
    """Renames ``fresh`` to ``target``; afterwards ``fresh`` is gone or names what lay there before."""
    if not target.exists():
        fresh.rename(target)
    elif not _exchanged(fresh, target):
        aside = fresh.with_name(fresh.name + ".old")
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
