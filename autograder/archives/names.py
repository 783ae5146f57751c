"""Names of files as strangers write them: which are refused, which are the same, and how they are shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_MAX_PART: Final = 255  # what Linux's file systems hold, in bytes
_MAX_PATH: Final = 1_024

_FORBIDDEN: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode's categories of control characters, halves of characters (bytes that are not UTF-8), and line ends."""

_TURNING: Final = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def fault_of_part(part: str) -> str:
    """Why a file or folder cannot have this name, as the end of a sentence; empty when it can."""
    if any(unicodedata.category(letter) in _FORBIDDEN for letter in part):
        return "has a name with characters that no name should hold"
    if any(unicodedata.bidirectional(letter) in _TURNING for letter in part):
        return "has a name that would be shown in another order than it is written"
    if len(part.encode()) > _MAX_PART:
        return f"has a name of more than {_MAX_PART} bytes"
    return ""


def fault_of_path(path: str, depth: int) -> str:
    """Why no member of an archive can have this path, as the end of a sentence; empty when it can."""
    if len(path) > _MAX_PATH:  # before anything looks at each letter: a header may hold very many
        return f"has a path of more than {_MAX_PATH} characters"
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path.startswith("/") or ".." in parts or "\\" in path or re.match("[A-Za-z]:", path):
        return "would lie outside the submission's folder"
    if len(parts) > depth:
        return f"lies more than {depth} folders deep"
    return next(filter(None, map(fault_of_part, parts)), "")


def harmless(name: str) -> str:
    """A student's name for a file, without what a terminal or a page would obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in name[:100])


def is_hidden(path: str) -> bool:
    """Whether a path leads to what file managers do not show, or to what macOS adds to archives."""
    return any(part.startswith(".") or part == "__MACOSX" for part in path.split("/"))


@dataclass(slots=True)
class Places:
    """Paths that are taken; ``clash`` compares them as the strictest file system would."""

    _files: dict[str, str] = field(default_factory=dict)
    _folders: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> Places:
        """The places that ``files``, by path, take."""
        places = cls()
        for path in files:
            places.take(path)
        return places

    def take(self, path: str) -> None:
        """Note that a file lies at ``path``."""
        self._files[_folded(path)] = path
        self._folders |= {_folded(folder): path for folder in _folders_of(path)}

    def clash(self, path: str) -> str:
        """The path of a file that cannot stand beside one at ``path``; empty when there is none.

        Such are: the same path, one that differs by case or by Unicode's form only, and a file where the other
        has a folder.
        """
        for folder in _folders_of(path):
            if found := self._files.get(_folded(folder)):
                return found
        key = _folded(path)
        return self._files.get(key) or self._folders.get(key, "")


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def _folders_of(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: end + 1]) for end in range(len(parts))]
