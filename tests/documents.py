"""The repository's documents, as the tests read them: pages, fenced blocks, tables, words in code type."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
PAGES = [*(ROOT / name for name in NAMES), *sorted((ROOT / "docs").glob("*.md"))]
CONVOLUTION = "04_convolution_arithmetic"


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def fences(text: str) -> Iterator[tuple[str, str]]:
    """The fenced blocks of a page: what stands behind the fence, and the body."""
    for found in re.finditer(r"^```([^\n]*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        yield found[1].strip(), found[2]


def table(text: str, heading: str) -> list[list[str]]:
    """The rows of the first table under ``heading``, without its head."""
    part = text.split(f"\n{heading}\n", 1)[1]
    lines = re.search(r"(?:^\|.*\n)+", part, re.MULTILINE)
    assert lines is not None, f"there is no table under {heading!r}"
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[0].splitlines()]
    return rows[2:]


def keys_of(value: object, prefix: str = "", *, free: Collection[str] = ()) -> Iterator[str]:
    """The paths of all keys, as docs/cli.md writes them: ``cells[].checks[].name``.

    The keys of the objects named in ``free`` are names from the outside, and no part of the format.
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{prefix}{key}"
            if key not in free:
                yield from keys_of(inner, f"{prefix}{key}.", free=free)
    elif isinstance(value, list) and value:
        yield from keys_of(value[0], f"{prefix[:-1]}[].", free=free)


def without_fences(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def code_words(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", without_fences(text))
