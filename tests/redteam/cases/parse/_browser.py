"""A browser that notes what the pages of a course do when they are opened."""

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from machine import open_browser

REST_MILLISECONDS = 150
ELSEWHERE = "attacker.invalid"


def happened(pages: Iterable[Path]) -> list[str]:
    """What ``pages`` did: scripts that ran, addresses of the attacker's that were asked for."""
    # A thread of its own: Playwright wants one in which no event loop runs.
    with ThreadPoolExecutor(1, initializer=threading.current_thread) as pool:
        return pool.submit(_opened, sorted(pages)).result()


def _opened(pages: list[Path]) -> list[str]:
    with open_browser() as chromium:
        return [event for path in pages for event in _open(chromium.new_context(), path)]


def _open(context: Any, path: Path) -> list[str]:
    page, events = context.new_page(), list[str]()

    def note(route: Any) -> None:
        if ELSEWHERE in route.request.url:
            events.append(f"{path.name} asks for {route.request.url}")
        route.abort()

    page.route(lambda url: not url.startswith(("file:", "data:")), note)
    page.expose_function("pwned", lambda *_: events.append(f"a script of {path.name} ran"))
    page.on("dialog", lambda dialog: (events.append(f"{path.name} opens a dialogue"), dialog.dismiss()))
    page.goto(path.as_uri(), wait_until="load")
    page.wait_for_timeout(REST_MILLISECONDS)
    for link in page.query_selector_all("a[href^='javascript' i]"):
        link.dispatch_event("click")
    page.wait_for_timeout(REST_MILLISECONDS)
    context.close()
    return list(dict.fromkeys(events))
