"""The leaderboard in a real browser: harmless, as wide as the screen, its dots over the axis, its rows apart."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from machine import open_browser

from autograder.leaderboard import ranked, render_leaderboard
from autograder.results import CellKind, CellResult, CheckResult, Figure, Metric, Outcome, SubmissionResult

pytestmark = pytest.mark.browser

Open = Callable[[str, int], Any]
PAYLOAD = '"><img src=x onerror=alert(1)><script>alert(1)</script>'


def page_of(students: int, name: str = "student") -> str:
    rng = random.Random(0)
    found = []
    for i in range(students):
        value = min(0.99, rng.gauss(0.8, 0.05))
        metrics = (Metric("accuracy", value, value - 0.02, value + 0.02, 500),) if i % 10 else ()
        figures = (Figure("parameters", rng.randrange(10**7)),)
        check = CheckResult("test_a", True, Outcome.PASSED, metrics=metrics, figures=figures)
        cell = CellResult(
            "hw", "q", CellKind.CHECK, 1, 1.0, Outcome.PASSED, checks=(check,), before_seconds=1.5 * i
        )
        found.append(
            SubmissionResult(f"{name}{i:04}", "hw", Outcome.PASSED, "", 1.0, 1.0, 1.0, cells=(cell,))
        )
    return render_leaderboard(ranked("hw", found), is_anonymous=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with open_browser() as chromium:
        yield chromium


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    context = browser.new_context()

    def go(html: str, width: int) -> Any:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 844})
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("dialog", lambda dialog: page.said.append("dialog") or dialog.dismiss())
        (tmp_path / "page.html").write_text(html, encoding="utf-8")
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield go
    context.close()


@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("students", [10, 300])
def test_it_is_as_wide_as_the_screen_and_no_words_overlap(opened: Open, students: int, width: int) -> None:
    page = opened(page_of(students, "a-student-with-a-very-long-name-"), width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    overlaps = page.evaluate(
        """() => [...document.querySelectorAll('.board tbody tr')].filter(row => {
            const boxes = [...row.cells].map(cell => cell.getBoundingClientRect());
            return boxes.some((a, i) => boxes.some((b, j) => i < j && a.left < b.right - 1 && b.left < a.right - 1
                && a.top < b.bottom - 1 && b.top < a.bottom - 1));
        }).length"""
    )
    assert overlaps == 0
    assert page.said == []


@pytest.mark.parametrize("width", [390, 1200])
def test_the_dots_stand_over_their_place_on_the_axis(opened: Open, width: int) -> None:
    page = opened(page_of(30), width)
    left, right = page.evaluate(
        """() => ['thead .dots', 'tbody .dots'].map(name => {
            const box = document.querySelector('.board ' + name).getBoundingClientRect(); return [box.left, box.right];
        })"""
    )
    assert left == pytest.approx(right, abs=1)


@pytest.mark.parametrize("width", [390, 1200])
def test_the_axis_stays_in_sight(opened: Open, width: int) -> None:
    page = opened(page_of(300), width)
    page.evaluate("window.scrollTo(0, document.querySelector('.board').offsetTop + 3000)")
    top = page.evaluate("document.querySelector('.board thead .dots').getBoundingClientRect().top")
    assert 0 <= top < 60


def test_nothing_in_a_name_runs(opened: Open) -> None:
    page = opened(page_of(20, PAYLOAD), 1200)
    assert page.said == []
    assert page.evaluate("document.querySelectorAll('img, script').length") == 0
