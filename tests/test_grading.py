"""The way of one submission, end to end: what each kind of submission comes to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from courses import (
    Grader,
    assignment,
    checks,
    essay,
    handed_in,
    hidden,
    locked,
    notebook,
    solution,
    submission,
)
from traitlets.config import Config

from autograder.assignment import load_assignment
from autograder.grading import grade
from autograder.results import Outcome, SubmissionResult
from autograder.sandbox.base import Sandbox, SandboxSpec
from autograder.settings import Settings
from autograder.submission import Submission

SOLVED = "def f(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"
RIGHT = "def f(x):\n    return x * x"
CELLS = (
    locked("import numpy as np"),
    solution(SOLVED, "f"),
    checks("assert f(2) == 4\n" + hidden("def test_f():\n    assert f(3) == 9"), "f_checks", points=4),
    essay("a sample answer", points=2),
    solution("y = 1", "y"),
    checks("assert y == 1", "y_checks", points=1),
)


def outcomes(result: SubmissionResult) -> dict[str, Outcome]:
    return {cell.grade_id: cell.outcome for cell in result.cells}


def earned(result: SubmissionResult) -> dict[str, float | None]:
    return {cell.grade_id: cell.earned for cell in result.cells}


def test_a_right_submission_earns_all_and_waits_for_a_person_where_one_is_needed(grader: Grader) -> None:
    result = grader.grade(*CELLS, answers={"f": RIGHT, "y": "y = 1", "essay": "my words"})
    assert (result.outcome, result.score, result.max_score, result.reason) == (Outcome.PASSED, 5, 7, "")
    assert earned(result) == {"f_checks": 4, "essay": None, "y_checks": 1}
    assert result.needs_manual


def test_an_untouched_submission_earns_nothing_for_what_it_did_not_do(grader: Grader) -> None:
    result = grader.grade(*CELLS, answers={"y": ""})
    assert (result.score, result.outcome) == (0, Outcome.FAILED)
    assert earned(result)["essay"] == 0
    assert not result.needs_manual


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("def f(x): return x", Outcome.FAILED),
        ("def f(x:", Outcome.STUDENT_ERROR),
        ("raise ValueError('no')", Outcome.STUDENT_ERROR),
        ("import os\nos._exit(0)", Outcome.CRASHED),
        ("while True: pass", Outcome.TIMEOUT),
    ],
)
def test_one_bad_cell_costs_what_depends_on_it_and_no_more(
    grader: Grader, answer: str, outcome: Outcome
) -> None:
    result = grader.grade(*CELLS, answers={"f": answer, "y": "y = 1", "essay": "words"}, cell_seconds=0.5)
    assert (result.outcome, result.score) == (outcome, 1)
    assert outcomes(result)["f_checks"] is Outcome.FAILED
    assert outcomes(result)["y_checks"] is Outcome.PASSED


def test_state_before_a_crash_is_there_after_it(grader: Grader) -> None:
    result = grader.grade(
        solution("x = [1]", "a"),
        checks("x = x + [5]", "binds"),
        solution("import os\nos._exit(1)", "b"),
        checks("assert x == [1, 5]", "after"),
        solution("z = x + [len(x)]", "c"),
        checks("assert z == [1, 5, 2]", "last"),
        answers={"a": "x = [1]", "b": "import os\nos._exit(1)", "c": "z = x + [len(x)]"},
    )
    assert outcomes(result) == {"binds": Outcome.PASSED, "after": Outcome.PASSED, "last": Outcome.PASSED}


def test_a_submission_that_crashes_again_and_again_is_given_up(grader: Grader) -> None:
    source = hidden("".join(f"def test_{n}(): die()\n" for n in range(4)) + "def test_f(): assert f() == 1")
    student = "import os\ndef die(): os._exit(0)\ndef f(): return 1"
    cell = grader.cell(student, source, restarts=2, points=5)
    assert {check.outcome for check in cell.checks} == {Outcome.CRASHED}
    assert cell.earned == 0


def test_what_is_no_notebook_earns_nothing_and_says_why(grader: Grader) -> None:
    source = assignment(grader.root, *CELLS)
    for files, refusal, says in (
        ({"hw.ipynb": b"{"}, "", "not JSON"),
        ({}, "", "was not handed in"),
        ({}, "too large", "too large"),
    ):
        taken = Submission("student", Path("/x"), dict(files), None, refusal=refusal)
        result = grade(taken, source, grader.sandbox, Settings())
        assert (result.outcome, result.score) == (Outcome.STUDENT_ERROR, 0)
        assert says in result.reason
        assert set(earned(result).values()) == {0}


def test_a_broken_check_cell_stops_grading_without_a_score(grader: Grader) -> None:
    result = grader.grade(solution("x = 1"), checks("assert x ==", "broken"), answers={"answer": "x = 1"})
    assert (result.outcome, result.score) == (Outcome.CHECKER_ERROR, None)
    assert "line 1" in result.reason


def test_a_check_at_fault_leaves_the_submission_without_a_score(grader: Grader) -> None:
    result = grader.grade(
        solution("x = 1"),
        checks("assert x == 1", "a"),
        checks("import nothing_there", "b"),
        answers={"answer": "x = 1"},
    )
    assert (result.outcome, result.score) == (Outcome.CHECKER_ERROR, None)
    assert earned(result) == {"a": 1, "b": None}


def test_no_hidden_text_and_no_secret_reaches_the_executed_notebook_or_the_guest(grader: Grader) -> None:
    snoop = (
        "import gc, sys\n"
        "seen = sorted({s for s in gc.get_objects() if isinstance(s, str)} & {'never_seen'})\n"
        "def f(x):\n"
        "    frames, frame = [], sys._getframe()\n"
        "    while frame:\n"
        "        frames.append(repr(frame.f_locals) + repr(frame.f_globals)[:50_000])\n"
        "        frame = frame.f_back\n"
        "    raise ValueError(str(5 * 19753) in ''.join(frames))"
    )
    secret = hidden("secret_value = 98765\ndef test_f():\n    assert f(3) == secret_value")
    result = grader.grade(solution(SOLVED, "f"), checks(secret, "f_checks"), answers={"f": snoop})
    text = json.dumps(result.notebooks[0].content)
    assert "98765" not in text
    assert "HIDDEN" not in text
    (check,) = result.cells[0].checks
    assert "98765" not in check.message
    assert "ValueError: False" in check.detail, "what the student saw did not hold the secret"


def test_outputs_of_student_cells_are_kept_but_not_what_calls_of_hidden_checks_print(grader: Grader) -> None:
    student = "print('mine')\ndef f(x):\n    print('peek', x)\n    return x"
    result = grader.grade(
        solution(SOLVED, "f"),
        checks(hidden("def test_f(): assert f(31337) == 31337"), "c"),
        answers={"f": student},
    )
    text = json.dumps(result.notebooks[0].content)
    assert "mine" in text
    assert "31337" not in text


def test_files_that_were_handed_in_are_there_and_the_assignments_own_win(grader: Grader) -> None:
    source = assignment(grader.root, solution("x = 1"), checks("assert x == ('given', 'mine')"))
    (source.folder / "data").mkdir()
    (source.folder / "data/a.txt").write_text("given")
    source = assignment(grader.root, solution("x = 1"), checks("assert x == ('given', 'mine')"))
    answer = "x = open('data/a.txt').read(), open('b.txt').read()"
    for files in ({"data/a.txt": b"forged"}, {"data": b"in the way"}):
        taken = submission(handed_in(source, {"answer": answer}), **{"b.txt": b"mine", **files})
        assert grade(taken, source, grader.sandbox, Settings()).outcome is Outcome.PASSED


def test_two_gradings_of_one_submission_agree(grader: Grader) -> None:
    student = "import random\nimport numpy as np\nx = [random.random(), float(np.random.rand())]"
    cells = [grader.cell(student, f"assert x == {{}}\n{n}").checks[0].message for n in range(2)]
    assert cells[0].split("\n")[1:] == cells[1].split("\n")[1:]
    assert "0." in cells[0]


def test_a_module_that_a_solution_cell_imports_does_not_judge(grader: Grader) -> None:
    student = "import numpy as np\nnp.allclose = lambda *a, **k: True\ndef f(): return np.zeros(2)"
    reference = "import numpy as np\ndef f(): return np.ones(2)"
    cell = grader.cell(
        student, hidden("def test_f(): assert np.allclose(f(), [1, 1])"), setup="x = 1", reference=reference
    )
    assert cell.outcome is Outcome.FAILED


def test_checks_that_share_an_id_in_two_notebooks_do_not_show_each_others_lines(grader: Grader) -> None:
    first = notebook(solution("def f(): return 1", "f"), checks("assert f() == 2", "same"))
    second = notebook(solution("def f(): return 1", "f"), checks(hidden("assert f() == 3  # secret"), "same"))
    folder = assignment(grader.root, solution("x = 1")).folder
    (folder / "hw.ipynb").unlink()
    for name, node in (("a", first), ("b", second)):
        nbformat.write(node, folder / f"{name}.ipynb")
    source = load_assignment("hw", folder, grader.root / "checks")
    files = {f"{name}.ipynb": nbformat.writes(node).encode() for name, node in (("a", first), ("b", second))}
    result = grade(Submission("student", folder, files, None), source, grader.sandbox, Settings())
    messages = [check.message for cell in result.cells for check in cell.checks]
    assert "assert f() == 2" in messages[0]
    assert not any("secret" in message for message in messages)


def test_a_course_may_name_its_hidden_regions_otherwise(grader: Grader) -> None:
    check = "assert f() == 1\n### FROM HERE\nassert f() == 98765\n### TO HERE"
    folder = assignment(grader.root, solution("def f(): return 1", "f"), checks(check)).folder
    own = Config({"ClearHiddenTests": {"begin_test_delimeter": "FROM HERE", "end_test_delimeter": "TO HERE"}})
    source = load_assignment("hw", folder, grader.root / "checks", own)
    result = grade(
        submission(handed_in(source, {"f": "def f(): return 1"})), source, grader.sandbox, Settings()
    )
    (found,) = result.cells[0].checks
    assert (found.hidden, found.outcome) == (True, Outcome.FAILED)
    assert "98765" not in found.message + json.dumps(result.notebooks[0].content)


def test_files_that_do_not_fit_into_the_students_folder_are_the_students_error(grader: Grader) -> None:
    source = assignment(grader.root, solution("x = 1"), checks("assert x == 1"))
    taken = submission(handed_in(source, {}), **{"sub/file.txt": b"1", "sub": b"2"})
    result = grade(taken, source, grader.sandbox, Settings())
    assert result.outcome in (Outcome.STUDENT_ERROR, Outcome.FAILED)
    assert result.score == 0


def test_the_time_of_a_submission_bounds_its_checks_together(grader: Grader) -> None:
    tests = "".join(f"def test_{n}():\n    assert f() == 1\n" for n in range(60))
    started = time.monotonic()
    cell = grader.cell(
        "def f():\n    while True: pass", hidden(tests), submission_seconds=1.5, check_seconds=1
    )
    assert time.monotonic() - started < 30
    assert {check.outcome for check in cell.checks} == {Outcome.TIMEOUT}


def test_pytest_explains_a_plain_assert_as_it_explains_a_test(grader: Grader) -> None:
    for source in ("assert f() == [1, 2, 3]", "def test_f():\n    assert f() == [1, 2, 3]"):
        (check,) = grader.cell("def f(): return [1, 9, 3]", source).checks
        assert "At index 1 diff: 9 != 2" in check.message


@pytest.fixture(scope="module")
def bubblewrap() -> Iterator[Sandbox]:
    from autograder.sandbox.bubblewrap import BubblewrapSandbox

    with BubblewrapSandbox(SandboxSpec(python=Path(sys.executable))) as sandbox:
        yield sandbox


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("answer", "outcome", "score"),
    [
        (RIGHT, Outcome.PASSED, 5),
        ("def f(x): return x", Outcome.FAILED, 1),
        ("import os\nos._exit(0)", Outcome.CRASHED, 1),
        ("while True: pass", Outcome.TIMEOUT, 1),
        (RIGHT + "\nopen('/etc/shadow')", Outcome.PASSED, 5),
    ],
    ids=["right", "wrong", "exits", "hangs", "pries"],
)
def test_behind_a_real_wall_the_same_comes_out(
    bubblewrap: Sandbox, tmp_path: Path, answer: str, outcome: Outcome, score: float
) -> None:
    answers: dict[str, Any] = {"f": answer, "y": "y = 1", "essay": "words"}
    result = Grader(tmp_path, bubblewrap).grade(*CELLS, answers=answers, cell_seconds=2)
    assert (result.outcome, result.score) == (outcome, score)
    assert result.provenance["isolated"]


def test_what_a_check_draws_at_random_is_the_same_each_time(grader: Grader) -> None:
    draw = "import random\nassert f(0) == random.random()"
    messages = {grader.cell("def f(x): return x", draw).checks[0].message for _ in range(2)}
    assert len(messages) == 1
    assert "assert 0 == 0." in messages.pop()


def test_a_worker_may_be_forked_after_a_check_has_calculated_with_a_framework(tmp_path: Path) -> None:
    """In a process of its own: here torch may be loaded already, with threads."""
    program = """
import os, signal, sys
from pathlib import Path
from courses import Grader
from autograder.sandbox.base import SandboxSpec
from autograder.sandbox.fake import FakeSandbox

def calculate():
    import torch
    a = torch.rand(700, 700, requires_grad=True)
    (a @ a).sum().backward()

with FakeSandbox(SandboxSpec(python=Path(sys.executable), preload=())) as sandbox:
    check = "import torch\\na = torch.rand(700, 700, requires_grad=True)\\n(a @ a).sum().backward()\\nassert f() == 1"
    print(Grader(Path(sys.argv[1]), sandbox).cell("def f(): return 1", check, setup="").outcome.value)
if os.fork() == 0:
    signal.alarm(60)
    calculate()
    os._exit(0)
print(os.wait()[1])
"""
    environment = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    command = [sys.executable, "-c", program, str(tmp_path)]
    place = Path(__file__).parent
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=place, check=False)
    assert done.stdout.split() == ["passed", "0"], done.stderr
