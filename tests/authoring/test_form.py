"""What can be seen of an assignment without running it."""

from __future__ import annotations

import nbformat
import pytest
from author import complaints
from courses import checks, hidden, locked, plain, solution, text

from autograder.assignment import load_assignment
from autograder.authoring.findings import Status
from autograder.authoring.form import form_findings
from autograder.settings import Settings

SOLUTION = "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"


def look(author, *cells, **settings):
    return form_findings(author.write(*cells), Settings(**settings))


def said(findings, status=None):
    return [f.text for f in findings if f.status is not Status.OK and status in (None, f.status)]


def test_a_usual_assignment_has_nothing_odd(author):
    found = look(author, locked("import math"), solution(SOLUTION), checks("assert f(1) == 1"))
    assert complaints(found) == []
    assert found[0].text == "1 notebook, 1 check cell, 1 point"


def test_a_kernel_that_is_not_python_is_wrong(author):
    source = author.write(solution(SOLUTION), checks("assert f(1) == 1"))
    node = source.notebooks[0].node
    node.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    nbformat.write(node, source.folder / "hw.ipynb")
    found = form_findings(load_assignment("hw", source.folder, source.checks), Settings())
    assert said(found, Status.WRONG) == ["its kernel speaks r"]


def test_a_check_cell_without_points_is_a_warning(author):
    found = look(author, solution(SOLUTION), checks("assert f(1) == 1", points=0))
    assert said(found) == ["the check cell has no points"]


def test_a_solution_cell_that_is_taken_out_whole_is_a_warning(author):
    found = look(author, solution("def f(x):\n    return x"), checks("assert f(1) == 1"))
    assert complaints(found) == [(Status.WARNING, "hw: answer")]
    assert "no solution delimiters" in found[0].text


def test_a_check_that_cannot_be_compiled_is_wrong(author):
    found = look(author, solution(SOLUTION), checks("assert f(1 == 1"), checks("assert f(1) == 1", "fine"))
    assert complaints(found) == [(Status.WRONG, "hw: checks")]
    assert "syntax error" in found[0].text


def test_a_cell_that_only_the_notebook_can_run_is_left_to_the_reference(author):
    assert said(look(author, solution(SOLUTION), checks("%%bash\ntest -e notebook"))) == []


def test_two_test_functions_of_one_name_are_wrong(author):
    twice = "def test_f():\n    assert f(1) == 1\n\ndef test_f():\n    assert f(2) == 2"
    assert said(look(author, solution(SOLUTION), checks(twice)), Status.WRONG) == [
        "2 test functions are called test_f"
    ]


@pytest.mark.parametrize(
    "source",
    ["def check_f():\n    assert f(1) == 1", "async def test_f():\n    assert f(1) == 1"],
)
def test_a_function_that_nobody_calls_is_a_warning(author, source):
    found = look(author, solution(SOLUTION), checks(source))
    assert [t for t in said(found) if t.startswith("nothing calls the function")]


@pytest.mark.parametrize(
    "source",
    [
        "def agree(a, b):\n    assert a == b\n\ndef test_f():\n    agree(f(1), 1)",
        "import pytest\n\n@pytest.fixture\ndef one():\n    return 1\n\ndef test_f(one):\n    assert f(one) == 1",
    ],
)
def test_helpers_and_fixtures_are_called(author, source):
    assert said(look(author, solution(SOLUTION), checks(source))) == []


def test_a_helper_of_a_later_check_cell_is_called(author):
    helper = "def agree(a, b):\n    assert a == b\nassert f(1) == 1"
    assert said(look(author, solution(SOLUTION), checks(helper), checks("agree(f(2), 2)", "later"))) == []


def test_a_misspelled_delimiter_is_wrong(author):
    source = "assert f(1) == 1\n### BEGIN HIDEN TESTS\nassert f(2) == 2\n### END HIDEN TESTS"
    found = look(author, solution(SOLUTION), checks(source))
    assert len(said(found, Status.WRONG)) == 2
    assert "'### BEGIN HIDEN TESTS'" in found[0].text


def test_a_delimiter_in_small_letters_is_wrong(author):
    source = "def f(x):\n    ### begin solution\n    return x\n    ### END SOLUTION"
    assert said(look(author, locked(source)), Status.WRONG)


@pytest.mark.parametrize(
    "heading", ["# Begin here\n\nEnd of text.", "# End of the test", "## The end: tests"]
)
def test_a_heading_with_such_words_is_no_delimiter(author, heading):
    assert said(look(author, text(heading), solution(SOLUTION))) == []


def test_a_file_that_is_not_there_is_a_warning(author):
    found = look(author, locked('import numpy as np\ndata = np.load("digits.npz")'))
    assert said(found) == ["reads digits.npz, which is not in source/hw/"]


def test_a_file_beside_the_notebook_is_there(author):
    (author.root / "source/hw").mkdir(parents=True)
    (author.root / "source/hw/digits.npz").write_bytes(b"")
    assert said(look(author, locked('import numpy as np\ndata = np.load("digits.npz")'))) == []


def test_a_file_that_the_notebook_writes_is_there(author):
    found = look(author, plain('open("out.txt", "w").close()'), plain('text = open("out.txt").read()'))
    assert said(found) == []


def test_a_picture_that_is_not_there_is_a_warning(author):
    assert said(look(author, text("![a net](images/net.png) and ![web](https://example.org/a.png)"))) == [
        "reads images/net.png, which is not in source/hw/"
    ]


def test_a_module_to_preload_that_is_not_installed_is_wrong(author):
    found = look(author, solution(SOLUTION), preload=("numpy", "no_such_module"))
    assert said(found, Status.WRONG) == ["the module no_such_module of `preload` is not installed"]


def test_hidden_checks_without_a_hint_are_told_in_one_line(author):
    tests = "import pytest\n\n@pytest.mark.hint('h')\ndef test_a():\n    assert f(1) == 1\n"
    tests += "\ndef test_b():\n    assert f(2) == 2"
    found = look(author, solution(SOLUTION), checks(hidden(tests)))
    assert complaints(found) == []
    assert found[1].text == "1 hidden check has no hint for students who fail: checks::test_b"


def test_a_notebook_without_hidden_checks_says_nothing_of_hints(author):
    found = look(author, solution(SOLUTION), checks("def test_f():\n    assert f(1) == 1"))
    assert len(found) == 1


FINAL = "import pytest\n@pytest.mark.final\ndef test_a():\n    assert f(1) == 1\n"


def test_a_visible_check_cannot_be_final(author):
    found = look(author, solution(SOLUTION), checks(FINAL))
    assert complaints(found) == [(Status.WRONG, "hw: checks")]
    assert "test_a is marked as final" in found[0].text
    assert "between `### BEGIN HIDDEN TESTS` and `### END HIDDEN TESTS`" in found[0].remedy


def test_a_hidden_check_may_be_final(author):
    assert said(look(author, solution(SOLUTION), checks(hidden(FINAL)))) == []
