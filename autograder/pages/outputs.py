"""The outputs of one code cell: text, pictures, sanitised HTML, tracebacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from autograder.pages.allowance import Allowance
from autograder.pages.images import BITMAP_TYPES, SVG_TYPE, Pictures, picture_uri
from autograder.pages.prose import cut_note, prose
from autograder.pages.refusals import NotShownError
from autograder.pages.sanitise import TEXT_LIMIT, clean_html, plain, shorten, text_of

OUTPUT_LIMIT = 100
"""Outputs of one cell that are shown."""


def render_outputs(outputs: Sequence[object], allowance: Allowance) -> str:
    """HTML for the ``outputs`` of one cell, in nbformat's form; what is no output is passed over."""
    merged = list(_merged(output for output in outputs if isinstance(output, Mapping)))
    cell = _CellOutputs(allowance)
    parts = [cell.render(output) for output in merged[:OUTPUT_LIMIT]]
    if len(merged) > OUTPUT_LIMIT:
        parts.append(f'<p class="cut">Cut here: only the first {OUTPUT_LIMIT} outputs are shown.</p>')
    return "".join(parts)


class _CellOutputs:
    """Renders one cell's outputs within the cell's share of text and the page's allowance."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._left = TEXT_LIMIT

    def render(self, output: Mapping[str, Any]) -> str:
        """HTML for one output."""
        kind = output.get("output_type")
        if kind == "stream":
            return self._pre(
                text_of(output.get("text")), "stderr" if output.get("name") == "stderr" else "stdout"
            )
        if kind == "error":
            return self._pre(_traceback(output), "traceback")
        data = output.get("data")
        return self._bundle(data) if isinstance(data, Mapping) else ""

    def _bundle(self, data: Mapping[str, Any]) -> str:
        """The richest form of a mime bundle that may be shown."""
        note = ""
        for media_type in (*BITMAP_TYPES, SVG_TYPE):
            if media_type in data:
                try:
                    return self._picture(media_type, data)
                except NotShownError as refusal:
                    note = f'<p class="cut">A picture is not shown: {escape(str(refusal))}.</p>'
        return note + (self._rich(data) or self._pre(text_of(data.get("text/plain")), "result"))

    def _picture(self, media_type: str, data: Mapping[str, Any]) -> str:
        source = text_of(data[media_type])
        # Before it is looked at: one that is refused has taken its time too.
        may_look = self._allowance.may_look_at(source)
        uri = picture_uri(media_type, source) if may_look else ""
        if not (may_look and self._allowance.may_show_picture(uri)):
            raise NotShownError("the pictures of this page together are too large")
        # The object's own text is all that is known about a picture: better than no description.
        described = plain(text_of(data.get("text/plain")))[:200] or "Picture made by this cell"
        return f'<img class="picture" src="{uri}" alt="{escape(described)}">'

    def _rich(self, data: Mapping[str, Any]) -> str:
        """HTML, markdown or LaTeX, sanitised; empty where there is none or too much of it."""
        kind = next((name for name in ("text/html", "text/markdown", "text/latex") if name in data), "")
        source, cut = shorten(text_of(data.get(kind)), max(0, self._left))
        if not source or not self._allowance.may_format(source):
            return ""
        self._left -= len(source)
        html = clean_html(source, Pictures(self._allowance)) if kind == "text/html" else prose(source)
        return f'<div class="rich">{html}</div>{cut_note(TEXT_LIMIT) if cut else ""}'

    def _pre(self, text: str, name: str) -> str:
        # Escape sequences take room in the raw text: cut generously before they go, exactly afterwards.
        readable = plain(text[: 10 * TEXT_LIMIT]).strip("\n")
        shown, cut = self._allowance.take_text(readable, self._left)
        self._left -= len(shown)
        note = cut_note(TEXT_LIMIT) if cut or len(text) > 10 * TEXT_LIMIT else ""
        return (f'<pre class="{name}">{escape(shown)}</pre>' if shown else "") + note


def _merged(outputs: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Joins neighbouring pieces of one stream, which kernels cut at random places."""
    pending: list[str] = []
    name: object = None
    for output in outputs:
        is_stream = output.get("output_type") == "stream"
        if pending and not (is_stream and output.get("name") == name):
            yield {"output_type": "stream", "name": name, "text": "".join(pending)}
            pending = []
        if is_stream:
            name = output.get("name")
            pending.append(text_of(output.get("text")))
        else:
            yield output
    if pending:
        yield {"output_type": "stream", "name": name, "text": "".join(pending)}


def _traceback(output: Mapping[str, Any]) -> str:
    frames = output.get("traceback")
    if isinstance(frames, (list, tuple)) and frames:
        return "\n".join(text_of(frame) for frame in frames)
    return f"{text_of(output.get('ename'))}: {text_of(output.get('evalue'))}"
