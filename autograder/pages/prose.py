"""Markdown as notebooks use it: tables, fences, formulas, a little HTML, pictures."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from autograder.pages.formulas import formula
from autograder.pages.highlight import highlighted
from autograder.pages.images import Pictures
from autograder.pages.sanitise import (
    HOLDER_CLOSE,
    HOLDER_OPEN,
    PictureSource,
    clean_html,
    no_picture,
    plain,
    shorten,
)

LENGTH_LIMIT = 50_000
"""Characters of one cell that are rendered."""

KEPT_LENGTH = 10_000
"""Longer cells are rendered each time, so that the memory for kept ones stays bounded."""

FORMULA_LIMIT = 500
"""Formulas of one cell that are converted; the rest is shown as TeX."""

ENVIRONMENT_LIMIT = 100
"""With more ``\\begin`` in one cell they are not looked for: the search takes quadratic time."""

HEADING_SHIFT = 2
"""The page's own headings take the first two levels."""

_HOLDER = re.compile(f"{HOLDER_OPEN}(\\d+){HOLDER_CLOSE}")


def prose(source: str, pictures: Pictures | None = None) -> str:
    """Sanitised HTML for the markdown ``source`` of a cell."""
    if pictures is None and len(source) <= KEPT_LENGTH:
        return _cached(source)
    return _rendered(source, pictures or no_picture)


def _rendered(source: str, pictures: PictureSource) -> str:
    text, cut = shorten(plain(source), LENGTH_LIMIT)
    fragments: dict[int, str] = {}
    parser = _PARSER if text.count("\\begin") <= ENVIRONMENT_LIMIT else _PARSER_WITHOUT_ENVIRONMENTS
    html = clean_html(parser.render(text, {"fragments": fragments}), pictures)
    # Each fragment is used once: text that repeats a holder must not multiply the page.
    html = _HOLDER.sub(lambda match: fragments.pop(int(match[1][:9]), ""), html)
    return html + (cut_note(LENGTH_LIMIT) if cut else "")


@lru_cache(maxsize=1024)
def _cached(source: str) -> str:
    return _rendered(source, no_picture)


def cut_note(limit: int) -> str:
    """The line that tells where a long text was cut."""
    return f'<p class="cut">Cut here: only the first {limit // 1000} kB are shown.</p>'


def _hold(env: MutableMapping[str, Any], trusted: str) -> str:
    """Keeps our own markup aside, past the sanitiser, and gives the mark that stands for it."""
    fragments: dict[int, str] = env["fragments"]
    fragments[len(fragments)] = trusted
    return f"{HOLDER_OPEN}{len(fragments) - 1}{HOLDER_CLOSE}"


def _render_formula(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, env: MutableMapping[str, Any]
) -> str:
    token = tokens[index]
    block = token.type != "math_inline"
    too_many = len(env["fragments"]) >= FORMULA_LIMIT
    html = (
        f'<code class="tex">{escape(token.content)}</code>'
        if too_many
        else formula(token.content, block=block)
    )
    return _hold(env, f'<div class="formula">{html}</div>' if block and token.block else html)


def _render_fence(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, env: MutableMapping[str, Any]
) -> str:
    token = tokens[index]
    language = token.info.strip().lower()
    code = highlighted(token.content) if language in ("python", "py", "python3") else escape(token.content)
    return _hold(env, f'<pre class="code"><code>{code}</code></pre>')


def _lower_headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + HEADING_SHIFT)}"


def _parser(*, environments: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, double_inline=True, allow_digits=False)
    if environments:
        parser.use(amsmath_plugin)
    for name in ("math_inline", "math_inline_double", "math_block", "math_block_label", "amsmath"):
        parser.add_render_rule(name, _render_formula)
    parser.add_render_rule("fence", _render_fence)
    parser.core.ruler.push("lower_headings", _lower_headings)
    return parser


_PARSER = _parser(environments=True)
_PARSER_WITHOUT_ENVIRONMENTS = _parser(environments=False)
