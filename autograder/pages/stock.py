"""What nbgrader's own feedback page is given, made harmless: that page trusts what a notebook says.

It writes markdown, HTML outputs and metadata into the page as they are. So the notebook is reduced
beforehand to what the page needs, and markdown is cleaned on its way out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import pass_context

from autograder.pages.allowance import Allowance
from autograder.pages.images import BITMAP_TYPES, SVG_TYPE, Pictures, picture_uri
from autograder.pages.redact import nbgrader_marks
from autograder.pages.refusals import NotShownError
from autograder.pages.sanitise import clean_html, plain, shorten, text_of

MarkdownFilter = Callable[[Any, str], str]
"""nbconvert's filter: (Jinja's context, markdown) -> HTML."""

_TEXT_TYPES = ("text/plain", "text/latex", "text/markdown")
_SAFE_NAME = re.compile(r"[\w. -]+")


def cleaned(render: MarkdownFilter, figures: Callable[[Any], Path | None]) -> MarkdownFilter:
    """``render`` with its HTML sanitised; pictures come from the notebook or the folder ``figures(context)``."""

    @pass_context
    def filtered(context: Any, source: str) -> str:
        text, _ = shorten(source)
        try:
            html = render(context, text)
        except (
            Exception
        ):  # a picture that is not attached, say: for nbconvert that is the end of the whole page
            html = f"<pre>{escape(text)}</pre>"
        return clean_html(html, Pictures(Allowance(), None, figures(context)))

    return filtered


def harmless(cells: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Copies of ``cells`` that nbgrader's page can show without running or fetching anything of theirs."""
    return [_cell(cell, number) for number, cell in enumerate(cells)]


def _cell(cell: Mapping[str, Any], number: int) -> dict[str, Any]:
    marks = nbgrader_marks(cell)
    kept = marks if _SAFE_NAME.fullmatch(text_of(marks.get("grade_id"))) else {}
    kind = cell.get("cell_type")
    copy: dict[str, Any] = {
        "id": f"cell-{number}",
        "cell_type": kind if kind in ("code", "markdown") else "raw",
        "metadata": {"nbgrader": dict(kept)} if kept else {},
        "source": text_of(cell.get("source")),
    }
    if copy["cell_type"] == "markdown" and isinstance(cell.get("attachments"), Mapping):
        copy["attachments"] = cell["attachments"]
    if copy["cell_type"] == "code":
        outputs = cell.get("outputs")
        seen = outputs if isinstance(outputs, list) else []
        copy |= {"execution_count": None, "outputs": [o for output in seen if (o := _output(output))]}
    return copy


def _output(output: object) -> dict[str, Any] | None:
    """One output, with the forms that may be shown; ``None`` where there is none."""
    if not isinstance(output, Mapping):
        return None
    kind, data = output.get("output_type"), output.get("data")
    if kind == "stream":
        text = plain(shorten(text_of(output.get("text")))[0])
        return {
            "output_type": kind,
            "name": "stderr" if output.get("name") == "stderr" else "stdout",
            "text": text,
        }
    if kind == "error":
        lines = plain(shorten("\n".join(map(text_of, _lines(output))))[0]).split("\n")
        return {"output_type": kind, "ename": "", "evalue": "", "traceback": lines}
    shown = _bundle(data) if isinstance(data, Mapping) else {}
    return {"output_type": "display_data", "metadata": {}, "data": shown} if shown else None


def _lines(error: Mapping[str, Any]) -> list[object]:
    lines = error.get("traceback")
    return lines if isinstance(lines, list) else []


def _bundle(data: Mapping[str, Any]) -> dict[str, str]:
    shown = {kind: shorten(text_of(data[kind]))[0] for kind in _TEXT_TYPES if kind in data}
    if "text/html" in data:
        shown["text/html"] = clean_html(shorten(text_of(data["text/html"]))[0], Pictures(Allowance()))
    for kind in (*BITMAP_TYPES, SVG_TYPE):
        try:
            if kind in data and picture_uri(kind, data[kind]):
                shown[kind] = text_of(data[kind])
        except NotShownError:
            continue
    return shown
