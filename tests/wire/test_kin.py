"""Named tuples and other kin of plain data."""

from __future__ import annotations

import random
from array import array
from collections import deque, namedtuple
from decimal import Decimal
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import pytest
from test_codec import Kept, decode, travel

from autograder.wire.codec import Encoder
from autograder.wire.limits import WireError

Point = namedtuple("Point", ["x", "y"], defaults=[0])  # noqa: PYI024  (the very thing that is tested)


class Typed(NamedTuple):
    rows: int
    name: str = "a"


class WithMethod(NamedTuple):
    side: float

    def area(self) -> float:
        return self.side**2


class Renamed(Point):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = Point.__hash__


@pytest.mark.parametrize("value", [Point(1, [2.0]), Typed(3), Typed(rows=4, name="é")])
def test_a_named_tuple_arrives_with_its_fields(value: Any) -> None:
    found = travel(value)
    assert found == value
    assert type(found).__name__ == type(value).__name__
    assert found._asdict() == value._asdict()


@pytest.mark.parametrize("value", [WithMethod(2.0), Renamed(1, 2)])
def test_a_named_tuple_with_methods_of_its_own_stays_where_it_is(value: object) -> None:
    assert isinstance(travel(value), Kept)


@pytest.mark.parametrize("text", ["1.10", "-0", "NaN", "-Infinity", "1E+100"])
def test_a_decimal_arrives_digit_for_digit(text: str) -> None:
    assert str(travel(Decimal(text))) == text


def test_a_decimal_that_would_be_a_huge_integer_stays_where_it_is() -> None:
    assert isinstance(travel(Decimal("1e999999999")), Kept)


@pytest.mark.parametrize(
    "value",
    [
        UUID("12345678-1234-5678-1234-567812345678"),
        PurePosixPath("data/café.csv"),
        PureWindowsPath("c:/data"),
        array("d", [0.5, -1.0]),
        array("b", []),
        array("Q", [2**64 - 1]),
    ],
    ids=repr,
)
def test_a_value_of_the_standard_library_arrives_as_it_was(value: Any) -> None:
    found = travel(value)
    assert type(found) is type(value)
    assert found == value
    assert getattr(found, "typecode", None) == getattr(value, "typecode", None)


def test_a_path_that_can_open_files_stays_where_its_files_are() -> None:
    assert isinstance(travel(Path("answers.csv")), Kept)


def test_a_deque_keeps_its_bound() -> None:
    found = travel(deque([1, 2, 3], maxlen=3))
    found.append(4)
    assert found == deque([2, 3, 4])
    assert travel(deque([1])).maxlen is None


@pytest.mark.parametrize("make", [random.Random, np.random.RandomState])
def test_a_source_of_chance_goes_on_where_it_was(make: Any) -> None:
    source = make(5)
    source.normal() if make is np.random.RandomState else source.gauss(0, 1)
    found = travel(source)
    assert type(found) is make
    assert [found.uniform(0, 1) for _ in range(700)] == [source.uniform(0, 1) for _ in range(700)]


class Loaded(random.Random):
    def random(self) -> float:
        return 0.5


def test_a_source_of_chance_of_a_class_of_its_own_stays_where_it_is() -> None:
    assert isinstance(travel(Loaded(1)), Kept)


@pytest.mark.parametrize("place", [-1, 625, 10**9])
def test_a_random_state_that_would_read_outside_of_itself_is_refused(place: int) -> None:
    state: Any = np.random.RandomState(1).get_state(legacy=False)
    state["state"]["pos"] = place
    encoder = Encoder(lambda value: [0])
    node = ["rs", encoder.encode(state)]
    with pytest.raises(WireError):
        decode(node, *map(bytes, encoder.buffers))


def test_the_result_of_an_optimiser_arrives_with_all_its_parts() -> None:
    from scipy.optimize import OptimizeResult, minimize

    result = minimize(lambda x: (x**2).sum(), np.ones(2))
    found = travel(result)
    assert type(found) is OptimizeResult
    assert list(found) == list(result)
    assert (found.x == result.x).all()
    assert found.success == result.success
    assert isinstance(travel(OptimizeResult(sol=object())).sol, Kept)


@pytest.mark.parametrize(
    "node",
    [
        ["uuid", "x"],
        ["uuid", "1" * 10_000],
        ["path", "live", "a"],
        ["path", "posix", 3],
        ["path", "posix", ["ref", 0]],
        ["dq", "3", 1],
        ["dq", -1, 1],
        ["arr", "u", ["b", 0]],
        ["arr", "d", ["b", 0]],
        ["arr", "w", "abc"],
        ["rnd", ["t", 3, ["t", 1], None]],
        ["rnd", 5],
        ["rs", 5],
        ["rs", ["d", "bit_generator", "PCG64"]],
        ["opt", ["l"], 1],
        ["opt", "x"],
    ],
    ids=lambda node: str(node)[:36],
)
def test_a_forged_value_of_the_standard_library_is_refused(node: Any) -> None:
    with pytest.raises(WireError):
        decode(node, b"abc")
