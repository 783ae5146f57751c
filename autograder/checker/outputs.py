"""Outputs as they come from the guest: checked to be what they say, and nothing more."""

from __future__ import annotations

from typing import Any

from autograder.errors import ProtocolError

_MIME_TYPES = frozenset(
    ("text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg", "image/svg+xml")
)


def checked_output(output: Any) -> dict[str, Any]:
    """A fresh nbformat output made of the parts of ``output`` that notebooks may hold.

    Raises:
        ProtocolError: ``output`` is not one.
    """
    match output:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return {"output_type": "stream", "name": name, "text": _plain(text)}
        case {"output_type": "error", "ename": str(ename), "evalue": str(evalue), "traceback": [*lines]}:
            traceback = [_plain(line) for line in lines if isinstance(line, str)]
            return {
                "output_type": "error",
                "ename": _plain(ename),
                "evalue": _plain(evalue),
                "traceback": traceback,
            }
        case {"output_type": "display_data", "data": dict(data)}:
            return {"output_type": "display_data", "data": _data(data), "metadata": {}}
        case {"output_type": "execute_result", "data": dict(data), "execution_count": int(count)}:
            return {
                "output_type": "execute_result",
                "data": _data(data),
                "metadata": {},
                "execution_count": count,
            }
    raise ProtocolError("an output is not in a notebook's form")


def output_size(output: dict[str, Any]) -> int:
    """Characters in an output."""
    return sum(len(str(part)) for part in output.values())


def _data(data: dict[Any, Any]) -> dict[str, str]:
    return {
        mime: _plain(text) for mime, text in data.items() if mime in _MIME_TYPES and isinstance(text, str)
    }


def _plain(text: str) -> str:
    # Lone surrogates cannot be written to a notebook file.
    return text.encode("utf-8", "replace").decode("utf-8")
