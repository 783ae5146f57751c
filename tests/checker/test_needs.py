"""Which check cells need the student's own process, told by a look at their text."""

from __future__ import annotations

import pytest

from autograder.checker.needs import is_marked, need_of

NEEDS = {
    "%%bash\nls": "cell magic %%bash",
    "%%capture out\nf()": "cell magic %%capture",
    "!ls": "the line '!ls'",
    "files = !ls\nassert files": "the line",
    "%run other.py": "the line '%run other.py'",
    "%time x = f()": "the line",
    "assert get_ipython() is not None": "get_ipython",
    "assert Out[1] == 3": "Out",
    "from unittest.mock import patch\nwith patch('random.randint'): f()": "it patches random.randint",
    "from unittest import mock\nmock.patch.object(time, 'sleep').start()": "it patches time",
    "import time\ntime.sleep = print": "it changes time.sleep",
    "random.random = lambda: 0.5": "it changes random.random",
}
DOES_NOT = [
    "assert f(3) == 9",
    "%matplotlib inline\nassert f(3) == 9",
    "%%time\nassert f(3) == 9",
    "%timeit f(3)",
    "x = (7\n  % f(3))",
    "from unittest.mock import patch\nwith patch('builtins.input', return_value='3'): f()",
    "from unittest.mock import patch\nwith patch('__main__.f'), patch('sys.stdout'): g()",
    "from unittest.mock import patch\nwith patch.object(Shop, 'price'): g()",
    "import sys, io\nsys.stdout = io.StringIO()",
    "model.weights = 3",
    "Out = [1]\nassert Out[0] == 1",
    "eval('f(3)'), exec('x = f(3)'), globals()['f']",
    "def broken(:",
    "a = 5 != 3\nb = 'x = !ls'",
]


@pytest.mark.parametrize(("source", "why"), NEEDS.items(), ids=NEEDS)
def test_a_cell_that_reaches_into_the_process_needs_it_and_says_why(source: str, why: str) -> None:
    assert why in need_of(source, frozenset({"time", "random"}))


@pytest.mark.parametrize("source", DOES_NOT)
def test_a_cell_that_can_be_served_from_the_host_needs_nothing(source: str) -> None:
    assert need_of(source, frozenset({"np"})) == ""


def test_an_author_marks_a_cell_by_a_tag_or_by_a_line() -> None:
    assert is_marked("f()", {"tags": ["in-notebook"]})
    assert is_marked("x = 1\n# autograder: in the notebook\nf()", None)
    assert not is_marked("f()  # autograder: in the notebook, perhaps", {"tags": "in-notebook"})
