"""Python source, coloured. Only a few classes are used, so that the style sheet stays small."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from itertools import groupby

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType, is_token_subtype

LENGTH_LIMIT = 20_000
"""Longer sources are shown without colours: the lexer's time must stay bounded."""

KEPT_LENGTH = 5_000
"""Longer sources are coloured each time, so that the memory for kept ones stays bounded."""

_LEXER = PythonLexer(stripnl=False, ensurenl=False)
_CLASSES = (
    (Comment, "c"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (String, "s"),
    (Number, "n"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Decorator, "f"),
    (Name.Builtin, "b"),
)


def highlighted(source: str) -> str:
    """``source`` as HTML with one class per kind of token."""
    if len(source) > LENGTH_LIMIT:
        return escape(source)
    return _cached(source) if len(source) <= KEPT_LENGTH else _coloured(source)


def _coloured(source: str) -> str:
    tokens = ((_class_of(kind), text) for kind, text in _LEXER.get_tokens(source))
    runs = groupby(tokens, key=lambda token: token[0])
    return "".join(_span(name, "".join(text for _, text in run)) for name, run in runs)


_cached = lru_cache(maxsize=1024)(_coloured)


@lru_cache(maxsize=256)
def _class_of(kind: _TokenType) -> str:
    return next((name for family, name in _CLASSES if is_token_subtype(kind, family)), "")


def _span(name: str, text: str) -> str:
    return f'<span class="{name}">{escape(text)}</span>' if name else escape(text)
