"""The same story with a mouse: formgrader's pages in a real Chromium."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from formgrader_server import Classroom
from machine import open_browser
from small_course import CHECKED, RIGHT, WRONG

pytestmark = [pytest.mark.sandbox, pytest.mark.browser, pytest.mark.slow]

MATHJAX_ELSEWHERE = "**/*mathjax*/**"


@pytest.fixture(scope="module")
def page(classroom: Classroom) -> Iterator[Any]:
    with open_browser() as browser:
        opened = browser.new_page(viewport={"width": 1200, "height": 900})
        # nbconvert's page would fetch its formulas' typesetter from elsewhere.
        opened.route(MATHJAX_ELSEWHERE, lambda route: route.abort())
        opened.goto(f"{classroom.url}/?token={classroom.token}")
        yield opened


def look(page: Any, name: str) -> None:
    """Keep a picture of the page, for people, where AUTOGRADER_PICTURES says so."""
    if folder := os.environ.get("AUTOGRADER_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"formgrader-{name}.png"))


def press(page: Any, button: str) -> None:
    """Press a button of the only assignment's row and close the box that says how it went."""
    page.click(f"{button} a")
    box = page.locator("#success-modal")
    box.wait_for()
    look(page, button.rsplit(".", maxsplit=1)[-1])
    box.get_by_role("button", name="OK").click()
    box.wait_for(state="hidden")


def test_from_generate_to_released_feedback(classroom: Classroom, page: Any) -> None:
    page.goto(f"{classroom.url}/manage_assignments")
    press(page, "td.assign")
    press(page, "td.release")
    classroom.submit("ada", RIGHT | {"why": "Because two divides it."})
    classroom.submit("bob", WRONG)
    page.reload()
    press(page, "td.collect")

    page.goto(f"{classroom.url}/manage_submissions/hw")
    for student in ("ada", "bob"):
        row = page.locator("tr", has=page.locator("td.student-id", has_text=student))
        row.locator("td.autograde a").click()
        page.locator("#success-modal").get_by_role("button", name="OK").click()
        page.locator("#success-modal").wait_for(state="hidden")
        row.locator("td.status .label", has_text="grad").wait_for()
    look(page, "submissions")
    rows = dict(zip(page.locator("td.student-id").all_inner_texts(), scores(page), strict=True))
    assert rows == {"ada": f"{CHECKED:g} / 9", "bob": f"{CHECKED - 2:g} / 9"}

    grade_by_hand(classroom, page)

    page.goto(f"{classroom.url}/manage_assignments")
    press(page, "td.generate-feedback")
    press(page, "td.release-feedback")
    text = (classroom.course.root / "feedback/ada/hw/hw.html").read_text()
    assert "A clear answer." in text
    assert "double(-7)" not in text


def scores(page: Any) -> list[str]:
    return [text.strip() for text in page.locator("td.score").all_inner_texts()]


def grade_by_hand(classroom: Classroom, page: Any) -> None:
    """Open ada's notebook, give points and a comment, and see them saved."""
    copies = classroom.get("/api/submitted_notebooks/hw/hw")
    copy = next(copy["id"] for copy in copies if copy["student"] == "ada")
    page.goto(f"{classroom.url}/submissions/{copy}/?index=0")
    page.locator("#why").wait_for()
    page.wait_for_load_state("networkidle")
    look(page, "notebook")
    page.fill("#why", "4")
    page.press("#why", "Tab")
    comment = page.locator("textarea.comment").last
    comment.fill("A clear answer.")
    comment.blur()
    page.wait_for_load_state("networkidle")
    look(page, "graded")
    found = classroom.get("/api/submission/hw/ada")
    assert (found["score"], found["needs_manual_grade"]) == (CHECKED + 4, False)


HOSTILE = """Because.

<script>pwned()</script> <img src="x" onerror="pwned()"> <svg onload="pwned()"></svg>
<iframe srcdoc="<script>parent.pwned()</script>"></iframe> <a href="javascript:pwned()" id="tempting">look</a>

![a picture](figure.png) $a < b$ and **bold**
"""
HOSTILE_CODE = """from IPython.display import HTML, Javascript, Markdown, display

display(HTML("<img src=x onerror='pwned()'><script>pwned()</script>"))
display(Javascript("pwned()"))
display(Markdown("<img src=x onerror='pwned()'>"))

def double(x):
    return x + x
"""


def test_nothing_of_a_students_runs_in_the_graders_session(classroom: Classroom, page: Any) -> None:
    classroom.submit("eve", RIGHT | {"why": HOSTILE, "double": HOSTILE_CODE})
    classroom.post("/api/assignment/hw/collect")
    classroom.post("/api/submission/hw/eve/autograde")
    copies = classroom.get("/api/submitted_notebooks/hw/hw")
    copy = next(copy["id"] for copy in copies if copy["student"] == "eve")
    hits: list[str] = []
    page.expose_function("pwned", lambda: hits.append("ran"))
    page.goto(f"{classroom.url}/submissions/{copy}/?index=0")
    page.locator("#why").wait_for()
    page.wait_for_load_state("networkidle")
    look(page, "hostile")
    assert page.locator("strong", has_text="bold").count() == 1
    assert page.locator("[href^='javascript:'], [onerror], [onload], iframe").count() == 0
    assert hits == []
