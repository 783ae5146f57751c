"""Searches files that students get for what is hidden: notebooks, texts, archives, compiled modules."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from autograder.authoring.secrets import Secret, Secrets, digest_of, is_word_in, parts_of

MOST_BYTES: Final = 256 << 20
"""A larger file is not searched: it would not fit into a small machine's memory several times over."""


@dataclass(frozen=True, slots=True)
class Found:
    """One secret at one place."""

    where: str
    what: str
    origin: str
    is_telling: bool = True


def in_file(path: Path, name: str, secrets: Secrets) -> Iterator[Found]:
    """What of ``secrets`` stands in the file at ``path``, which findings call ``name``."""
    if path.stat().st_size > MOST_BYTES:
        return
    data = path.read_bytes()
    if path.suffix == ".ipynb":
        yield from _in_notebook(data, name, secrets)
        return
    yield from _compiled_module(path, name, secrets)
    yield from _in_bytes(data, name, secrets)


def _in_bytes(data: bytes, name: str, secrets: Secrets) -> Iterator[Found]:
    for part in parts_of(data):
        origin = secrets.blobs.get(digest_of(part))
        if origin:
            yield Found(name, "hidden data", origin)
            return
        # Latin-1 reads any bytes, and leaves the text in pickles and compiled modules as it is.
        texts = {part.decode("utf-8", "replace"), part.decode("latin-1")}
        if name.endswith((".json", ".ipynb")):
            texts |= set(_strings(_loaded(part)))
        yield from _in_texts(texts, name, secrets)


def _in_texts(texts: set[str], name: str, secrets: Secrets) -> Iterator[Found]:
    whole = "\n".join(texts)
    found = [secret for secret in secrets.texts if _stands_in(secret, whole)]
    lines = "\n".join(secret.text for secret in found if not secret.is_value)
    for secret in found:
        if not (secret.is_value and secret.text in lines):  # told by the line that it stands in
            yield Found(name, secret.text, secret.origin, secret.is_telling)


def _stands_in(secret: Secret, text: str) -> bool:
    return secret.text in text and (not secret.is_value or is_word_in(secret.text, text))


def _compiled_module(path: Path, name: str, secrets: Secrets) -> Iterator[Found]:
    """A compiled copy of a module of ``checks/``, which holds its values but not its lines."""
    if path.suffix == ".pyc":
        origins = {o for o in secrets.blobs.values() if Path(o).stem == path.name.partition(".")[0]}
        yield from (Found(name, "a compiled module", origin) for origin in sorted(origins))


def _in_notebook(data: bytes, name: str, secrets: Secrets) -> Iterator[Found]:
    content = _loaded(data)
    if not isinstance(content, dict) or not all(isinstance(c, dict) for c in content.get("cells", ())):
        yield from _in_bytes(data, name, secrets)
        return
    for number, cell in enumerate(content.get("cells", ()), 1):
        where = f"{name}, {_cell_name(cell, number)}"
        yield from _in_texts({_joined(cell.get("source", ""))}, where, secrets)
    yield from in_extras(content, name, secrets)


def in_extras(content: Any, name: str, secrets: Secrets) -> Iterator[Found]:
    """Outputs, attachments and metadata of a notebook: all that no delimiter hides."""
    yield from _in_texts(set(_strings(content.get("metadata", {}))), name, secrets)
    for number, cell in enumerate(content.get("cells", ()), 1):
        parts = [cell.get("outputs", ()), cell.get("attachments", {}), cell.get("metadata", {})]
        texts = set(_strings(parts))
        texts |= {decoded for text in texts if (decoded := _from_base64(text))}
        yield from _in_texts(texts, f"{name}, outputs of {_cell_name(cell, number)}", secrets)


def _cell_name(cell: Any, number: int) -> str:
    return str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") or f"cell {number}")


def _strings(value: Any) -> Iterator[str]:
    """Every text in a JSON value; neighbouring lines of a list are joined, as notebooks split them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, (list, tuple)):
        if value and all(isinstance(item, str) for item in value):
            yield "".join(value)
        for item in value:
            yield from _strings(item)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield repr(value)


def _joined(source: Any) -> str:
    return source if isinstance(source, str) else "".join(source)


def _loaded(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("latin-1") if len(text) >= 24 else ""
    except (binascii.Error, ValueError):
        return ""
