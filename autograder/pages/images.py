"""Bitmap pictures from a notebook: shown only when their own header promises a sane size.

A compressed picture of a few kilobytes can unpack to gigabytes in the reader's browser, so width and
height are read from the header and bounded; nothing is decoded here.
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from autograder.pages.allowance import Allowance
from autograder.pages.drawings import check_drawing
from autograder.pages.refusals import NotShownError
from autograder.pages.sanitise import text_of

BYTE_LIMIT = 2_000_000
PIXEL_LIMIT = 20_000_000
SVG_TYPE = "image/svg+xml"
BITMAP_TYPES = ("image/png", "image/jpeg", "image/gif")

_STANDALONE_JPEG_MARKERS = frozenset({0x01, *range(0xD0, 0xD9)})
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def pixel_size(data: bytes) -> tuple[str, int, int]:
    """Media type, width and height in pixels, read from the header of a PNG, GIF or JPEG file.

    Raises NotShownError when ``data`` is none of these.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and len(data) >= 24:
        return ("image/png", *struct.unpack(">II", data[16:24]))
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return ("image/gif", *struct.unpack("<HH", data[6:10]))
    if data.startswith(b"\xff\xd8"):
        return ("image/jpeg", *_jpeg_size(data))
    raise NotShownError("it is not a PNG, JPEG or GIF picture")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height of a JPEG: walks its segments up to the first frame header."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _STANDALONE_JPEG_MARKERS:
            at += 2
        elif marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    raise NotShownError("its JPEG header is damaged")


def data_uri(data: bytes) -> str:
    """A data URI of a checked bitmap.

    Raises NotShownError when the picture is too large or no bitmap that we know.
    """
    if len(data) > BYTE_LIMIT:
        raise NotShownError(f"it is larger than {BYTE_LIMIT // 1_000_000} MB")
    media_type, width, height = pixel_size(data)
    if not 0 < width * height <= PIXEL_LIMIT:
        raise NotShownError(f"it claims {width} by {height} pixels")
    return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"


def picture_uri(media_type: str, value: object) -> str:
    """A data URI for one entry of a notebook's mime bundle (bitmaps in base64, SVG as text).

    Raises NotShownError, with the reason in words.
    """
    text = text_of(value)
    if media_type == SVG_TYPE:
        encoded = check_drawing(text)
        return f"data:{SVG_TYPE};base64,{base64.b64encode(encoded).decode('ascii')}"
    return data_uri(_decoded(text))


def _decoded(text: str) -> bytes:
    if len(text) > BYTE_LIMIT * 3 // 2:
        raise NotShownError(f"it is larger than {BYTE_LIMIT // 1_000_000} MB")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise NotShownError("its base64 text is damaged") from None


class Pictures:
    """Finds the pictures that a markdown cell or an HTML output may refer to.

    A picture is a ``data:`` URI, an attachment of the same cell, or a file below ``folder`` (the
    assignment's own files). Everything else, above all an address on the web, gives ``None``, and so
    does a picture that the page's allowance no longer covers: one cell may name a picture a thousand times.
    """

    def __init__(
        self,
        allowance: Allowance,
        attachments: Mapping[str, object] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._allowance = allowance
        self._attachments = attachments or {}
        self._folder = folder.resolve() if folder is not None else None

    def __call__(self, source: str) -> str | None:
        """A data URI for ``source``, or ``None`` when it may not be shown."""
        try:
            uri = self._find(source.strip())
        except (NotShownError, OSError, ValueError):
            return None
        return uri if uri is not None and self._allowance.may_show_picture(uri) else None

    def _find(self, source: str) -> str | None:
        scheme, colon, rest = source.partition(":")
        if not colon:
            return self._file(unquote(source))
        if scheme.lower() == "attachment":
            return self._attachment(unquote(rest))
        if scheme.lower() == "data":
            head, _, body = rest.partition(",")
            media_type, _, encoding = head.partition(";")
            return (
                picture_uri(media_type, body) if encoding == "base64" and media_type in BITMAP_TYPES else None
            )
        return None

    def _attachment(self, name: str) -> str | None:
        bundle = self._attachments.get(name)
        if not isinstance(bundle, Mapping):
            return None
        for media_type in BITMAP_TYPES:
            if media_type in bundle:
                return picture_uri(media_type, bundle[media_type])
        return None

    def _file(self, name: str) -> str | None:
        if self._folder is None or not name:
            return None
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder) or not path.is_file() or path.stat().st_size > BYTE_LIMIT:
            return None
        return data_uri(path.read_bytes())
