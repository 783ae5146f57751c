"""Mutants by cosmic-ray's operators, in the same records and under the same rules as our own."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from autograder.audit.model import Mutant
from autograder.audit.mutation.crosscheck import cosmic_mutants
from autograder.errors import UsageError

needs_library = pytest.mark.skipif(
    importlib.util.find_spec("cosmic_ray") is None, reason="cosmic-ray is not installed"
)
CELL = '''\
def f(a, b: int = 3):
    """Grüße: 1 + 1."""
    text = "ü"; c = a + b
    if c > 2:
        raise ValueError(f"{c + 1} is too large")
    return c
'''


def mutants(source: str, lines: set[int] | None = None, most: int = 40) -> list[Mutant]:
    return cosmic_mutants(source, notebook="n", cell="c", base="reference", lines=lines, most=most)


def test_an_absent_library_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cosmic_ray.plugins", None)
    with pytest.raises(UsageError, match="the cross-check needs cosmic-ray; install it"):
        mutants("x = 1")


@needs_library
def test_the_same_cells_are_changed_in_other_ways() -> None:
    found = mutants(CELL)
    assert {"c = a ** b", "c = a % b"} <= {line.strip() for m in found for line in m.source.split("\n")}
    assert {mutant.function for mutant in found} == {"f"}
    assert all(mutant.operator.startswith("cosmic-ray: ") for mutant in found)
    assert len({mutant.key for mutant in found}) == len(found) > 10


@needs_library
def test_messages_texts_and_annotations_are_left_alone() -> None:
    for mutant in mutants(CELL):
        assert "raise ValueError(f'{c + 1} is too large')" in mutant.source
        assert "Grüße: 1 + 1." in mutant.source
        assert "b: int" in mutant.source


@needs_library
def test_bits_and_identity_are_left_out() -> None:
    assert not [
        m for m in mutants("x = a + b == c", most=99) if set("&|^") & set(m.source) or " is " in m.source
    ]


@needs_library
def test_lines_and_numbers_are_kept_to() -> None:
    assert {mutant.diff.count("\n-") for mutant in mutants(CELL, {4})} == {1}
    assert all("c = a + b" in mutant.source for mutant in mutants(CELL, {4}))
    assert len(mutants(CELL, most=3)) == 3


@needs_library
def test_a_cell_with_magics_has_none() -> None:
    assert mutants("%time x = 1") == []
