"""Hidden text taken out of a notebook: the regions themselves, and outputs that quote them.

Notebooks that nbgrader graded hold hidden tests in their check cells, and tracebacks that quote them. These
functions take and give nbformat's JSON, as mappings; they change nothing in place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from autograder.pages.sanitise import plain, text_of
from autograder.regions import BEGIN_HIDDEN, END_HIDDEN, OF_GRADERS

Regions = Sequence[tuple[str, str]]
"""The words that begin and end each kind of region."""

HIDDEN_TESTS: Regions = ((BEGIN_HIDDEN, END_HIDDEN),)

_TELLING = 8
"""Characters from which on a line says something: ``pass`` or ``x = 1`` stand in any notebook."""


def cut_regions(source: str, regions: Regions) -> str:
    """``source`` without its regions; one that is never closed reaches to the end."""
    for begin, end in regions:
        if begin in source:
            source = _cut(source, begin, end)
    return source


def _cut(source: str, begin: str, end: str) -> str:
    kept, inside = [], False
    for line in source.split("\n"):
        inside = inside or begin in line
        if not inside:
            kept.append(line)
        elif end in line and begin not in line:
            inside = False
    return "\n".join(kept)


def grade_id_of(cell: Mapping[str, Any]) -> str:
    """nbgrader's id of ``cell``; empty where it has none."""
    return text_of(nbgrader_marks(cell).get("grade_id"))


def nbgrader_marks(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    """nbgrader's metadata of ``cell``; empty where it has none, or some of a wrong form."""
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return marks if isinstance(marks, Mapping) else {}


def redacted(
    cells: Sequence[Mapping[str, Any]], authors: Mapping[str, str], regions: Regions
) -> list[dict[str, Any]]:
    """Copies of ``cells`` without hidden text.

    ``authors`` holds the author's own cells by grade_id, as far as they are known: what is hidden there is
    hidden here. A cell that held hidden text loses its outputs, and any other cell those outputs that quote a
    hidden line.
    """
    full_texts = [text_of(cell.get("source")) for cell in cells]
    open_texts = [cut_regions(text, regions) for text in full_texts]
    secrets = set(_secrets([*full_texts, *authors.values()], "\n".join(open_texts), regions))
    hidden_ids = {grade_id for grade_id, text in authors.items() if cut_regions(text, regions) != text}
    return [
        _redacted_cell(cell, text, secrets, had_secret=text != full or grade_id_of(cell) in hidden_ids)
        for cell, full, text in zip(cells, full_texts, open_texts, strict=True)
    ]


def _secrets(texts: Sequence[str], visible: str, regions: Regions) -> Iterator[str]:
    """The lines of regions in ``texts`` that stand nowhere in what is ``visible``."""
    for text in texts:
        kept = set(cut_regions(text, regions).split("\n"))
        for line in (line.strip() for line in text.split("\n") if line not in kept):
            if len(line) >= _TELLING and line not in visible:
                yield line


def _redacted_cell(
    cell: Mapping[str, Any], text: str, secrets: set[str], *, had_secret: bool
) -> dict[str, Any]:
    copy = {**cell, "source": text}
    if cell.get("cell_type") != "code":
        return copy
    outputs = cell.get("outputs")
    seen = outputs if isinstance(outputs, list) and not had_secret else []
    shown = [output for output in seen if not _is_of_graders(output) and not _quotes(output, secrets)]
    return {**copy, "outputs": shown}


def _is_of_graders(output: object) -> bool:
    metadata = output.get("metadata") if isinstance(output, Mapping) else None
    return isinstance(metadata, Mapping) and OF_GRADERS in metadata


def _quotes(output: object, secrets: set[str]) -> bool:
    said = plain("\n".join(_texts(output)))
    readings = (said, unescape(said))
    return any(secret in reading for secret in secrets for reading in readings)


def _texts(value: object) -> Iterator[str]:
    """Every text in a JSON value; a list of strings is one text, as nbformat has it."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, (str, list, tuple)):
        yield text_of(value)
        yield from (text for item in value if isinstance(item, (Mapping, list)) for text in _texts(item))
