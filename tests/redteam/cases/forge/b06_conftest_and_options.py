import os
import subprocess
import sys
from pathlib import Path

from case import Case

_CONFTEST = """
import pytest

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    report.outcome, report.longrepr = "passed", None
"""
_FILES = {"conftest.py": _CONFTEST, "pytest.ini": "[pytest]\naddopts = --deselect test_hidden\n"}


def _hand_in_files(folder: Path) -> None:
    for name, text in _FILES.items():
        (folder / name).write_text(text)


def _pytest_beside_the_files(folder: Path) -> str:
    (folder / "conftest.py").write_text(_CONFTEST)
    (folder / "test_answer.py").write_text("def test_answer():\n    assert 'wrong' == 'right'\n")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_answer.py"],
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "a wrong answer passed pytest" if ran.returncode == 0 and "1 passed" in ran.stdout else ""


CASE = Case(
    "B6",
    tries="hands in a conftest.py, a pytest.ini and options for pytest that turn failures into passes",
    defence="two processes",
    cells={
        "upper": """
import os

os.environ["PYTEST_ADDOPTS"] = "--deselect test_hidden"
os.environ["PYTEST_PLUGINS"] = "conftest"

def upper(text):
    return text
"""
    },
    mangle=_hand_in_files,
    due=9,
    outcomes=("failed",),
    control=_pytest_beside_the_files,
    not_nbgrader="it runs no pytest of its own",
)
