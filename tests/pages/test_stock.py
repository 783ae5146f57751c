"""nbgrader's own page, where what a notebook says would be the end of it."""

from __future__ import annotations

from typing import Any

from autograder.pages.stock import cleaned


def breaks_down(_context: Any, source: str) -> str:
    raise ValueError(f"missing attachment in {source}")


def test_markdown_that_cannot_be_drawn_is_shown_as_it_stands() -> None:
    html = cleaned(breaks_down, lambda _: None)({}, "![x](attachment:a.png) <script>pwned()</script>")
    assert html == "<pre>![x](attachment:a.png) &lt;script&gt;pwned()&lt;/script&gt;</pre>"
