"""SVG from a notebook. It is only ever shown inside ``<img>``, where no script runs and nothing is loaded.

That leaves drawings built to hang the browser: entities, and ``<use>`` elements that double one
another. So the drawing must consist of known elements, and its unfolded size is bounded.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from autograder.pages.refusals import NotShownError

BYTE_LIMIT = 1_000_000
ELEMENT_LIMIT = 100_000
DEPTH_LIMIT = 100

_ENTITY = re.compile(r"<!ENTITY|<!DOCTYPE[^>\[<]*+\[", re.IGNORECASE)
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_ELEMENT_NAMES = """
svg g defs symbol use path rect circle ellipse line polyline polygon text tspan title desc metadata
style clipPath linearGradient radialGradient stop image marker
"""
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())


def check_drawing(text: str) -> bytes:
    """The drawing as UTF-8 bytes.

    Raises NotShownError when it is damaged, too large, or uses an element that plots do not need.
    """
    data = text.encode("utf-8", "replace")
    if len(data) > BYTE_LIMIT:
        raise NotShownError(f"the drawing is larger than {BYTE_LIMIT // 1_000_000} MB")
    if _ENTITY.search(text):
        raise NotShownError("the drawing defines entities of its own")
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):  # the last of an encoding that makes no text
        raise NotShownError("the drawing is damaged") from None
    _check_elements(root)
    _unfolded(root, {element.get("id", ""): element for element in root.iter()}, {}, 0)
    return data


def _check_elements(root: ElementTree.Element) -> None:
    """Refuses every SVG element that is not on the list; foreign metadata draws nothing."""
    for element in root.iter():
        namespace, _, name = element.tag.rpartition("}")
        if (namespace + "}" == _SVG or not namespace) and name not in _ELEMENTS:
            raise NotShownError(f"the drawing holds a <{name[:30]}> element")


def _unfolded(
    element: ElementTree.Element,
    by_id: dict[str, ElementTree.Element],
    known: dict[int, int],
    depth: int,
) -> int:
    """How many elements are drawn for ``element`` once every ``<use>`` is followed."""
    if depth > DEPTH_LIMIT:
        raise NotShownError("the drawing is nested too deeply")
    if id(element) in known:
        return known[id(element)]
    parts = list(element)
    if element.tag == f"{_SVG}use":
        target = by_id.get((element.get(_LINK) or element.get("href") or "").lstrip("#"))
        parts += [target] if target is not None else []
    count = 1 + sum(_unfolded(part, by_id, known, depth + 1) for part in parts)
    if count > ELEMENT_LIMIT:
        raise NotShownError(f"the drawing has more than {ELEMENT_LIMIT} parts")
    known[id(element)] = count
    return count
