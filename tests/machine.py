"""What tests need of this machine, and what becomes of them where it is not there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pytest

_CHROMIUM = Path("/usr/bin/chromium")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


def is_complete() -> bool:
    """Whether this run is meant to leave nothing out."""
    return os.environ.get("CI", "").lower() in ("1", "true")


def missing(what: str) -> NoReturn:
    """Skip this test, but fail it where the tests are meant to be complete."""
    if is_complete():
        pytest.fail(f"this machine lacks {what}, which a complete run of the tests needs")
    pytest.skip(f"needs {what}")


def require_bubblewrap() -> None:
    """Go on only where there is a real sandbox."""
    if shutil.which("bwrap") is None:
        missing("bubblewrap (the package `bubblewrap`)")


def has_browser() -> bool:
    """Whether pages can be opened here."""
    return _CHROMIUM.exists() and find_spec("playwright") is not None


@contextmanager
def open_browser() -> Iterator[Any]:
    """Debian's Chromium, which fetches nothing by itself."""
    if not has_browser():
        missing("Chromium (the package `chromium`, and `playwright` in the Python of the tests)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(_CHROMIUM), args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
