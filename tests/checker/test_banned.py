"""What a question forbids is found in the student's source and while it runs, however it is disguised."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from courses import Grader, hidden

from autograder import forbidden
from autograder.checker.banned import NotAllowed, mentions
from autograder.checker.verdict import CATEGORIES
from autograder.errors import AssignmentError
from autograder.results import Outcome

CHECK = """
from autograder import forbidden
x, k = np.array([1.0, 2.0, 4.0]), np.array([0.5, 0.5])
with forbidden("numpy.convolve", "numpy.fft", "collections.Counter"):
    result = smooth(x, k)
assert result.tolist() == [1.5, 3.0]
"""
OWN = "def smooth(x, k): return np.array([(x[i:i + len(k)] * k).sum() for i in range(len(x) - len(k) + 1)])"
OWN_BY_ANOTHER_NAME = OWN.replace("smooth", "own") + "\n"
DISGUISES = {
    "plain": "def smooth(x, k): return np.convolve(x, k, 'valid')",
    "another name": "from numpy import convolve as c\ndef smooth(x, k): return c(x, k, 'valid')",
    "a helper": "def helper(x, k): return np.convolve(x, k, 'valid')\ndef smooth(x, k): return helper(x, k)",
    "put together": "def smooth(x, k): return getattr(np, 'conv' + 'olve')(x, k, 'valid')",
    "kept before": "c = vars(np)['conv' + 'olve']\ndef smooth(x, k): return c(x, k, 'valid')",
    "in a list": "cs = [vars(np)['conv' + 'olve']]\ndef smooth(x, k): return cs[0](x, k, 'valid')",
    "from inside": "def smooth(x, k): return np._core.numeric.convolve(x, k, 'valid')",
    "as it is": "smooth = lambda x, k: vars(np)['conv' + 'olve'](x, k, 'valid')",
    "in a closure": """
def make(c):
    return lambda x, k: c(x, k, 'valid')
smooth = make(vars(np)['conv' + 'olve'])
""",
    "under its own name alone": "import collections\nsmooth = vars(collections)['Coun' + 'ter']",
    "caught": OWN_BY_ANOTHER_NAME
    + """
def smooth(x, k):
    try:
        return getattr(np, 'conv' + 'olve')(x, k)
    except Exception:
        return own(x, k)
""",
    "a class": OWN_BY_ANOTHER_NAME
    + """
import collections
C = vars(collections)['Coun' + 'ter']
def smooth(x, k):
    C()
    return own(x, k)
""",
    "of a module": OWN_BY_ANOTHER_NAME
    + """
def smooth(x, k):
    getattr(np, 'f' + 'ft').rfft(x)
    return own(x, k)
""",
}


@pytest.mark.parametrize("student", DISGUISES.values(), ids=DISGUISES)
def test_what_is_forbidden_is_found(grader: Grader, student: str) -> None:
    cell = grader.cell(student, CHECK, reference=OWN)
    assert (cell.outcome, cell.earned) == (Outcome.FAILED, 0)
    assert "which this question does not allow" in cell.checks[0].message


def test_the_student_reads_what_is_not_allowed_and_where(grader: Grader) -> None:
    cell = grader.cell("def smooth(x, k): return np.fft.fft(x) if 0 else x", CHECK, reference=OWN)
    assert (
        "your code uses numpy.fft.fft in smooth, which this question does not allow" in cell.checks[0].message
    )


def test_of_a_hidden_check_only_fixed_words_are_said(grader: Grader) -> None:
    cell = grader.cell(DISGUISES["put together"], hidden(CHECK), reference=OWN)
    assert cell.checks[0].message == CATEGORIES["banned"]


def test_what_other_questions_use_and_what_libraries_do_inside_is_allowed(grader: Grader) -> None:
    student = f"def other(x): return np.convolve(x, x)\n{OWN}"
    check = (
        f"{CHECK}\nassert other(np.ones(2)).tolist() == [1, 2, 1]\nassert smooth(x, k).tolist() == [1.5, 3.0]"
    )
    cell = grader.cell(student, check.replace("result = ", "np.polymul(x, k); result = "))
    assert (cell.outcome, cell.checks[0].detail) == (Outcome.PASSED, "")


def test_what_is_forbidden_is_allowed_again_after_a_time_out(grader: Grader) -> None:
    student = "import time\ndef slow(x): time.sleep(30)\ndef fine(x): return np.convolve(x, x).tolist()"
    check = """
import pytest
from autograder import forbidden
@pytest.mark.deadline(0.3)
def test_slow():
    with forbidden("numpy.convolve"):
        slow(1)
def test_fine():
    assert fine([1, 1]) == [1, 2, 1]
"""
    assert [c.outcome for c in grader.cell(student, check).checks] == [Outcome.TIMEOUT, Outcome.PASSED]


def test_a_name_without_its_module_is_the_authors_mistake(grader: Grader) -> None:
    cell = grader.cell(OWN, CHECK.replace('"numpy.convolve"', '"convolve"'))
    assert cell.outcome is Outcome.CHECKER_ERROR
    with pytest.raises(AssignmentError, match="give the full name with its module"), forbidden("2.x"):
        pass


def test_a_library_that_is_not_there_is_passed_over(grader: Grader) -> None:
    check = CHECK.replace('"numpy.fft"', '"no_such_library.fft", "numpy.no_such_function"')
    assert grader.cell(OWN, check).outcome is Outcome.PASSED


def test_outside_a_grading_run_calls_are_refused_as_well() -> None:
    names = {"__name__": "__main__", "np": np, "sys": sys}
    exec("def f(x): return np.convolve(x, x)", names)
    with pytest.raises(NotAllowed, match=r"your code calls numpy\.convolve"), forbidden("numpy.convolve"):
        names["f"]([1.0])  # type: ignore[operator]
    assert names["f"]([2.0]).tolist() == [4.0]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("import scipy.signal\ndef f(x): return scipy.signal.convolve(x, x)", {"scipy.signal.convolve": "f"}),
        ("from scipy import signal as s\nclass f:\n    g = s.convolve", {"scipy.signal.convolve": "f"}),
        (
            "def f(x):\n    from scipy.signal import convolve\n    return convolve(x)",
            {"scipy.signal.convolve": "f"},
        ),
        ("import scipy\nf = g = scipy.signal", {"scipy.signal": "f"}),
        ("import scipy\ndef g(x): return scipy.signal.convolve(x)\ndef f(x): return x", {}),
        ("import scipy\ndef f(x): return scipy.signals(x)", {}),
        ("def f(x: return", {}),
    ],
)
def test_the_source_of_what_a_check_reaches_is_read(cell: str, found: dict[str, str]) -> None:
    assert mentions([(cell, True)], {"f", "absent"}, ["scipy.signal"]) == found


def test_the_authors_own_cells_may_use_what_is_forbidden() -> None:
    cells = [("import numpy as np\ndef f(x): return np.convolve(x, x)", False)]
    assert mentions(cells, {"f"}, ["numpy.convolve"]) == {}
