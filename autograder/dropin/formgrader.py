"""A student's notebook in formgrader's page, made harmless: the page itself trusts what a notebook says.

formgrader draws with nbconvert's ``HTMLExporter``, which takes further steps and filters from the configuration;
``use(c)`` names the two here. Without them a student's markdown could run a script in a grader's session.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import nbformat
from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors import Preprocessor

from autograder.pages.stock import cleaned, harmless

# The typesetter of formulas in that page makes links, which may hold a script, and HTML of these.
_ACTIVE_TEX: Final = re.compile(r"\\(href|html|require|style|class|cssId)\b")


class Harmless(Preprocessor):
    """Leaves of a notebook what a page can show without running or fetching anything of it."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """A harmless copy of ``nb``."""
        content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": harmless(nb.cells)}
        for cell in content["cells"]:  # type: ignore[attr-defined]
            _quiet(cell)
        to_node: Any = nbformat.from_dict  # nbformat leaves it untyped
        return to_node(content), resources


def _quiet(cell: Any) -> None:
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        for kind in data.keys() & {"text/latex", "text/html"}:
            data[kind] = _ACTIVE_TEX.sub("", data[kind])


@cache
def _exporter() -> Any:
    make: Any = HTMLExporter  # nbconvert has no types
    return make(exclude_anchor_links=True)


def _rendered(context: Any, source: str) -> str:
    html: str = _exporter().markdown2html(context, _ACTIVE_TEX.sub("", source))
    return html


def _folder(context: Any) -> Path | None:
    """The submission's folder, which pictures are taken from."""
    folder = context.get("resources", {}).get("metadata", {}).get("path", "")
    return Path(folder) if folder else None


markdown2html = cleaned(_rendered, _folder)
"""nbconvert's filter of that name, with its HTML sanitised."""
