"""What a pytest item of a check cell says of itself: its name, its line, its marks."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from autograder.errors import AssignmentError

_SETUP: Final = frozenset(
    f"{when}_{what}" for when in ("setup", "teardown") for what in ("module", "function", "class", "method")
)
"""Names that make pytest call a function around each test, without any test naming it."""


def first_line(item: pytest.Function) -> int:
    """The line of the cell on which the test function begins, decorators included."""
    line: int = inspect.unwrap(item.function).__code__.co_firstlineno
    return line


def case_name(item: pytest.Function) -> str:
    """The test's name, which all cases of a parametrized one share."""
    return "::".join([item.cls.__name__, item.originalname] if item.cls else [item.originalname])


def item_name(item: pytest.Function, number: int, *, hidden: bool) -> str:
    """The check's name; pytest names cases by their values, which a student must not read of a hidden one."""
    call = getattr(item, "callspec", None)
    return case_name(item) + (f"[{number if hidden else call.id}]" if call else "")


def marked(item: pytest.Function, marker: str, default: float) -> float:
    """The number that ``@pytest.mark.<marker>(number)`` gives the test; ``default`` where it has none.

    Raises:
        AssignmentError: the marker is not given a number from 0 up.
    """
    mark = item.get_closest_marker(marker)
    if mark is None:
        return default
    value = mark.args[0] if mark.args else None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
        raise AssignmentError(
            f"@pytest.mark.{marker} of {case_name(item)} should be given a number from 0 up"
        )
    return float(value)


def hint_of(item: pytest.Function) -> str:
    """The text of ``@pytest.mark.hint(text)``; empty where there is none."""
    mark = item.get_closest_marker("hint")
    return str(mark.args[0]) if mark and mark.args else ""


def is_final(item: pytest.Function) -> bool:
    """Whether the test is marked with ``@pytest.mark.final``."""
    return item.get_closest_marker("final") is not None


def lines_of(item: pytest.Function) -> frozenset[int]:
    """The lines of the cell on which the test function has code, functions inside of it included."""
    return frozenset(_lines(inspect.unwrap(item.function).__code__))


def _lines(code: types.CodeType) -> Iterator[int]:
    yield from (line for _, _, line in code.co_lines() if line is not None)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _lines(constant)


def setup_names(item: pytest.Function) -> frozenset[str]:
    """The names of the fixtures that the test uses, and of functions that pytest calls around any test."""
    found = item._fixtureinfo.name2fixturedefs.values()
    functions = (getattr(definition.func, "__name__", "") for same in found for definition in same)
    return _SETUP | frozenset(item.fixturenames) | frozenset(functions)


def is_fixture(value: object) -> bool:
    """Whether ``value`` is a function that ``@pytest.fixture`` decorates."""
    # pytest 8.4 made fixtures objects of a class of their own; before, they were functions with a mark.
    return type(value).__name__ == "FixtureFunctionDefinition" or (
        isinstance(value, types.FunctionType) and hasattr(value, "_pytestfixturefunction")
    )


def fixtures_in(names: Mapping[str, Any]) -> dict[str, Any]:
    """The fixtures among ``names``."""
    return {name: value for name, value in names.items() if is_fixture(value)}
