"""Formulas: TeX to MathML, which browsers show without any script."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from xml.etree import ElementTree

from latex2mathml.converter import convert

LENGTH_LIMIT = 2_000
DEPTH_LIMIT = 60

_ELEMENT_NAMES = """
math menclose mfrac mi mn mo mover mpadded mphantom mroot mrow mspace msqrt mstyle msub msubsup msup
mtable mtd mtext mtr munder munderover
"""
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_ATTRIBUTE_NAMES = """
accent accentunder columnalign columnspacing display displaystyle fence form largeop linethickness
mathvariant maxsize minsize movablelimits notation rowspacing scriptlevel separator stretchy width
"""
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
# Words, or lengths of at most two digits: a brace 9999em high would bury the page.
_VALUE = re.compile(r"(?:(?:[a-z-]{1,20}|-?\d{0,2}(?:\.\d{1,3})?[a-z%]{0,3})(?:\s+|$))+")
# The converter has no aligned, split and gathered; the starred forms look the same and carry no numbers.
_ENVIRONMENTS = {
    "aligned": "align*",
    "align": "align*",
    "split": "align*",
    "equation": "",
    "gather": "",
    "gathered": "",
}
_ENVIRONMENT = re.compile(r"\\(begin|end)\{(" + "|".join(_ENVIRONMENTS) + r")\*?\}")


class _UnsupportedError(ValueError):
    """The converter cannot do this formula, or what it made is not plain MathML."""


@lru_cache(maxsize=2048)
def formula(tex: str, *, block: bool) -> str:
    """Safe MathML for ``tex``; the TeX source itself, as text, where it cannot be converted."""
    try:
        return _mathml(tex, block)
    except Exception:
        # The converter raises KeyError, IndexError, RecursionError and more on bad input: all mean the same.
        return f'<code class="tex">{escape(tex.strip())}</code>'


def _mathml(tex: str, block: bool) -> str:
    if len(tex) > LENGTH_LIMIT:
        raise _UnsupportedError("too long")
    source = _ENVIRONMENT.sub(_supported_environment, tex.strip())
    source = source.replace(r"\operatorname*", r"\operatorname")
    # The converter copies text unescaped: markup in it is damaged XML, or is written anew below.
    markup = convert(source, display="block" if block else "inline")
    return _rebuilt(ElementTree.fromstring(markup), 0)


def _supported_environment(match: re.Match[str]) -> str:
    name = _ENVIRONMENTS[match[2]]
    return rf"\{match[1]}{{{name}}}" if name else ""


def _rebuilt(element: ElementTree.Element, depth: int) -> str:
    """The element written anew from allowed names, so that nothing else can pass."""
    name = element.tag.rpartition("}")[2]
    text = element.text or ""
    if name not in _ELEMENTS or depth > DEPTH_LIMIT or text.lstrip().startswith("\\"):
        raise _UnsupportedError(name)
    attributes = "".join(
        f' {key}="{escape(value)}"'
        for key, value in element.attrib.items()
        if key in _ATTRIBUTES and _VALUE.fullmatch(value)
    )
    inner = "".join(_rebuilt(child, depth + 1) for child in element)
    return f"<{name}{attributes}>{escape(text)}{inner}</{name}>"
