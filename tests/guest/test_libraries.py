"""How torch and tensorflow are in a kernel: warm, seeded, with few threads, and free to talk."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from courses import Grader

from autograder.checker.guest import Guest
from autograder.results import Outcome
from autograder.sandbox.base import Limits, SandboxSpec
from autograder.sandbox.fake import FakeSandbox

TORCH = """
import torch
torch.ones(2)
def train():
    model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Dropout(0.3), torch.nn.Linear(8, 3))
    optimiser, x = torch.optim.Adam(model.parameters()), torch.randn(20, 4)
    for _ in range(3):
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(model(x), torch.randint(0, 3, (20,))).backward()
        optimiser.step()
    return model(x).tolist()
def threads():
    return [torch.get_num_threads()]
"""

KERAS = """
import numpy as np
import keras
import tensorflow as tf
def train(bar=0):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8), keras.layers.Dropout(0.3),
                              keras.layers.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(np.random.rand(64, 4), np.random.randint(0, 3, 64), epochs=3, verbose=bar)
    return model.predict(np.ones((20, 4)), verbose=bar).tolist()
def threads():
    pools = tf.config.threading
    return [pools.get_intra_op_parallelism_threads(), pools.get_inter_op_parallelism_threads()]
"""


@pytest.fixture(scope="module")
def started() -> Iterator[dict[str, FakeSandbox]]:
    with ExitStack() as stack:
        yield {
            library: stack.enter_context(
                FakeSandbox(SandboxSpec(python=Path(sys.executable), preload=("numpy", library), seed=7))
            )
            for library in ("torch", "tensorflow")
        }


@pytest.fixture(params=["torch", "tensorflow"])
def library(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sandbox(started: dict[str, FakeSandbox], library: str) -> FakeSandbox:
    return started[library]


@pytest.fixture
def guest(sandbox: FakeSandbox) -> Iterator[Guest]:
    with sandbox.open(Limits()) as process:
        opened = Guest(process)
        with opened.within(60):
            yield opened


def source(library: str) -> str:
    return TORCH if library == "torch" else KERAS


def test_nothing_starts_a_thread_before_the_fork(sandbox: FakeSandbox) -> None:
    """A kernel would wait for ever for what its fork server's threads were to do."""
    assert sandbox._server is not None
    assert len(list(Path(f"/proc/{sandbox._server._process.pid}/task").iterdir())) == 1


def test_threads_are_those_of_the_settings(guest: Guest, library: str) -> None:
    assert guest.run(f"{source(library)}\nfound = set(threads())", 1)
    assert guest.find("found") == {1}


def test_two_kernels_train_alike(sandbox: FakeSandbox, library: str) -> None:
    found = []
    for _ in range(2):
        with sandbox.open(Limits()) as process:
            guest = Guest(process)
            assert guest.run(f"{source(library)}\nfound = train()", 1), guest.take_outputs()
            found.append(guest.find("found"))
    assert found[0] == found[1]


@pytest.mark.parametrize("library", ["torch"])
def test_the_first_optimiser_finds_all_that_it_imports(guest: Guest) -> None:
    probe = "import sys\nbefore = set(sys.modules)\ntrain()\nfound = len(set(sys.modules) - before)"
    assert guest.run(f"{TORCH}\n{probe}", 1), guest.take_outputs()
    assert guest.find("found") < 20


@pytest.mark.parametrize("library", ["torch"])
def test_arrays_that_nothing_was_written_to_are_as_at_the_students_desk(guest: Guest) -> None:
    assert guest.run(
        "import torch\nfound = [torch.are_deterministic_algorithms_enabled(), "
        "torch.utils.deterministic.fill_uninitialized_memory]",
        1,
    )
    assert guest.find("found") == [True, False]


def test_the_versions_of_what_was_imported_are_known(
    sandbox: FakeSandbox, library: str, tmp_path: Path
) -> None:
    cells = {"f": "def f(): return 1"}
    result = Grader(tmp_path, sandbox).cell(cells["f"], "assert f() == 1")
    assert result.outcome is Outcome.PASSED
    assert sandbox.versions["python"] == ".".join(map(str, sys.version_info[:3]))
    assert sandbox.versions["numpy"] == importlib.metadata.version("numpy")
    assert (
        sandbox.versions[library].partition("+")[0]
        == importlib.metadata.version("torch" if library == "torch" else "tensorflow_cpu").partition("+")[0]
    )


@pytest.mark.parametrize("library", ["tensorflow"])
def test_of_a_keras_bar_one_line_for_each_epoch_is_kept(guest: Guest) -> None:
    assert guest.run(f"{KERAS}\nprint('before')\nvalues = train('auto')\nprint('after')", 1)
    shown = "".join(output["text"] for output in guest.take_outputs())
    lines = [line for line in shown.split("\n") if line]
    assert [lines[0], lines[-1]] == ["before", "after"]
    assert len(lines) == 2 + 2 * 3 + 1, "epoch and bar, three times, and the bar of predict"
    assert all(line.count("\r") < 2 for line in lines)


NOISY = {
    "torch": "    float(torch.ones(1, requires_grad=True))\n    return train()",
    "tensorflow": "    return train('auto')",
}


def test_a_warning_or_a_progress_bar_costs_nothing(
    sandbox: FakeSandbox, library: str, tmp_path: Path
) -> None:
    student = f"{source(library)}\ndef answer():\n{NOISY[library]}\nanswer()"
    check = "# points: 1\nassert len(answer()) == 20\n### BEGIN HIDDEN TESTS\n"
    check += "def test_shape():\n    assert np.shape(answer()) == (20, 3)\n### END HIDDEN TESTS"
    cell = Grader(tmp_path, sandbox).cell(student, check, points=2)
    assert (cell.outcome, cell.earned) == (Outcome.PASSED, 2), cell


SEEDED = {"torch": "torch.manual_seed({})", "tensorflow": "keras.utils.set_random_seed({})"}
DRAWN = {"torch": "torch.randn(()).item()", "tensorflow": "float(keras.random.normal(()))"}


def test_a_check_seeds_the_students_framework(sandbox: FakeSandbox, library: str, tmp_path: Path) -> None:
    name = "torch" if library == "torch" else "keras"
    seed = SEEDED[library].format
    check = f"import {name}\n{seed(3)}\na = draw()\n{seed(3)}\nb = draw()\n{seed(4)}\nassert a == b != draw()"
    student = f"import {name}\ndef draw():\n    return {DRAWN[library]}"
    assert Grader(tmp_path, sandbox).cell(student, check).outcome is Outcome.PASSED


FONTS = """
import gc
import os

from matplotlib import font_manager, mathtext

taken = [end for _ in range(50) for end in os.pipe()]
font_manager._get_font.cache_clear()
mathtext.MathTextParser._parse_cached.cache_clear()
gc.collect()
closed = []
for number in taken:
    try:
        os.fstat(number)
    except OSError:
        closed.append(number)
"""


def test_no_font_of_the_warm_up_closes_a_file_of_the_students() -> None:
    spec = SandboxSpec(python=Path(sys.executable), preload=("numpy", "matplotlib.pyplot"), seed=7)
    with FakeSandbox(spec) as sandbox, sandbox.open(Limits()) as process:
        guest = Guest(process)
        with guest.within(60):
            assert guest.run(FONTS, 1), guest.take_outputs()
            assert guest.find("closed") == []
