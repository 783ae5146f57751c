"""A check may open what a student saved, and nothing of the student's runs on this side."""

from __future__ import annotations

from pathlib import Path

import pytest
from courses import Grader

from autograder.results import Outcome

SAVES = """
import os, pickle
import numpy as np

class Trap:
    def __reduce__(self):
        return os.mkdir, ({place!r},)

def save(value, protocol=4):
    with open("model.pkl", "wb") as file:
        pickle.dump(value, file, protocol)
"""
LOAD = "import pickle\nwith open('model.pkl', 'rb') as file:\n    model = pickle.load(file)\n"
NUMPY_LOAD = "import numpy as np\nmodel = np.load('model.npy', allow_pickle=True)\n"


@pytest.mark.parametrize(
    ("saves", "loads"),
    [("save(Trap())", LOAD), ("np.save('model.npy', np.array([Trap()], dtype=object))", NUMPY_LOAD)],
)
def test_what_a_student_pickled_runs_nothing_where_the_check_opens_it(
    grader: Grader, tmp_path: Path, saves: str, loads: str
) -> None:
    trap = tmp_path / "sprung"
    cell = grader.cell(SAVES.format(place=str(trap)) + saves, f"{loads}assert model is None")
    assert (cell.outcome, trap.exists()) == (Outcome.FAILED, False)
    assert "plain values and arrays only" in cell.checks[0].message


@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_values_and_arrays_that_a_student_pickled_can_be_checked(grader: Grader, protocol: int) -> None:
    saves = f"save({{'w': np.ones((2, 3)), 'b': np.float32(1), 'n': [1, 2j, {{3}}]}}, {protocol})"
    cell = grader.cell(
        SAVES.format(place="") + saves,
        f"{LOAD}assert model['w'].sum() == 6 and model['b'] == 1 and model['n'] == [1, 2j, {{3}}]",
    )
    assert cell.outcome is Outcome.PASSED, cell.checks[0].detail


def test_a_check_that_reads_no_file_of_the_students_may_open_any_pickle(grader: Grader) -> None:
    cell = grader.cell(
        "x = 1",
        "import fractions, pickle\nassert pickle.loads(pickle.dumps(fractions.Fraction(1, 2))) * 2 == x",
    )
    assert cell.outcome is Outcome.PASSED, cell.checks[0].detail
