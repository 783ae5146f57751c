"""What students must not read: lines and values that the release leaves out, and what lies in ``checks/``.

A line is a secret when it is long enough to mean something and the author shows it nowhere: what stands in
a visible cell, too, is no secret, whoever repeats it.
"""

from __future__ import annotations

import ast
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.assignment import Assignment, Cell, Role
from autograder.regions import tree_of

_LEAST_LINE: Final = 18
_TELLING_LINE: Final = 40
_LEAST_TEXT: Final = 8
_LEAST_DIGITS: Final = 4
_LEAST_BYTES: Final = 64
_LEAST_MEMBER: Final = 1024
"""Names of classes, say, may well lie in the released data and in the hidden data."""

_BOILERPLATE: Final = re.compile(r"(import |from \S+ import |#|@|def |class |return$|else:|try:|\W*$)")
_DIGITS: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Secret:
    """Something hidden: ``text`` is what to look for, ``origin`` where it comes from.

    ``is_value`` says that it is an expected value, to be found as a word of its own only.
    """

    text: str
    origin: str
    is_value: bool = False

    @property
    def is_telling(self) -> bool:
        """Whether it would not stand in two places by chance."""
        return self.is_value or "assert" in self.text or len(self.text) >= _TELLING_LINE


@dataclass(frozen=True, slots=True)
class Secrets:
    """All that is hidden of one assignment; ``blobs`` maps the digest of hidden data to its place."""

    texts: tuple[Secret, ...]
    blobs: dict[str, str]


def secrets_of(assignment: Assignment) -> Secrets:
    """What the release of ``assignment`` must not hold."""
    visible = "\n".join(cell.released for notebook in assignment.notebooks for cell in notebook.cells)
    texts: dict[str, Secret] = {}
    for secret in (*_hidden_lines(assignment), *_module_lines(assignment)):
        if secret.text not in visible and means_something(secret.text):
            texts.setdefault(secret.text, secret)
    for secret in _expected_values(assignment):
        if not is_word_in(secret.text, visible):
            texts.setdefault(secret.text, secret)
    return Secrets(tuple(texts.values()), dict(_blobs(assignment)))


def is_word_in(value: str, text: str) -> bool:
    """Whether ``value`` stands in ``text``, and not as a part of a longer number or name."""
    return re.search(rf"(?<![\w.]){re.escape(value)}(?![\w]|\.\d)", text) is not None


def parts_of(data: bytes) -> Iterator[bytes]:
    """``data`` itself, and what it holds where it is a zip archive, as ``.npz`` files are."""
    yield data
    if data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                yield from (archive.read(name) for name in archive.namelist())
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
            return


def digest_of(data: bytes) -> str:
    """The digest by which hidden data is known."""
    return hashlib.sha256(data).hexdigest()


def hidden_part(cell: Cell) -> list[str]:
    """The lines of ``cell`` that its released text does not have."""
    left = [line.strip() for line in cell.released.split("\n")]
    hidden = []
    for line in (line.strip() for line in cell.source.split("\n")):
        if line in left:
            left.remove(line)
        elif line:
            hidden.append(line)
    return hidden


def _hidden_lines(assignment: Assignment) -> Iterator[Secret]:
    kinds = {Role.CHECK: "a hidden check", Role.STUDENT: "the solution", Role.TASK: "the mark scheme"}
    for notebook in assignment.notebooks:
        for cell in notebook.cells:
            origin = f"{kinds.get(cell.role, 'the hidden part')} of {cell.grade_id or cell.cell_id}"
            yield from (Secret(line, origin) for line in hidden_part(cell))


def _module_lines(assignment: Assignment) -> Iterator[Secret]:
    for path in _own_files(assignment):
        if path.suffix in (".py", ".txt", ".csv", ".json", ".md"):
            text = path.read_text(encoding="utf-8", errors="replace")
            yield from (Secret(line.strip(), _place(assignment, path)) for line in text.split("\n"))


def _blobs(assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Digests of hidden files, and of what is in their archives and large enough to be theirs alone."""
    for path in _own_files(assignment):
        for number, part in enumerate(parts_of(path.read_bytes())):
            if len(part) >= (_LEAST_BYTES if number == 0 else _LEAST_MEMBER):
                yield digest_of(part), _place(assignment, path)


def _own_files(assignment: Assignment) -> Iterable[Path]:
    """What lies in the course's ``checks/`` and in the assignment's part of ``audit/``."""
    folders = (assignment.checks, assignment.checks.parent / "audit" / assignment.name)
    found = (path for folder in folders for path in sorted(folder.rglob("*")))
    return [path for path in found if path.is_file() and "__pycache__" not in path.parts]


def _place(assignment: Assignment, path: Path) -> str:
    return str(path.relative_to(assignment.checks.parent))


def means_something(line: str) -> bool:
    """Whether a line is long enough, and particular enough, to be worth hiding."""
    return len(line) >= _LEAST_LINE and _BOILERPLATE.match(line) is None


def _expected_values(assignment: Assignment) -> Iterator[Secret]:
    """Literals of hidden asserts that nobody would write by chance."""
    for notebook in assignment.notebooks:
        for cell in notebook.cells:
            if cell.role is Role.CHECK and cell.is_code and (hidden := frozenset(hidden_part(cell))):
                origin = f"a value that {cell.grade_id} expects"
                yield from (Secret(text, origin, is_value=True) for text in _literals(cell.source, hidden))


def _literals(source: str, hidden: frozenset[str]) -> Iterator[str]:
    lines = source.split("\n")
    for node in ast.walk(tree_of(source)):
        if isinstance(node, ast.Assert) and lines[node.lineno - 1].strip() in hidden:
            yield from (text for child in ast.walk(node.test) if (text := _distinctive(child)))


def _distinctive(node: ast.AST) -> str:
    """The text of a literal that means something by itself; empty for any other node."""
    match node:
        case ast.Constant(value=bool()):
            return ""
        case ast.Constant(value=int() | float() as number):
            text = repr(number)
            # Trailing noughts make 1000 and 0.5000 round numbers.
            return text if len(_DIGITS.findall(text.strip("0."))) >= _LEAST_DIGITS else ""
        case ast.Constant(value=str() as text) if len(text) >= _LEAST_TEXT and not text.isidentifier():
            return text if "\n" not in text else ""
    return ""
