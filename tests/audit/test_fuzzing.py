"""Generators find inputs on which a mutant differs, and say so as a test that runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from courses import Grader, checks, locked, solution

from autograder import Outcome
from autograder.audit.exploring.fuzzing import (
    applies,
    cells_with_generators,
    counterexample_in,
    explorations,
    refusal_in,
)
from autograder.results import CheckResult

SETUP = "import numpy as np"


@dataclass
class Fuzz:
    """Explores small notebooks: one solution cell called ``answer``, and the generators for it."""

    grader: Grader
    folder: Path
    setup: str = SETUP
    count: int = 0

    def check(
        self, student: str, generators: str, *, reference: str = "", rounds: int = 4, **more: Any
    ) -> CheckResult:
        """How the cell that explores ends for ``student``, once the reference's traces are there."""
        path, traces = self.folder / "generators.py", self.folder / f"traces{self.count}"
        path.write_text(dedent(generators))
        source = explorations(path, "answer", reference=traces, rounds=rounds, **more)
        if reference:
            first = self.grade(reference, source)
            assert first.outcome is Outcome.PASSED, first.detail
            assert traces.exists()
        self.count += 1
        return self.grade(student, source)

    def grade(self, student: str, source: str) -> CheckResult:
        cells = (locked(self.setup), solution(student), checks(source))
        result = self.grader.grade(*cells, answers={"answer": student}, check_seconds=3.0)
        (check,) = result.cells[-1].checks
        return check

    def counterexample(self, reference: str, mutant: str, generators: str, **more: Any) -> str:
        """The text for the mutant, shown to pass for the reference and to fail for the mutant."""
        check = self.check(mutant, generators, reference=reference, **more)
        assert check.outcome is not Outcome.PASSED, "no difference was found"
        what, _, code = counterexample_in(check.detail).partition("\n\n")
        assert what, check.detail
        assert code, check.detail
        right, wrong = self.grade(reference, code), self.grade(mutant, code)
        assert right.outcome is Outcome.PASSED, f"{code}\n{right.detail}"
        assert wrong.outcome is not Outcome.PASSED, code
        return f"{what}\n\n{code}"


@pytest.fixture
def fuzz(grader: Grader, tmp_path: Path) -> Fuzz:
    return Fuzz(grader, tmp_path)


LINEAR = """
def linear(x, w, b):
    return x @ w + b
"""
LINEAR_INPUTS = """
def answer(notebook, rng):
    n, d = rng.integers(1, 4, 2)
    notebook.linear(rng.normal(size=(n, d)), rng.normal(size=(d, 2)), rng.normal(size=2))
"""


def test_another_value_is_shown_with_the_shortest_input(fuzz):
    text = fuzz.counterexample(LINEAR, LINEAR.replace("+ b", "- b"), LINEAR_INPUTS, rounds=12)
    what, code = text.split("\n\n", 1)
    assert what.startswith("linear returns other numbers: ")
    lines = [line.strip() for line in code.splitlines() if line.strip()]
    assert lines[:3] == [
        "def test_linear_differs():",
        "import numpy as np",
        "from autograder import assert_close",
    ]
    assert lines[3].startswith("assert_close(linear(np.array([[")
    assert len(lines) == 4
    one_row = code.split("linear(np.array(")[1].split(")")[0]
    assert one_row.count("[") == 2, "of twelve inputs one has a single row"


def test_the_reference_itself_passes(fuzz):
    assert fuzz.check(LINEAR, LINEAR_INPUTS, reference=LINEAR).outcome is Outcome.PASSED


def test_rounding_is_no_difference(fuzz):
    other = "def linear(x, w, b):\n    return (x[:, :, None] * w).sum(axis=1) + b * (1 + 1e-12)"
    assert fuzz.check(other, LINEAR_INPUTS, reference=LINEAR).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("returned", "mutated", "said"),
    [
        ("x", "x[:, :1]", "shape is"),
        ("x", "x.astype(int)", "holds integers and should hold floats"),
        ("x", "x.tolist()", "returns a value of type list instead of a value of type ndarray"),
        ("x", "None", "returns None instead of a value of type ndarray"),
        ("x.sum()", "'much'", "returns 'much' instead of"),
        ("len(x)", "len(x) + 1", "returns other numbers"),
        ("'up'", "'down'", "returns 'down' instead of 'up'"),
        ("None", "0", "returns 0 instead of None"),
        ("x.sum() > 1e9", "x.sum() < 1e9", "returns other numbers"),
        ("(1, {'W': x})", "(1, {'W': -x})", "returns other numbers"),
        ("(1, {'W': x})", "(1, {'w': x})", "returns the keys ['w'] instead of ['W']"),
        ("[x, x]", "[x]", "returns 1 items instead of 2"),
        ("[1, 2]", "(1, 2)", "returns a value of type tuple instead of a value of type list"),
        ("x * np.inf", "x * 1e300", "returns other numbers"),
        ("np.array(['a'])", "np.array(['b'])", "returns other values"),
        ("2**100", "2**100 + 1", "returns other values"),
        ("{1, 2}", "{1, 3}", "returns a value of type set"),
        ("x.astype('float32')", "x.astype('float32') + np.float32(0.01)", "returns other numbers"),
    ],
)
def test_each_kind_of_result_is_compared(fuzz, returned, mutated, said):
    inputs = "def answer(notebook, rng):\n    notebook.f(rng.normal(size=(2, 3)))"
    code = "def f(x):\n    return {}"
    text = fuzz.counterexample(code.format(returned), code.format(mutated), inputs, rounds=1)
    assert said in text.splitlines()[0]


def test_single_precision_is_given_room(fuzz):
    code = "def f(x):\n    return x.astype('float32') * np.float32({})"
    inputs = "def answer(notebook, rng):\n    notebook.f(rng.normal(size=3))"
    assert fuzz.check(code.format(1.00001), inputs, reference=code.format(1)).outcome is Outcome.PASSED


def test_nan_equals_nan(fuzz):
    code = "def f(x):\n    return np.array([np.nan, x])"
    inputs = "def answer(notebook, rng):\n    notebook.f(rng.normal())"
    assert fuzz.check(code, inputs, reference=code).outcome is Outcome.PASSED
    fuzz.counterexample(code, code.replace("np.nan, x", "x, np.nan"), inputs)


SIZES = """
def size(n, kernel):
    if kernel > n:
        raise ValueError(f"{kernel} is too large")
    return n - kernel + 1
"""
SIZE_INPUTS = """
def answer(notebook, rng):
    notebook.size(int(rng.integers(1, 5)), 4)
"""


def test_an_exception_that_is_due_is_expected(fuzz):
    text = fuzz.counterexample(SIZES, SIZES.replace("kernel > n", "kernel > n + 1"), SIZE_INPUTS, rounds=8)
    assert text.startswith("size raises nothing where ValueError is due\n")
    assert "    with pytest.raises(ValueError):\n        size(3, 4)" in text


def test_another_kind_of_exception_differs_and_a_narrower_one_does_not(fuzz):
    text = fuzz.counterexample(SIZES, SIZES.replace("ValueError", "KeyError"), SIZE_INPUTS, rounds=8)
    assert text.startswith("size raises KeyError where ValueError is due\n")
    narrower = SIZES.replace("ValueError", "UnicodeError")
    assert fuzz.check(narrower, SIZE_INPUTS, reference=SIZES).outcome is Outcome.PASSED


def test_an_exception_that_is_not_due_is_told(fuzz):
    text = fuzz.counterexample(LINEAR, LINEAR.replace("@", "*"), LINEAR_INPUTS, rounds=8)
    assert text.startswith("linear raises ValueError: operands could not be broadcast")


def test_a_mutant_that_does_not_answer_differs(fuzz):
    text = fuzz.counterexample(
        SIZES, "def size(n, kernel):\n    while True:\n        pass", SIZE_INPUTS, rounds=1
    )
    assert text.startswith("size raises a timeout")


def test_a_mutant_that_ends_its_process_differs(fuzz):
    mutant = "import os\n\ndef size(n, kernel):\n    os._exit(3)"
    assert fuzz.counterexample(SIZES, mutant, SIZE_INPUTS, rounds=1).startswith(
        "size raises the end of its process"
    )


ADAM = """
class Adam:
    def __init__(self, lr, beta=0.9):
        self.lr, self.beta = lr, beta
        self.m, self.t = {}, 0

    def step(self, params, grads):
        self.t += 1
        new = {}
        for name, value in params.items():
            self.m[name] = self.beta * self.m.get(name, 0) + grads[name]
            new[name] = value - self.lr * self.m[name]
        return new
"""
ADAM_INPUTS = """
def answer(notebook, rng):
    other = notebook.Adam(1.0)
    optimiser = notebook.Adam(lr=0.1)
    params = {"W1": rng.normal(size=(1, 2))}
    for _ in range(3):
        params = optimiser.step(params, {"W1": rng.normal(size=(1, 2))})
        other.step(params, params)
"""


def test_calls_on_an_object_are_shown_from_its_making_to_the_first_that_differs(fuzz):
    text = fuzz.counterexample(
        ADAM,
        ADAM.replace("self.m[name] =", "self.m = {name:").replace(
            "+ grads[name]", "+ grads[name] * (1 + (self.t == 2))}"
        ),
        ADAM_INPUTS,
    )
    lines = [line.strip() for line in text.splitlines()]
    assert "adam_2 = Adam(lr=0.1)" in lines
    assert sum(line.startswith("adam_2.step(") for line in lines) == 1
    assert lines[-1].startswith("assert_close(adam_2.step({'W1': np.array([[")
    assert "['W1'], np.array([[" in lines[-1]
    assert "adam_1" not in text, "another object has no part in it"


def test_an_attribute_that_is_read_is_compared(fuzz):
    inputs = """
    def answer(notebook, rng):
        optimiser = notebook.Adam(lr=0.1)
        optimiser.step({"W": rng.normal(size=2)}, {"W": rng.normal(size=2)})
        optimiser.t
    """
    text = fuzz.counterexample(ADAM, ADAM.replace("self.t += 1", "self.t += 2"), inputs)
    assert text.startswith("adam_1.t returns other numbers: got 2, expected 1\n")
    assert text.endswith("    assert_close(adam_1.t, 1)")


def test_objects_that_come_back_are_named_indexed_iterated_and_calculated_with(fuzz):
    reference = """
class Value:
    def __init__(self, data):
        self.data = data

    def __add__(self, other):
        return Value(self.data + other.data)

    def parts(self):
        return [self, Value(2 * self.data)]

    def batches(self):
        yield from (self.data, self.data + 1)

class Sequence:
    def __init__(self, items):
        self.items = list(items)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]
"""
    inputs = """
    def answer(notebook, rng):
        one, two = notebook.Value(1.0), notebook.Value(float(rng.integers(9)))
        _, double = (one + two).parts()
        double.data
        for item in two.batches():
            pass
        sequence = notebook.Sequence([1, 2, 3])
        len(sequence)
        sequence[1]
        sequence[2]
    """
    swaps = [
        ("self.data + other.data", "self.data - other.data - 1", "assert_close(result_1[1].data, "),
        ("self.data + 1)", "self.data)", "assert_close(next(iterator_1, 'the end'), "),
        ("return len(self.items)", "return 4", "assert_close(len(sequence_1), 3)"),
        ("self.items[i]", "self.items[1]", "assert_close(sequence_1[2], 3)"),
    ]
    for old, new, shown in swaps:
        text = fuzz.counterexample(reference, reference.replace(old, new), inputs, rounds=2)
        assert shown in text


NUMERICAL = """
def gradient(f, x, h=1e-4):
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))])
"""


@pytest.mark.parametrize(
    ("inputs", "shown"),
    [
        (
            "notebook.gradient(lambda v: (v**3).sum(), rng.normal(size=2))",
            "gradient((lambda v: (v ** 3).sum()), np.",
        ),
        (
            "a = rng.normal(size=2); notebook.gradient(lambda v: v @ a * v[0], rng.normal(size=2))",
            "    a = np.array([",
        ),
        ("notebook.gradient(np.linalg.norm, rng.normal(size=2))", "gradient(numpy.linalg.norm, np."),
        (
            "notebook.gradient(cube, rng.normal(size=2))",
            "def cube(v):\n        return np.sum(power(v, POWER))",
        ),
        ("notebook.gradient(lambda v: notebook.twice(v[0]), rng.normal(size=2))", "(lambda v: twice(v[0]))"),
    ],
)
def test_a_function_that_is_passed_in_is_written_out(fuzz, inputs, shown):
    reference = NUMERICAL + "\n\ndef twice(x):\n    return 2 * x"
    generators = (
        "import numpy as np\n\nPOWER = 3\n\n\ndef power(v, p):\n    return v**p\n\n\n"
        f"def cube(v):\n    return np.sum(power(v, POWER))\n\n\ndef answer(notebook, rng):\n    {inputs}\n"
    )
    text = fuzz.counterexample(reference, reference.replace("(2 * h)", "h"), generators, rounds=2)
    assert shown in text


def test_an_argument_that_only_the_mutant_changes_is_noticed(fuzz):
    reference = "def relu(x):\n    return np.maximum(x, 0)"
    mutant = "def relu(x):\n    x[x < 0] = 0\n    return x"
    text = fuzz.counterexample(
        reference, mutant, "def answer(notebook, rng):\n    notebook.relu(rng.normal(size=3))"
    )
    assert text.startswith("relu changes its argument\n")
    assert "    _, after = call_by_reference(relu, np.array([" in text
    assert "    assert_close(after[0], np.array([" in text


def test_a_function_that_changes_its_argument_and_returns_nothing_is_compared_by_that(fuzz):
    reference = (
        "def shift(params, *, grads):\n    for k in params:\n        params[k] -= grads[k]\n    grads.clear()"
    )
    inputs = """
    def answer(notebook, rng):
        params = {"W": rng.normal(size=2)}
        grads = {"W": rng.normal(size=2)}
        notebook.shift(params, grads=grads)
        assert not grads
    """
    text = fuzz.counterexample(reference, reference.replace("-=", "+="), inputs, rounds=2)
    assert "after = call_by_reference(shift, {'W': np.array([" in text
    text = fuzz.counterexample(reference, reference.replace("grads.clear()", "pass"), inputs, rounds=2)
    assert "    given = {'W': np.array([" in text
    assert text.endswith("    assert set(given) == set()")


def test_what_draws_from_the_global_generator_is_compared_after_a_seed(fuzz):
    reference = "def drop(x, p):\n    return x * (np.random.rand(*x.shape) > p)"
    inputs = "def answer(notebook, rng):\n    notebook.drop(rng.normal(size=3) + 9, 0.5)"
    assert fuzz.check(reference, inputs, reference=reference).outcome is Outcome.PASSED
    text = fuzz.counterexample(reference, reference.replace("> p", "< p"), inputs)
    assert "    np.random.seed(0)\n" in text


def test_a_generator_of_random_numbers_is_passed_as_it_was(fuzz):
    reference = "def noise(rng, n):\n    return rng.normal(size=n)"
    inputs = "def answer(notebook, rng):\n    rng.normal()\n    notebook.noise(rng, 2)"
    text = fuzz.counterexample(reference, reference.replace("normal", "random"), inputs, rounds=1)
    assert "    rng_1.bit_generator.state = {" in text


def test_what_is_never_twice_the_same_is_not_compared(fuzz):
    reference = "def draw():\n    return np.random.default_rng().random()"
    inputs = "def answer(notebook, rng):\n    notebook.draw()"
    assert fuzz.check(reference, inputs, reference=reference).outcome is Outcome.PASSED


def test_an_input_without_code_is_told_of_in_words(fuzz):
    inputs = """
    class Squares:
        def __call__(self, v):
            return float((v**2).sum())


    def answer(notebook, rng):
        notebook.gradient(Squares(), rng.normal(size=2))
    """
    check = fuzz.check(NUMERICAL.replace("(2 * h)", "h"), inputs, reference=NUMERICAL)
    assert check.outcome is Outcome.FAILED
    text = counterexample_in(check.detail)
    assert text.startswith("gradient returns other numbers: ")
    assert text.endswith("(an object of type Squares cannot be written as code)")


def test_global_data_and_helpers_of_the_author_may_be_used(fuzz):
    fuzz.setup = "import numpy as np\n\ndef pair(n):\n    return (n, n)"
    reference = "WIDTH = 3\n\ndef area(shape):\n    return shape[0] * shape[1]"
    inputs = "def answer(notebook, rng):\n    notebook.area(notebook.pair(notebook.WIDTH))"
    text = fuzz.counterexample(reference, reference.replace("WIDTH = 3", "WIDTH = 4"), inputs)
    assert text.endswith("    assert_close(WIDTH, 3)")


def test_tensors_are_compared_and_written(fuzz):
    pytest.importorskip("torch")
    reference = "def scaled(x):\n    return x * 2"
    inputs = """
    import torch


    def answer(notebook, rng):
        notebook.scaled(torch.tensor(rng.normal(size=2), dtype=torch.float32))
    """
    check = fuzz.check(reference.replace("2", "3"), inputs, reference=reference, rounds=2)
    last = counterexample_in(check.detail).splitlines()[-1]
    assert re.fullmatch(
        r"    assert_close\(scaled\(torch.tensor\(\[.*\]\)\), torch.tensor\(\[.*\]\), rtol=0.0001, atol=1e-07\)",
        last,
    )


@pytest.mark.parametrize(
    ("generators", "said"),
    [
        (
            "def other(notebook, rng):\n    pass",
            "has no generator for the cell 'answer': write `def answer(notebook, rng)`",
        ),
        ("def answer(notebook):\n    pass", "write `def answer(notebook, rng)`, with these two arguments"),
        ("def answer(notebook, rng:\n", "generators.py has a syntax error in line 1; mend it"),
        ("import nothing_of_the_kind", "generators.py does not import: ModuleNotFoundError"),
        ("def answer(notebook, rng):\n    notebook.nothing(1)", "asks for what is not there"),
        (
            "def answer(notebook, rng):\n    1 / 0",
            "fails with the reference solution in round 0: ZeroDivisionError",
        ),
        (
            "def answer(notebook, rng):\n    notebook.linear(object(), 1, 2)",
            "fails with the reference solution",
        ),
    ],
)
def test_generators_that_cannot_be_used_are_refused_by_what_is_wrong_with_them(fuzz, generators, said):
    check = fuzz.check(LINEAR, generators)
    assert check.outcome is Outcome.CHECKER_ERROR
    assert said in refusal_in(check.detail)


def test_generators_that_are_missing_are_asked_for(fuzz, tmp_path):
    check = fuzz.grade(LINEAR, explorations(tmp_path / "no.py", "answer", reference=tmp_path / "traces"))
    assert check.outcome is Outcome.CHECKER_ERROR
    assert refusal_in(check.detail).startswith("there are no generators: write ")


def test_a_reference_that_takes_too_long_is_the_generators_fault(fuzz, monkeypatch):
    monkeypatch.setattr("autograder.audit.exploring.traces.LONGEST_CALL_SECONDS", 0.3)
    check = fuzz.check(
        "def f():\n    while True:\n        pass", "def answer(notebook, rng):\n    notebook.f()"
    )
    assert check.outcome is Outcome.CHECKER_ERROR
    assert "mend it in generators.py" in check.detail


def test_a_generator_belongs_to_a_cell_by_the_beginning_of_its_name(tmp_path):
    assert applies("linear", "linear")
    assert applies("linear__wide", "linear")
    assert applies("conv_2d", "conv-2d")
    assert not applies("linearly", "linear")
    assert not applies("linear_wide", "linear")  # there may be a cell of that name
    path = tmp_path / "generators.py"
    assert cells_with_generators(path) == frozenset()
    path.write_text("def linear(notebook, rng): ...\ndef relu_2(notebook, rng): ...\ndef _helper(): ...")
    assert cells_with_generators(path) == {"linear", "relu_2"}


def test_a_failure_of_another_kind_holds_no_counterexample():
    assert counterexample_in("E       AssertionError: assert 1 == 2\n\ncheck.py:3: AssertionError") == ""
