"""The table in a real JupyterLab: the points arrive, and everything can be read in both themes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from courses import checks, notebook, plain, solution
from machine import open_browser
from nbformat import v4

from autograder.checker.local import LocalCheck
from autograder.jupyter.table import as_html
from autograder.results import CheckResult, Outcome

pytestmark = pytest.mark.browser

SECONDS = 60
CHECKS = """# points: 1
import pytest
assert twice(0) == 0
### BEGIN HIDDEN TESTS
@pytest.mark.points(3)
@pytest.mark.hint("Which operator doubles?")
def test_three():
    assert twice(3) == 6
### END HIDDEN TESTS
"""
# The lowest contrast of words, and that of marks, with the page behind them; its theme may use translucent ink.
CONTRASTS = """() => {
  const parts = (text) => text.match(/[\\d.]+/g).map(Number);
  const ground = (e) => { for (; e; e = e.parentElement) {
    const c = parts(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
  const ink = (e) => { const [r, g, b, a = 1] = parts(getComputedStyle(e).color), below = ground(e);
    return [r, g, b].map((v, i) => a * v + (1 - a) * below[i]); };
  const light = (rgb) => rgb.slice(0, 3)
    .map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (e) => { const [a, b] = [light(ink(e)), light(ground(e))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); };
  const texts = [...document.querySelectorAll(".autograder-checks *")].filter((e) =>
    [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  const isMark = (e) => e.matches("td:first-child");
  return [Math.min(...texts.filter((e) => !isMark(e)).map(contrast)),
          Math.min(...texts.filter(isMark).map(contrast))];
}"""


def written(folder: Path) -> None:
    """A notebook to run, and one with an output that Jupyter has no reason to trust."""
    cells = plain("%load_ext autograder"), solution("def twice(x):\n    return x"), checks(CHECKS, points=8)
    ours = notebook(*cells)
    ours.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(ours, folder / "hw.ipynb")
    kept = plain("pass")
    result = CheckResult("test_kept", False, Outcome.FAILED, message="E no")
    html = as_html([LocalCheck(result, "test_kept")])
    kept.outputs = [v4.new_output("display_data", {"text/html": html, "text/plain": ""})]
    nbformat.write(notebook(kept), folder / "untrusted.ipynb")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a JupyterLab, and the folder of its settings."""
    folder, own = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("own")
    written(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    folders = {
        name: str(own / name) for name in (*names, "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")
    }
    flags = [f"--port={port}", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}", "--no-browser"]
    flags += ["--expose-app-in-browser"]
    flags += ["--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    command = [sys.executable, "-m", "jupyterlab", "--allow-root", *flags]
    with (own / "log").open("w") as log:
        server = subprocess.Popen(command, env={**os.environ, **folders}, cwd=folder, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/api", server)
        yield f"http://127.0.0.1:{port}", own / "JUPYTERLAB_SETTINGS_DIR"
    finally:
        stop(server)


def stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:  # it sometimes waits for a kernel, which ends by itself when it is gone
        server.kill()
        server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    pytest.fail("JupyterLab did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with open_browser() as chromium:
        yield chromium


def opened(browser: Any, lab: tuple[str, Path], notebook_name: str, theme: str = "Light") -> Any:
    address, settings = lab
    place = settings / "@jupyterlab" / "apputils-extension" / "themes.jupyterlab-settings"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps({"theme": f"JupyterLab {theme}"}))
    page = browser.new_page(viewport={"width": 1000, "height": 1200})
    page.goto(f"{address}/lab/tree/{notebook_name}?reset")
    page.wait_for_selector(
        f"body[data-jp-theme-name='JupyterLab {theme}'] .jp-CodeCell", timeout=SECONDS * 1000
    )
    return page


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_the_author_reads_points_and_reasons(browser: Any, lab: tuple[str, Path], theme: str) -> None:
    page = opened(browser, lab, "hw.ipynb", theme)
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.ready")
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    table = page.locator(".autograder-checks")
    table.wait_for(timeout=SECONDS * 1000)
    said = table.inner_text()
    assert said.startswith("1 of 2 checks failed, 2 of 8 points")
    assert "> assert twice(3) == 6" in said
    assert "Hint: Which operator doubles?" in said
    assert page.get_by_text("ChecksFailed: 1 of 2 checks failed").count() == 1
    words, marks = page.evaluate(CONTRASTS)
    assert words >= 4.5
    assert marks >= 3.0
    page.close()


def test_an_untrusted_notebook_still_shows_the_table_as_meant(browser: Any, lab: tuple[str, Path]) -> None:
    page = opened(browser, lab, "untrusted.ipynb")
    page.get_by_text("1 of 1 check failed").wait_for(timeout=SECONDS * 1000)
    look = "e => getComputedStyle(e).textAlign + getComputedStyle(e).borderTopStyle"
    assert page.locator("td", has_text="test_kept").evaluate(look) == "leftnone"
    page.close()
