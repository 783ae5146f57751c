"""What a cell shows: nbformat outputs, sent to the host as they come and capped."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

Output: TypeAlias = dict[str, Any]

_FLUSH_CHARACTERS: Final = 1 << 15
_FLUSH_SECONDS: Final = 0.2
_LINE_CHARACTERS: Final = 4096
_MIME_TYPES: Final = (
    "text/plain",
    "text/html",
    "text/markdown",
    "text/latex",
    "image/png",
    "image/jpeg",
    "image/svg+xml",
)


class Outputs:
    """The outputs of the running cell, up to ``cap`` characters; what is over is counted, not kept.

    Of a line that is written again and again, as progress bars are, the last state alone is kept and counted,
    except where a check reads what is printed.

    Text is sent from the main thread only and never from a process that the student forked, so that
    frames cannot mix on the socket.
    """

    def __init__(self, send: Callable[[Output], None], cap: int) -> None:
        self._send = send
        self._cap = cap
        self._owner = (os.getpid(), threading.get_ident())
        self.begin()

    def begin(self, *, silent: bool = False, text_only: bool = False) -> None:
        """Start afresh for a new cell; a silent one shows nothing, and one of text alone no displays."""
        self._left = 0 if silent else self._cap
        self._silent = silent
        self._text_only = text_only
        self._cut = False
        self._pending: list[tuple[str, str]] = []
        self._size = 0
        self._flushed_at = time.monotonic()

    def write(self, name: str, text: str) -> None:
        """Add text of a stream, ``stdout`` or ``stderr``."""
        if len(text) > self._left:
            text, self._cut = text[: self._left], not self._silent
        self._left -= len(text)
        if text:
            self._pending.append((name, text))
            self._size += len(text)
        if self._size > _FLUSH_CHARACTERS or time.monotonic() - self._flushed_at > _FLUSH_SECONDS:
            self._send_pending(hold=True)

    def show(self, output: Output) -> None:
        """Add a whole output: a display, a result or an error."""
        if self._text_only:
            return
        size = sum(len(str(value)) for value in (output.get("data") or output).values())
        if size > self._left:
            self._cut = not self._silent
            return
        self._left -= size
        self.flush()
        self._emit(output)

    def flush(self) -> None:
        """Send what waits, neighbours of one stream joined."""
        self._send_pending(hold=False)

    def _send_pending(self, *, hold: bool) -> None:
        """Send what waits; ``hold`` leaves a progress bar's line, which is not at its end."""
        if not self._pending or not self._is_owner():
            return
        pending, self._pending, self._size = _joined(self._pending), [], 0
        self._flushed_at = time.monotonic()
        if not self._text_only:
            pending = [(name, self._settled(text)) for name, text in pending]
            if hold:
                self._hold_back(pending)
        for name, text in pending:
            self._emit({"output_type": "stream", "name": name, "text": text})

    def _settled(self, text: str) -> str:
        shown = "\n".join(map(_last_state, text.split("\n"))) if "\r" in text else text
        if not self._cut:
            self._left += len(text) - len(shown)
        return shown

    def _hold_back(self, pending: list[tuple[str, str]]) -> None:
        name, text = pending.pop()
        lines, line_end, line = text.rpartition("\n")
        if "\r" not in line or len(line) > _LINE_CHARACTERS:
            lines, line_end, line = text, "", ""
        if lines + line_end:
            pending.append((name, lines + line_end))
        if line:
            self._pending, self._size = [(name, line)], len(line)

    def end(self) -> None:
        """Send the rest, and say so where something was cut."""
        self.flush()
        if self._cut:
            text = f"\n[output cut here: a cell may show {self._cap:,} characters]\n"
            self._emit({"output_type": "stream", "name": "stderr", "text": text})

    def _emit(self, output: Output) -> None:
        if self._is_owner():
            self._send(output)

    def _is_owner(self) -> bool:
        return self._owner == (os.getpid(), threading.get_ident())


class Stream(io.TextIOBase):
    """A ``sys.stdout`` or ``sys.stderr`` that writes to the cell's outputs."""

    encoding = "utf-8"

    def __init__(self, name: str, outputs: Outputs) -> None:
        self.name = name
        self._outputs = outputs

    def write(self, text: str) -> int:
        """Write ``text``; a stream takes text only."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.write(self.name, str(text))
        return len(text)

    def flush(self) -> None:
        """Outputs decide when to send."""

    def writable(self) -> bool:
        """Always."""
        return True


def display_data(data: dict[str, Any], *, count: int | None = None) -> Output:
    """An ``execute_result`` (with ``count``) or ``display_data`` of the MIME types that notebooks show."""
    shown = {mime: _text(data[mime]) for mime in _MIME_TYPES if mime in data}
    if count is None:
        return {"output_type": "display_data", "data": shown, "metadata": {}}
    return {"output_type": "execute_result", "data": shown, "metadata": {}, "execution_count": count}


def _text(value: object) -> str:
    if isinstance(value, bytes):
        import base64

        return base64.b64encode(value).decode("ascii")
    return str(value)


def _last_state(line: str) -> str:
    """What a terminal shows of a line after its carriage returns; the last ones stay, for more may follow."""
    first, *states = line.split("\r")
    shown = next(filter(None, reversed(states)), None)
    if shown is None:
        return line if len(states) < 2 else f"{first}\r"
    return f"{first}\r{shown}" + ("\r" if not states[-1] else "")


def _joined(parts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    joined: list[tuple[str, list[str]]] = []
    for name, text in parts:
        if joined and joined[-1][0] == name:
            joined[-1][1].append(text)
        else:
            joined.append((name, [text]))
    return [(name, "".join(texts)) for name, texts in joined]
