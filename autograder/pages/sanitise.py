"""Text and HTML from a notebook, made harmless before it reaches a page."""

from __future__ import annotations

import re
from collections.abc import Callable

import nh3

TEXT_LIMIT = 100_000
"""Characters of text that one cell may show."""

HOLDER_OPEN, HOLDER_CLOSE = "\ufdd0", "\ufdd1"
"""Noncharacters that stand around the number of a trusted fragment; text never keeps them."""

PictureSource = Callable[[str], str | None]
"""Turns the ``src`` of an image into a checked data URI, or ``None`` when it may not be shown."""

# CSI, OSC and the shorter escape sequences; an unfinished one loses its ESC below.
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u2060-\u2064\ufeff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_REWRITTEN = re.compile(r"^[^\n]*\r(?=[^\n\r])", re.MULTILINE)

_TAG_NAMES = """
a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2
h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody
td tfoot th thead tr u ul var
"""
_TAGS = set(_TAG_NAMES.split())
_ATTRIBUTES = {
    "*": {"title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "details": {"open"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope", "style"},
    "td": {"colspan", "rowspan", "style"},
}
# A column span of thousands freezes the layout of a table.
_LARGEST = {"colspan": 100, "rowspan": 1000, "width": 4000, "height": 4000, "start": 1_000_000}
_STYLES = {"text-align", "vertical-align", "font-weight"}


def text_of(value: object) -> str:
    """A text field of a notebook, which may be a string or a list of strings; anything else is empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return "".join(part for part in value if isinstance(part, str))
    return ""


def plain(text: str) -> str:
    """``text`` without ANSI sequences and control characters; a mark stands where bidi controls were."""
    text = _rubbed_out(_ANSI.sub("", text).replace("\r\n", "\n"))
    # Progress bars rewrite their line; only its last state is worth reading.
    text = _REWRITTEN.sub("", text)
    return _mark_bidi(_INVISIBLE.sub("", text))


def _rubbed_out(text: str) -> str:
    """``text`` after its backspaces, each of which takes the character before it in its line."""
    if "\b" not in text:
        return text
    kept: list[str] = []
    for character in text:
        if character != "\b":
            kept.append(character)
        elif kept and kept[-1] not in "\r\n":
            kept.pop()
    return "".join(kept)


def shorten(text: str, limit: int = TEXT_LIMIT) -> tuple[str, bool]:
    """``text`` cut after ``limit`` characters, and whether it was."""
    return (text[:limit], True) if len(text) > limit else (text, False)


def no_picture(_source: str) -> str | None:
    """A picture source that shows nothing."""
    return None


_REOPENED = re.compile(r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/]", re.IGNORECASE)
"""Elements with attributes: those without are opened again three times at most."""
_MOST_REOPENED = 1_000_000


def _is_at_most(digits: str, largest: int) -> bool:
    return len(digits) < 10 and int(digits) <= largest


def _multiplies(html: str) -> bool:
    """Whether reading ``html`` may make far more of it: each open <b> is opened again in every block that follows."""
    return len(_REOPENED.findall(html)) * html.count("<") > _MOST_REOPENED


def clean_html(html: str, pictures: PictureSource = no_picture) -> str:
    """``html`` with only harmless elements left: no script, style sheet, form, frame, drawing or handler.

    Classes and ids go as well, so that a notebook cannot dress up as a part of our own page.
    Images stay only when ``pictures`` gives a data URI for them; links lead to the web or to mail.
    """

    def keep(_tag: str, name: str, value: str) -> str | None:
        if name == "src":
            return pictures(value)
        if name == "href":
            return value if value.strip().lower().startswith(("http://", "https://", "mailto:")) else None
        if name in _LARGEST:
            return (
                value if value.isascii() and value.isdigit() and _is_at_most(value, _LARGEST[name]) else None
            )
        if name == "style" and ("(" in value or "\\" in value):
            return None
        return value.replace(HOLDER_OPEN, "").replace(HOLDER_CLOSE, "")

    if _multiplies(html):
        return f"<pre>{nh3.clean_text(plain(html))}</pre>"
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        filter_style_properties=_STYLES,
        url_schemes={"http", "https", "mailto", "data", "attachment"},
        link_rel="noopener noreferrer nofollow",
    )
    return _mark_bidi(cleaned)


def _mark_bidi(text: str) -> str:
    return _SURROGATE.sub("\ufffd", _BIDI.sub("\ufffd", text))
