"""An exception as data: its type, its kin among the builtins, its text and the student's own frames."""

from __future__ import annotations

import builtins
import linecache
from types import TracebackType
from typing import Any

_TEXT_CHARACTERS = 4_000
_MAX_FRAMES = 20
_MAX_KIN = 20


def describe(error: BaseException) -> dict[str, Any]:
    """What the host may know of ``error``; asks as little as possible of the object itself."""
    return {
        "type": _name(type(error)),
        "kin": [_name(kind) for kind in type.mro(type(error))[:_MAX_KIN] if is_builtin(kind)],
        "text": _text(error),
        "frames": _frames(error.__traceback__),
    }


def rebuild(name: object, text: object) -> Exception:
    """A builtin exception that the host's function raised; anything unknown becomes a RuntimeError."""
    kind = getattr(builtins, str(name), None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind = RuntimeError
    try:
        return kind(str(text))
    except TypeError:  # UnicodeDecodeError and its like want more than a text
        return RuntimeError(str(text))


def _name(kind: type) -> str:
    return str(type.__getattribute__(kind, "__name__"))[:200]


def is_builtin(kind: Any) -> bool:
    """Whether ``kind`` is a class of Python's own, by identity."""
    return isinstance(kind, type) and getattr(builtins, _name(kind), None) is kind


def _text(error: BaseException) -> str:
    try:
        return str(error)[:_TEXT_CHARACTERS]
    except BaseException as other:  # a student's __str__ may do anything
        return f"<no text: {_name(type(other))}>"


def _frames(traceback: TracebackType | None) -> list[list[Any]]:
    frames = []
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if "ipython-input" in file or "ipykernel" in file or file.startswith("<cell"):
            line = linecache.getline(file, traceback.tb_lineno).strip()
            frames.append([traceback.tb_frame.f_code.co_name, traceback.tb_lineno, line[:200]])
        traceback = traceback.tb_next
    return frames[-_MAX_FRAMES:]
