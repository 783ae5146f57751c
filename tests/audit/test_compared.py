from __future__ import annotations

import nbformat
import pytest
from documents import ROOT

from autograder.audit.statistics.compared import thresholds_in

MEASURED = "accuracy(predict, images, labels)"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (f"assert {MEASURED}.value >= 0.9", (0.9,)),
        (f"assert {MEASURED}.value > .9, 'too low'", (0.9,)),
        (f"assert 0.9 <= {MEASURED}.value", (0.9,)),
        (f"measured = {MEASURED}\nassert measured.value >= 0.9", (0.9,)),
        (f"share: float = {MEASURED}.value\nassert share >= 0.9", (0.9,)),
        (f"assert (share := {MEASURED}.value) >= 0.8\nassert share >= 0.9", (0.9,)),
        (f"a = b = {MEASURED}.value\nassert b >= 0.9", (0.9,)),
        (f"assert not {MEASURED}.value < 0.9", (0.9,)),
        (f"assert 0.9 <= {MEASURED}.value <= 1", (0.9,)),
        (f"assert 0 < {MEASURED}.value < 0.999", ()),
        (f"assert {MEASURED}.value > 0.1 and {MEASURED}.value >= 0.9", (0.9,)),
        (f"assert 100 * {MEASURED}.value >= 90", (0.9,)),
        (f"assert 1 - {MEASURED}.value <= 0.1", (0.9,)),
        (f"assert -{MEASURED}.value / 2 <= -0.45", (0.9,)),
        (f"assert round({MEASURED}.value, 2) >= 0.9", (0.9,)),
        (f"assert max({MEASURED}.value for _ in range(3)) >= 0.9", (0.9,)),
        (f"assert np.mean([{MEASURED}.value, 0]) >= 0.9", (0.9,)),
        (f"if {MEASURED}.value < 0.9:\n    earn(0.5)", (0.9,)),
        (f"share = {MEASURED}.value\nearn(1 if share >= 0.9 else 0.5 if share >= 0.8 else 0)", (0.8, 0.9)),
        (f"earn(linear({MEASURED}.value, 0.83, 0.88))", (0.83, 0.88)),
        (f"earn(linear({MEASURED}.value, zero=0.83, full=0.88))", (0.83, 0.88)),
        (f"earn(linear(full=0.88, zero=0.83, value={MEASURED}.value))", (0.83, 0.88)),
        (f"earn(round(4 * linear({MEASURED}.value, 0.83, 0.88)) / 4)", (0.83, 0.88)),
        (f"earn(steps({MEASURED}.value, {{0.5: 0.25, 0.9: 1.0}}))", (0.5, 0.9)),
        (f"table = {{0.5: 0.25, 0.9: 1.0}}\nearn(steps({MEASURED}.value, table))", (0.5, 0.9)),
        (f"assert autograder.{MEASURED}.value >= 1 - 0.1", (0.9,)),
        ("from autograder import accuracy as share\nassert share(predict, x, y).value >= 0.9", (0.9,)),
        (f"least = 0.9\nassert {MEASURED}.value >= least\nleast = 0.1", (0.9,)),
        (f"least = 0.9\nleast = chosen()\nassert {MEASURED}.value >= least", ()),
        (f"share = {MEASURED}.value\nshare = loss()\nassert share >= 0.9", ()),
        (f"assert {MEASURED}.low >= 0.9", ()),
        (f"assert {MEASURED}.value == 0.9", ()),
        (f"assert {MEASURED}.value / 0 >= 0.9", ()),
        ("assert (classify(images) == labels).mean() >= 0.9", ()),
        ("assert_close(oracle.linear(x, 0.5, 0.7), due)", ()),
        ("earn(linear())", ()),
    ],
)
def test_a_number_counts_where_an_accuracy_must_reach_it(lines, found):
    expected = {"asserts": found} if found else {}
    assert thresholds_in(lines) == expected
    body = lines.replace("\n", "\n    ")
    expected = {"test_it": found} if found else {}
    assert thresholds_in(f"def test_it():\n    {body}") == expected


def test_names_outside_a_test_are_known_inside_until_it_binds_them_itself():
    cell = f"""
LEAST = 0.9
measured = {MEASURED}

def test_outer():
    assert measured.value >= LEAST

def test_own():
    LEAST = 0.7
    assert measured.value >= LEAST

def test_outer_again():
    assert measured.value >= LEAST
"""
    assert thresholds_in(cell) == {"test_outer": (0.9,), "test_own": (0.7,), "test_outer_again": (0.9,)}


def test_functions_and_fixtures_that_return_an_accuracy_are_one():
    cell = f"""
def share(data):
    measured = {MEASURED}
    return measured.value

@pytest.fixture
def measured():
    return {MEASURED}

def test_function():
    assert share(new) >= 0.9

def test_fixture(measured):
    assert measured.value >= 0.8
"""
    assert thresholds_in(cell) == {"test_function": (0.9,), "test_fixture": (0.8,)}


def test_methods_are_named_as_checks_are():
    cell = f"class TestNew:\n    def test_read(self):\n        assert {MEASURED}.value >= 0.9"
    assert thresholds_in(cell) == {"TestNew::test_read": (0.9,)}


def test_a_cell_with_magics_is_read_and_one_that_is_no_python_is_not():
    assert thresholds_in(f"%matplotlib inline\nassert {MEASURED}.value >= 0.9") == {"asserts": (0.9,)}
    assert thresholds_in("assert accuracy(") == {}


def test_the_threshold_of_the_course_is_found():
    path = ROOT / "source" / "02_backpropagation" / "02_backpropagation.ipynb"
    cells = nbformat.read(path, 4).cells
    found = [thresholds_in(cell.source) for cell in cells if cell.cell_type == "code"]
    (numbers,) = [numbers for each in found for numbers in each.values()]
    assert len(numbers) == 2
    assert 0.5 < numbers[0] < numbers[1] < 0.95
