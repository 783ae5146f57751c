"""The pages in a real browser: nothing runs, nothing is fetched, nothing sticks out."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from machine import open_browser
from page_examples import class_of, code, display, markdown, rich_result, stream

from autograder.feedback import render_feedback
from autograder.report import render_report
from autograder.results import CellGrade, Grades

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}

SCRIPTS = {
    "script": "<script>pwned()</script>",
    "handler": '<img src="x" onerror="pwned()">',
    "svg": '<svg onload="pwned()"></svg>',
    "svg with a script": "<svg><script>pwned()</script></svg>",
    "frame": '<iframe srcdoc="<script>parent.pwned()</script>"></iframe>',
    "details": '<details open ontoggle="pwned()">x</details>',
    "style animation": "<style>@keyframes x{}</style><p style='animation:x 1s' onanimationstart='pwned()'>",
    "mutation": (
        "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=pwned()>'>"
    ),
    "autofocus": '<input autofocus onfocus="pwned()">',
}
# Harmless in today's browsers unless a sanitiser rearranges it; it stays for our sanitiser's sake.
MENDED_IN_BROWSERS = {"mutation"}
FETCHES = {
    "image": '<img src="http://tracker.invalid/i.png">',
    "style sheet": '<link rel="stylesheet" href="http://tracker.invalid/s.css">',
    "background": '<div style="background:url(http://tracker.invalid/b.png)">x</div>',
    "style import": "<style>@import url(http://tracker.invalid/s.css);</style>",
    "frame": '<iframe src="http://tracker.invalid/"></iframe>',
    "refresh": '<meta http-equiv="refresh" content="0;url=http://tracker.invalid/">',
    "object": '<object data="http://tracker.invalid/o"></object>',
    "video": '<video poster="http://tracker.invalid/v.png" src="http://tracker.invalid/v.mp4"></video>',
    "source set": '<img srcset="http://tracker.invalid/i.png 2x" src="http://tracker.invalid/j.png">',
}
ATTACKS = {
    **{f"runs: {k}": v for k, v in SCRIPTS.items()},
    **{f"fetches: {k}": v for k, v in FETCHES.items()},
}


@dataclass
class Seen:
    """What a page did while it was open."""

    calls: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with open_browser() as chromium:
        yield chromium


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def show(page: Any, html: str, folder: Path) -> Seen:
    """Opens ``html`` as a file and waits until it has come to rest."""
    seen = Seen()
    page.expose_function("pwned", lambda: seen.calls.append("pwned"))
    page.on("dialog", lambda dialog: seen.calls.append(dialog.type))
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.on("console", lambda message: seen.console.append(message.text))
    page.on("request", lambda request: seen.requests.append(request.url))
    (folder / "page.html").write_text(html, encoding="utf-8")
    page.goto((folder / "page.html").as_uri(), wait_until="load")
    page.wait_for_timeout(60)
    seen.requests = [url for url in seen.requests if not url.startswith(("file:", "data:", "about:"))]
    return seen


def feedback_with(payload: str) -> str:
    """A feedback page with ``payload`` at every place that a student's text can reach."""
    encoded = base64.b64encode(payload.encode()).decode()
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title></svg>{payload}'
    cells = [
        markdown(payload),
        markdown(f"text {payload} text\n\n| a |\n|---|\n| {payload} |"),
        markdown(f"```python\n{payload}\n```\n\n$\\text{{{payload}}}$\n\n$${payload}$$"),
        markdown(f"![x](data:text/html;base64,{encoded}) [x](javascript:pwned())"),
        code(
            payload,
            stream(payload),
            display(text_html=payload),
            display(image_png=payload),
            {"output_type": "display_data", "data": {"image/svg+xml": drawing}},
            display(text_markdown=payload, text_latex=payload),
            {"output_type": "error", "ename": payload, "evalue": payload, "traceback": [payload]},
        ),
        {"cell_type": "raw", "metadata": {}, "source": payload},
    ]
    result = rich_result(cells=cells, student=payload, notes=(payload,), reason=payload)
    grades = Grades(
        {("conv", name): CellGrade(manual=1, comment=payload) for name in ("essay", "shape", payload)}
    )
    (html,) = render_feedback(result, payload, grades=grades).values()
    return html


@pytest.mark.parametrize("name", sorted(SCRIPTS.keys() - MENDED_IN_BROWSERS))
def test_each_script_attack_works_on_a_naive_page(page: Any, tmp_path: Path, name: str) -> None:
    assert show(page, f"<html><body>{SCRIPTS[name]}</body></html>", tmp_path).calls


@pytest.mark.parametrize("payload", FETCHES.values(), ids=FETCHES)
def test_each_fetch_attack_works_on_a_naive_page(page: Any, tmp_path: Path, payload: str) -> None:
    page.route("http://tracker.invalid/**", lambda route: route.abort())
    assert show(page, f"<html><body>{payload}</body></html>", tmp_path).requests


@pytest.mark.parametrize("payload", ATTACKS.values(), ids=ATTACKS)
def test_feedback_neither_runs_nor_fetches_anything(page: Any, tmp_path: Path, payload: str) -> None:
    seen = show(page, feedback_with(payload), tmp_path)
    # An attempt that only the content policy stopped would show in the console.
    assert (seen.calls, seen.requests, seen.console) == ([], [], [])
    forbidden = "script, iframe, object, embed, form, input, video, link[rel=stylesheet], base, body style"
    assert page.locator(forbidden).count() == 0
    assert page.locator("meta[http-equiv=refresh]").count() == 0


def test_no_element_of_feedback_has_a_handler_or_a_script_link(page: Any, tmp_path: Path) -> None:
    show(page, feedback_with("".join(SCRIPTS.values()) + '<a href="javascript:pwned()">x</a>'), tmp_path)
    names = page.evaluate("[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())")
    assert [name for name in names if name.startswith("on") or name == "srcdoc"] == []
    assert page.locator("a[href^='javascript' i]").count() == 0


def test_the_policy_stops_what_the_sanitiser_might_let_pass(page: Any, tmp_path: Path) -> None:
    html = feedback_with("nothing").replace(
        "<main", SCRIPTS["handler"] + SCRIPTS["script"] + FETCHES["image"] + "<main"
    )
    blocked: list[str] = []
    page.on("requestfailed", lambda request: blocked.append(request.failure))
    seen = show(page, html, tmp_path)
    assert seen.calls == []
    # The browser reports the requests that it refused to make: the handler's picture and the tracker's.
    assert blocked == ["csp", "csp"]
    assert any("Content Security Policy" in line for line in seen.console)


def test_names_and_reasons_cannot_run_in_the_report(page: Any, tmp_path: Path) -> None:
    payload = "".join(ATTACKS.values())
    seen = show(
        page,
        render_report(payload, [rich_result(student=payload, reason=payload, notes=(payload,))]),
        tmp_path,
    )
    assert (seen.calls, seen.requests, seen.console) == ([], [], [])
    assert page.locator("iframe, object, form, input, video").count() == 0


def test_a_drawing_is_shown_as_a_picture_only(page: Any, tmp_path: Path) -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">'
        '<rect width="40" height="30" onclick="pwned()"/></svg>'
    )
    html = render_feedback(
        rich_result(cells=[code("x", {"output_type": "display_data", "data": {"image/svg+xml": drawing}})]),
        "t",
    )["conv.html"]
    show(page, html, tmp_path)
    assert page.locator("svg").count() == 0
    assert page.locator("img.picture").evaluate("image => image.naturalWidth") == 40


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["feedback", "report"])
def test_no_page_scrolls_sideways_on_a_phone(browser: Any, tmp_path: Path, scheme: str, kind: str) -> None:
    long = rich_result(student="x" * 200, notes=("y" * 300,), reason="z" * 300)
    html = (
        render_report("conv", [*class_of(20), long])
        if kind == "report"
        else render_feedback(long, "t" * 150)["conv.html"]
    )
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)
    page = context.new_page()
    show(page, html, tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast(browser: Any, tmp_path: Path, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    show(page, render_feedback(rich_result(notes=("A note.",)), "t")["conv.html"], tmp_path)
    assert page.evaluate(LOWEST_CONTRAST) >= 4.5
    context.close()


LOWEST_CONTRAST = """() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
  const texts = [...document.querySelectorAll("body *")].filter((e) =>
    [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  return Math.min(...texts.map((e) => { const a = light(rgb(getComputedStyle(e).color));
    const b = light(ground(e));
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); }));
}"""


def test_the_skip_link_leads_to_the_results(page: Any, tmp_path: Path) -> None:
    show(page, render_feedback(rich_result(), "t")["conv.html"], tmp_path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the results"
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")


def test_the_report_sorts_by_a_column(page: Any, tmp_path: Path) -> None:
    seen = show(page, render_report("conv", class_of(20)), tmp_path)
    table = page.locator("table.sortable").last
    table.get_by_role("button", name="Points").click()
    values = table.locator("tbody td:nth-child(2)").evaluate_all(
        "cells => cells.map((c) => Number(c.dataset.value))"
    )
    assert values == sorted(values)
    assert len(set(values)) > 2
    assert seen.console == []


def test_the_report_reads_without_scripts(browser: Any, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    (tmp_path / "report.html").write_text(render_report("conv", class_of(5)), encoding="utf-8")
    page.goto((tmp_path / "report.html").as_uri())
    assert page.locator("table.sortable").last.locator("tbody tr").count() == 5
    assert page.get_by_role("columnheader", name="Student").count() == 1
    context.close()
