"""Named tuples and other kin of plain data."""

from __future__ import annotations

from collections import namedtuple
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from test_codec import Kept, travel

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
