"""Checks on pandas objects as teachers write them: frames are data, and a student's own class never decides."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from courses import Grader

from autograder.results import Outcome
from autograder.sandbox.base import SandboxSpec
from autograder.sandbox.fake import FakeSandbox

SETUP = "import numpy as np\nimport pandas as pd"
MAKE = "def table():\n    return pd.DataFrame({'city': ['Ulm', 'Aue', 'Ulm'], 'n': [3, 1, 2]})\n"
MINE = """
class Mine(pd.DataFrame):
    def equals(self, other):
        return True
    def __eq__(self, other):
        return Always()
class Always:
    def __eq__(self, other):
        return True
    def __bool__(self):
        return True
    def all(self):
        return self
"""


@pytest.fixture(scope="module")
def warm() -> Iterator[FakeSandbox]:
    spec = SandboxSpec(python=Path(sys.executable), preload=("numpy", "pandas"), seed=7)
    with FakeSandbox(spec) as sandbox:
        yield sandbox


@pytest.fixture
def analyst(warm: FakeSandbox, tmp_path: Path) -> Grader:
    return Grader(tmp_path, warm)


@pytest.mark.parametrize(
    "check",
    [
        "assert table().equals(pd.DataFrame({'city': ['Ulm', 'Aue', 'Ulm'], 'n': [3, 1, 2]}))",
        "pd.testing.assert_frame_equal(table().head(1), pd.DataFrame({'city': ['Ulm'], 'n': [3]}))",
        "assert table()['n'].sum() == 6 and table().shape == (3, 2)",
        "assert list(table().columns) == ['city', 'n'] and set(table()) == {'city', 'n'}",
        "assert (table()['n'] > 0).all() and table().isna().sum().sum() == 0",
        "assert table().groupby('city')['n'].sum().to_dict() == {'Aue': 1, 'Ulm': 5}",
        "assert table().loc[table()['city'] == 'Ulm', 'n'].tolist() == [3, 2]",
        "assert table().iloc[1]['city'] == 'Aue' and table().at[0, 'n'] == 3 == table().iloc[0, 1]",
        "assert table()['city'].unique().tolist() == ['Ulm', 'Aue'] and 'Ulm' in table()['city'].values",
        "assert isinstance(table(), pd.DataFrame) and type(table()) is pd.DataFrame",
        "assert pd.api.types.is_integer_dtype(table()['n']) and table().dtypes['n'] == 'int64'",
        "np.testing.assert_array_equal(table()['n'], [3, 1, 2])",
        "assert table().merge(pd.DataFrame({'city': ['Aue'], 'x': [9]})).x.item() == 9",
        "frame = table()\nframe['twice'] = 2 * frame['n']\nassert frame['twice'].max() == 6",
        "assert [(row.city, row.n) for row in table().itertuples(index=False)][1] == ('Aue', 1)",
        "from autograder import assert_close\nassert_close(table()['n'], [3, 1, 2])",
    ],
)
def test_a_frame_that_a_function_returns_is_checked_as_any_frame(analyst: Grader, check: str) -> None:
    found = analyst.cell(MAKE, check, setup=SETUP)
    assert found.outcome is Outcome.PASSED, found.checks
    wrong = MAKE.replace("'Ulm'", "'Aue'").replace("[3, 1, 2]", "[3.5, None, 2]")
    if "isinstance(" not in check and "table().columns" not in check:  # which the wrong one has right
        assert analyst.cell(wrong, check, setup=SETUP).earned == 0


@pytest.mark.parametrize(
    ("student", "check"),
    [
        ("def grow(f):\n    return f.assign(m=f.n * 2)", "assert grow(pd.DataFrame({'n': [2]})).m[0] == 4"),
        ("def last(s):\n    return s.index[-1]", "assert last(pd.Series([1, 2], index=['a', 'b'])) == 'b'"),
        (
            "def when(d):\n    return d + pd.Timedelta(days=1)",
            "assert when(pd.Timestamp('2024-02-28')) == pd.Timestamp('2024-02-29')",
        ),
        ("data = pd.Series([1.0, None])", "assert data.isna().sum() == 1 and pd.isna(data[1])"),
        ("data = pd.date_range('2024', periods=3)", "assert data[-1].day == 3 and data.freq == 'D'"),
        ("data = pd.DataFrame({'a': [1]}).dtypes", "assert data['a'] == np.int64"),
        (
            "def pick(f, keep):\n    return f[keep(f)]",
            "assert len(pick(pd.Series([1, 5]), lambda s: s > 2)) == 1",
        ),
    ],
)
def test_pandas_objects_go_in_and_come_out_by_value(analyst: Grader, student: str, check: str) -> None:
    found = analyst.cell(student, check, setup=SETUP)
    assert found.outcome is Outcome.PASSED, found.checks


def test_a_machine_that_grades_without_pandas_is_no_fault_of_the_students(
    analyst: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    own = replace(analyst.sandbox.spec, python=Path("/opt/of-the-course/bin/python"))
    monkeypatch.setattr(analyst.sandbox, "spec", own)
    found = analyst.cell(MAKE, "assert table().shape == (3, 2)", setup=SETUP)
    assert found.outcome is Outcome.CHECKER_ERROR
    assert "pandas is not installed: install it here" in found.checks[0].detail


def test_what_this_python_cannot_have_made_is_a_forgery(
    analyst: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    found = analyst.cell(MAKE, "assert table().shape == (3, 2)", setup=SETUP)
    assert found.outcome is Outcome.CRASHED


@pytest.mark.parametrize(
    "forged",
    [
        MINE + "def table():\n    return Mine({'a': [1]})",
        MINE + "def table():\n    return pd.DataFrame({'city': [Always()] * 3, 'n': [Always()] * 3})",
        MINE + "def table():\n    return Always()",
        "def table():\n    return pd.DataFrame({'a': [1]}).style",
        "def table():\n    return 'a frame'",
    ],
    ids=["subclass", "cells", "object", "style", "text"],
)
@pytest.mark.parametrize(
    "check",
    [
        "assert table().equals(pd.DataFrame({'city': ['Ulm'], 'n': [3]}))",
        "pd.testing.assert_frame_equal(table(), pd.DataFrame({'city': ['Ulm'], 'n': [3]}))",
        "assert (table() == pd.DataFrame({'city': ['Ulm'], 'n': [3]})).all().all()",
    ],
    ids=["equals", "assert_frame_equal", "=="],
)
def test_no_class_of_the_students_passes_for_a_frame(analyst: Grader, forged: str, check: str) -> None:
    found = analyst.cell(forged, check, setup=SETUP, reference=MAKE)
    assert (found.outcome, found.earned) == (Outcome.FAILED, 0.0)


@pytest.mark.parametrize(
    ("student", "check"),
    [
        (
            "def grow(f):\n    f['m'] = 2 * f['n']",
            "f = pd.DataFrame({'n': [1, 2]})\nheld = [f]\ngrow(f)\nassert held[0]['m'].tolist() == [2, 4]",
        ),
        (
            "def tidy(f):\n    f.drop_duplicates(inplace=True)\n    f.reset_index(drop=True, inplace=True)",
            "f = pd.DataFrame({'n': [1, 1, 2]})\ntidy(f)\n"
            "pd.testing.assert_frame_equal(f, pd.DataFrame({'n': [1, 2]}))",
        ),
        ("def low(s):\n    s[s > 2] = 2", "s = pd.Series([1, 5])\nlow(s)\nassert s.tolist() == [1, 2]"),
        (
            "data = pd.DataFrame({'n': [1]})\ndef grow(f):\n    f['m'] = 3",
            "grow(data)\nassert data['m'].tolist() == [3]",
        ),
    ],
    ids=["a column", "rows", "a series", "the notebook's own"],
)
def test_what_student_code_does_to_a_frame_in_place_is_done_to_the_checks_own(
    analyst: Grader, student: str, check: str
) -> None:
    found = analyst.cell(student, check, setup=SETUP)
    assert found.outcome is Outcome.PASSED, found.checks


def test_a_function_that_returns_a_result_cannot_change_the_frame_it_is_compared_with(
    analyst: Grader,
) -> None:
    forged = "def total(f):\n    f['n'] = 0\n    return 0"
    check = "f = pd.DataFrame({'n': [1, 2]})\nassert total(f) == f['n'].sum()"
    assert analyst.cell(forged, check, setup=SETUP).earned == 0
