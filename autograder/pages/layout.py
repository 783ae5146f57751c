"""The frame of each page: Jinja templates, and the content policy that goes with it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_TEMPLATES = Path(__file__).parent / "templates"


def content_policy(script: str = "") -> str:
    """The page's Content-Security-Policy: nothing is loaded, and at most the given inline script runs."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = f"; script-src 'sha256-{digest}'" if script else ""
    return (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        + allowed
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["style"] = Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8"))
    return environment


@lru_cache(maxsize=4)
def _script(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8") if name else ""


def render_page(template: str, values: Mapping[str, object], *, script: str = "") -> str:
    """The page made from ``template``; ``script`` names the one script file it may carry."""
    text = _script(script)
    page = _environment().get_template(template)
    return page.render(policy=content_policy(text), script=Markup(text), **values)
