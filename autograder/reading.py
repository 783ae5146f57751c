"""A submitted notebook, read as data: any version of the format, any encoding, whatever its outputs hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from autograder.errors import SubmissionError
from autograder.submission import SubmittedCell

_MAX_TEXT: Final = 50 << 20
_MAX_VALUES: Final = 2_000_000
"""Commas and opening brackets outside of strings; an empty list takes 3 characters, and 64 bytes once it is parsed."""

_MAX_TOKENS: Final = 20_000_000
"""Strings and brackets in a large notebook, which are looked at one by one: seconds of work."""

_MAX_CELLS: Final = 5_000
_MAX_CODE: Final = 500_000
"""Characters of one code cell, which is parsed here: a thousand bytes of memory for each, in the worst case."""

_MAX_ATTACHMENTS: Final = 20 << 20
_BIG: Final = 4 << 20
_AGAIN: Final = "open it in Jupyter, save it and hand it in again"
_ANEW: Final = "download the notebook itself and hand that in"

_TOKEN: Final = re.compile(
    # A string is one token, so that nothing inside it counts. Possessive, and an open string ends with the
    # text: so no hostile file makes this slow.
    r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)(?P<outputs>(?<="outputs")\s*+:\s*+\[)?|[\[\]]',
    re.DOTALL,
)
_STRING: Final = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_OTHER_THINGS: Final = (
    (rb"%PDF", f"a PDF; {_ANEW}"),
    (rb"PK\x03\x04", f"a zip archive; {_ANEW}"),
    (rb"\s*(?i:<!doctype|<html)", f"a web page; {_ANEW}"),
    (rb"(?s).*^<<<<<<< ", f"in the middle of a merge conflict; choose a version in git, {_AGAIN}"),
    (rb"(?s)\x00+\Z", f"full of zeros, as a broken save leaves it; {_AGAIN}"),
    (rb"\s*\Z", f"empty; {_AGAIN}"),
)


@dataclass(frozen=True, slots=True)
class SubmittedNotebook:
    """The cells of a notebook, and what was odd about it."""

    cells: list[SubmittedCell]
    notes: list[str]


def read_notebook(data: bytes) -> SubmittedNotebook:
    """Read a submitted notebook.

    Raises:
        SubmissionError: it cannot be read; says what the student should do.
    """
    notes: list[str] = []
    text = _without_outputs(_decoded(data, notes))
    _check_values(text)
    notebook = _parse(text, data)
    cells = [_cell(number, cell) for number, cell in enumerate(_cells(notebook, notes), 1)]
    _note_language(notebook, notes)
    if any("\0" in cell.source for cell in cells):
        notes.append("the notebook held zero characters, which no code may hold; they were taken out")
    return SubmittedNotebook(_with_bounded_attachments([_clean(cell) for cell in cells], notes), notes)


def _decoded(data: bytes, notes: list[str]) -> str:
    try:
        return data.decode(json.detect_encoding(data), "surrogatepass")
    except UnicodeDecodeError:
        notes.append("the notebook was not saved as UTF-8; letters such as ä or é may have come out wrong")
        return data.decode("cp1252", "replace")


def _without_outputs(text: str) -> str:
    """``text`` with empty lists for outputs, which may be larger than anything that should be parsed."""
    if len(text) > _BIG:
        text = "".join(_between_outputs(text))
    if len(text) > _MAX_TEXT:
        raise SubmissionError(
            f"the notebook is larger than {_MAX_TEXT >> 20} MiB without its outputs; take out what is so large, such "
            "as pictures and data, and hand it in again"
        )
    return text


def _between_outputs(text: str) -> Iterator[str]:
    begin, depth = 0, 0  # depth of lists within an output
    for number, token in enumerate(_TOKEN.finditer(text)):
        if number > _MAX_TOKENS:
            raise SubmissionError(
                f"the notebook and its outputs hold more than {_MAX_TOKENS // 1_000_000} million values; clear the "
                "outputs, save it and hand it in again"
            )
        if depth:
            depth += {"[": 1, "]": -1}.get(token[0], 1 if token["outputs"] else 0)
            begin = token.start() if depth == 0 else begin
        elif token["outputs"]:
            yield text[begin : token.end()]
            depth = 1
    yield "" if depth else text[begin:]


def _check_values(text: str) -> None:
    if _values(text) > _MAX_VALUES and _values(_STRING.sub("", text)) > _MAX_VALUES:
        raise SubmissionError(
            f"the notebook holds more than {_MAX_VALUES // 1_000_000} million values beside its outputs, as no editor "
            "writes it; copy your cells into a new notebook and hand that in"
        )


def _values(text: str) -> int:
    return sum(map(text.count, ",[{"))


def _parse(text: str, data: bytes) -> dict[str, Any]:
    try:
        # Not strict: a raw control character in a string is somebody's text.
        notebook = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise SubmissionError(f"the file is {_what_it_is(data, text, error)}") from None
    if not isinstance(notebook, dict):
        raise SubmissionError(f"the file is JSON, but no notebook; {_ANEW}")
    return notebook


def _what_it_is(data: bytes, text: str, error: Exception) -> str:
    """What stands in the place of a notebook, and what to do about it."""
    for pattern, what in _OTHER_THINGS:
        if re.match(pattern, data[:_BIG], re.MULTILINE):
            return what
    broken_off = isinstance(error, json.JSONDecodeError) and (
        error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
    )
    if broken_off and text.lstrip().startswith("{"):
        return f"not JSON to its end: it breaks off in the middle; save the notebook, {_ANEW}"
    return f"not JSON, so it is no notebook; it may have been edited by hand: {_ANEW}"


def _cells(notebook: Mapping[str, Any], notes: list[str]) -> list[Any]:
    version, cells = notebook.get("nbformat"), notebook.get("cells")
    if version in (2, 3):
        cells = _old_cells(notebook.get("worksheets"))
        notes.append(f"the notebook was saved in format {version}, which is old; it was converted")
    elif version != 4:
        cells = None
    if not isinstance(cells, list):
        raise SubmissionError(f"the file is not a notebook of format 4; {_AGAIN}")
    if len(cells) > _MAX_CELLS:
        raise SubmissionError(f"the notebook has more than {_MAX_CELLS} cells; hand in one with fewer")
    return cells


def _old_cells(worksheets: Any) -> list[Any] | None:
    """The cells of formats 2 and 3, which lie in worksheets and call some things by other names."""
    if not isinstance(worksheets, list) or not all(isinstance(sheet, dict) for sheet in worksheets):
        return None
    cells = [cell for sheet in worksheets for cell in _listed(sheet.get("cells"))]
    return [_modern(cell) if isinstance(cell, dict) else cell for cell in cells]


def _modern(cell: Mapping[str, Any]) -> dict[str, Any]:
    kind = cell.get("cell_type")
    if kind == "code":
        return {**cell, "source": cell.get("input", "")}
    if kind == "heading":
        level = cell.get("level")
        marks = "#" * (level if isinstance(level, int) and 0 < level < 7 else 1)
        return {**cell, "cell_type": "markdown", "source": [marks, " ", *_listed(cell.get("source"))]}
    return {**cell, "cell_type": "markdown" if kind == "html" else kind}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _cell(number: int, cell: Any) -> SubmittedCell:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        raise SubmissionError(f"cell {number} of the notebook is damaged; {_AGAIN}")
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise SubmissionError(f"the text of cell {number} is damaged; {_AGAIN}")
    if cell["cell_type"] == "code" and len(source) > _MAX_CODE:
        raise SubmissionError(
            f"cell {number} of the notebook holds more than {_MAX_CODE // 1000} kB of code; read data from a file"
        )
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else ""
    cell_id = cell.get("id")
    return SubmittedCell(
        cell_type=cell["cell_type"],
        source=source,
        cell_id=_plain(cell_id) if isinstance(cell_id, str) else "",
        grade_id=_plain(grade_id) if isinstance(grade_id, str) else "",
        attachments=_attachments(cell.get("attachments")) if cell["cell_type"] != "code" else None,
    )


def _clean(cell: SubmittedCell) -> SubmittedCell:
    source = _plain(cell.source).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return SubmittedCell(cell.cell_type, source, cell.cell_id, cell.grade_id, cell.attachments)


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _attachments(attachments: Any) -> dict[str, dict[str, str]] | None:
    """Pictures by name and kind, in base64; anything of another form is left out."""
    if not isinstance(attachments, dict):
        return None
    found = {
        _plain(str(name)): _pictures(kinds) for name, kinds in attachments.items() if isinstance(kinds, dict)
    }
    return {name: kinds for name, kinds in found.items() if kinds} or None


def _pictures(kinds: Mapping[str, Any]) -> dict[str, str]:
    joined = {kind: "".join(filter(_is_text, _listed(data))) for kind, data in kinds.items()}
    return {k: _plain(d) for k, d in joined.items() if re.fullmatch(r"image/[\w.+-]+", k) and d}


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _with_bounded_attachments(cells: list[SubmittedCell], notes: list[str]) -> list[SubmittedCell]:
    """``cells``, without the attachments that pass the limit."""
    kept, total = [], 0
    for cell in cells:
        size = sum(len(data) for kinds in (cell.attachments or {}).values() for data in kinds.values())
        if total + size > _MAX_ATTACHMENTS:
            notes.append(
                f"pictures in the notebook's text pass {_MAX_ATTACHMENTS >> 20} MiB; those from then on were left out"
            )
            cell = SubmittedCell(cell.cell_type, cell.source, cell.cell_id, cell.grade_id)  # noqa: PLW2901
            size = 0
        total += size
        kept.append(cell)
    return kept


def _note_language(notebook: Mapping[str, Any], notes: list[str]) -> None:
    """Say when the notebook was made for another language; cells run as Python all the same."""
    metadata = notebook.get("metadata")
    if not isinstance(metadata, dict):
        return
    places = (("kernelspec", "language"), ("language_info", "name"))
    told = (metadata[a].get(b) for a, b in places if isinstance(metadata.get(a), dict))
    language = next((word for word in told if isinstance(word, str) and word), "python")
    if "python" not in language.lower():
        notes.append(f"the notebook was made for {_plain(language)[:30]!r}; its cells were run as Python")
