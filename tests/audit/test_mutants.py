"""Which changes are tried: the choice, the names of the mutants, their diffs, and other solutions to change."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from autograder.audit.model import Mutant
from autograder.audit.mutation.changes import Change, changes_of
from autograder.audit.mutation.mutants import choose, difference, most_different, mutants_of, solution_lines
from autograder.regions import RegionError
from autograder.variants import Variant

CELL = '''\
def area(a, b):
    """Return 1 number."""
    ### BEGIN SOLUTION
    if a < 0:
        return 0
    return a * b
    ### END SOLUTION
'''
LONG = "def f(a, b):\n" + "".join(f"    a = a * b + {number}\n" for number in range(2, 30)) + "    return a"


def mutants(source: str, most: int = 40) -> list[Mutant]:
    return mutants_of(
        source, notebook="n", cell="c", base="reference", lines=solution_lines(source), most=most
    )


def test_a_students_lines_are_those_between_the_delimiters() -> None:
    assert solution_lines(CELL) == {4, 5, 6}
    assert solution_lines("### BEGIN SOLUTION\n### END SOLUTION\nx = 1") == frozenset()
    assert solution_lines("# a remark\nx = 1") == {1, 2}
    with pytest.raises(RegionError):
        solution_lines("### BEGIN SOLUTION\nx = 1")


def test_a_mutant_tells_where_it_is_and_what_it_changes() -> None:
    found = {mutant.operator: mutant for mutant in mutants(CELL)}
    swapped = found["swap operator"]
    assert (swapped.notebook, swapped.cell, swapped.base, swapped.function) == ("n", "c", "reference", "area")
    assert swapped.diff == "         return 0\n-    return a * b\n+    return a / b"
    assert swapped.source.endswith("return a / b")
    assert "Return 1 number." in swapped.source


def test_nothing_outside_the_solution_is_changed() -> None:
    assert all("def area(a, b):" in mutant.source for mutant in mutants(CELL))
    assert mutants("x = 1\n### BEGIN SOLUTION\n### END SOLUTION") == []


def test_keys_outlast_comments_and_layout() -> None:
    other = CELL.replace("a * b", "(a  *  b)  # the area").replace(
        "    if a < 0:", "    # first\n    if a < 0:"
    )
    assert [mutant.key for mutant in mutants(other)] == [mutant.key for mutant in mutants(CELL)]
    assert all(len(mutant.key) == 16 for mutant in mutants(CELL))


def test_keys_change_with_the_code() -> None:
    other = {mutant.key for mutant in mutants(CELL.replace("a < 0", "a < -1"))}
    assert not other & {mutant.key for mutant in mutants(CELL)}


def test_another_process_chooses_the_same() -> None:
    script = (
        "from autograder.audit.mutation.mutants import mutants_of\n"
        f"for m in mutants_of({LONG!r}, notebook='n', cell='c', base='reference', most=20): print(m.key)"
    )
    keys = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for seed in ("1", "2")
    ]
    assert keys[0] == keys[1] == [mutant.key for mutant in mutants(LONG, 20)]


def test_each_operator_has_its_turn_before_one_has_two() -> None:
    all_ = changes_of(LONG)
    operators = {change.operator for change in all_}
    chosen = choose(all_, len(operators))
    assert len(all_) > 100
    assert {change.operator for change in chosen} == operators


def test_the_choice_is_spread_over_the_lines() -> None:
    lines = Counter(change.line for change in choose(changes_of(LONG), 29))
    assert len(lines) >= 27
    assert max(lines.values()) <= 3


def test_so_many_of_each_function_are_chosen_in_the_order_of_the_lines() -> None:
    changes = [
        Change("one" if number % 3 else "two", function, number, "", f"{function} {number}")
        for function in ("f", "g")
        for number in range(9)
    ]
    chosen = choose(changes, 4)
    assert Counter(change.function for change in chosen) == {"f": 4, "g": 4}
    assert Counter(change.operator for change in chosen) == {"one": 4, "two": 4}
    assert [change.line for change in chosen[:4]] == sorted(change.line for change in chosen[:4])
    assert choose(changes, 0) == []


def test_a_difference_leaves_out_what_is_far_from_it() -> None:
    before = "\n".join("abcdefgh")
    assert difference(before, before.replace("a", "x").replace("h", "y")) == "-a\n+x\n b\n…\n g\n-h\n+y"


def test_the_most_different_solutions_come_first() -> None:
    reference = {"f": "def f(a):\n    return a.sum()", "g": "def g(a):\n    return a + 1"}
    loops = "def f(a):\n    total = 0\n    for x in a:\n        total += x\n    return total"
    same = Variant("same", "alternative", {}, {"f": "def f(values):\n    return values.sum()"})
    little = Variant("little", "alternative", {}, {"f": "def f(a):\n    return np.sum(a)"})
    much = Variant("much", "alternative", {}, {"f": loops, "+g": "x = 1"})
    assert most_different([same, little, much], reference, 2) == [much, little]
    assert most_different([much, little, same], reference, 9) == [much, little, same]
    assert most_different([], reference, 2) == []


@pytest.mark.parametrize(
    ("call", "count"), [("max(a, b)", 0), ("np.multiply(a, b)", 0), ("np.power(a, b)", 1)]
)
def test_arguments_are_swapped_where_their_order_means_something(call: str, count: int) -> None:
    found = mutants_of(f"def f(a, b):\n    return {call}", notebook="n", cell="c", base="reference")
    assert sum(mutant.operator == "swap arguments" for mutant in found) == count
