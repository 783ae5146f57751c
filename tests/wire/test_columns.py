"""Columns, dtypes and scalars of pandas arrive with their exact types; forged ones are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_codec import Kept, decode, travel

from autograder.wire.limits import WireError

BERLIN = "Europe/Berlin"
SUMMER_ENDS = pd.date_range("2024-10-26 23:30", periods=4, freq="h", tz="UTC").tz_convert(BERLIN)
COLUMNS = {
    **{f"{name} with gaps": pd.array([1, None, 3], dtype=name) for name in ("Int8", "UInt64", "Int64")},
    "Float32": pd.array([1.5, None, -0.0], dtype="Float32"),
    "boolean": pd.array([True, None, False], dtype="boolean"),
    "str": pd.array(["é", None, ""], dtype="str"),
    "string": pd.array(["é", None, ""], dtype="string"),
    "no text": pd.array([], dtype="string"),
    "moments": pd.array(pd.to_datetime(["2024-02-29", None])),
    "nanoseconds": pd.array(np.array([1, 2], "M8[ns]")),
    "zone": SUMMER_ENDS.array,
    "zone with a gap": pd.to_datetime(["2024-01-01", None]).tz_localize("UTC").array,
    "durations": pd.array(pd.to_timedelta([1, None], unit="s")),
    "categories": pd.Categorical(["b", "a", None, "b"], categories=["b", "a", "c"], ordered=True),
    "no categories": pd.Categorical([]),
    "categories of numbers": pd.Categorical([1.5, 2.5]),
    "bins": pd.cut([1, 5, 9], [0, 3, 6, 10]),
    "months": pd.period_range("2024-01", periods=3, freq="M").array,
    "quarters": pd.PeriodIndex(["2024Q1", "NaT"], freq="Q-NOV").array,
    "intervals": pd.arrays.IntervalArray.from_breaks([0.5, 1, 2], closed="left"),
    "intervals of days": pd.interval_range(pd.Timestamp("2024"), periods=2).array,
    "numbers of numpy": pd.Series([1, 2]).array,
    "objects": pd.Series([1, "a", None], dtype=object).array,
}


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_a_column_arrives_as_it_was(column: Any) -> None:
    found = travel(column)
    assert type(found) is type(column)
    assert found.dtype == column.dtype
    pd.testing.assert_series_equal(pd.Series(found), pd.Series(column), check_category_order=True)


@pytest.mark.parametrize("column", list(COLUMNS.values())[:-2], ids=list(COLUMNS)[:-2])
def test_the_dtype_of_a_column_arrives_so_that_it_can_be_compared(column: Any) -> None:
    found = travel(column.dtype)
    assert type(found) is type(column.dtype)
    assert found == column.dtype


def test_a_dtype_without_its_categories_arrives() -> None:
    assert travel(pd.CategoricalDtype(ordered=True)) == pd.CategoricalDtype(ordered=True)


@pytest.mark.parametrize(
    "scalar",
    [
        *SUMMER_ENDS,
        pd.Timestamp("2024-02-29 12:00:00.000000001"),
        pd.Timestamp("0001-01-01"),
        pd.Timestamp("2024-02-29", tz="UTC"),
        pd.Timestamp("2024-02-29", tz=pd.Timestamp("2024-01-01T00:00+05:30").tz),
        pd.Timedelta("1ns"),
        pd.Timedelta(days=-3),
        pd.Period("2024-02", "M"),
        pd.Period("2024-02-29", "W-SUN"),
        pd.Interval(0, 1.5),
        pd.Interval(pd.Timestamp("2024"), pd.Timestamp("2025"), "both"),
    ],
    ids=repr,
)
def test_a_scalar_of_pandas_arrives_as_it_was(scalar: Any) -> None:
    found = travel(scalar)
    assert type(found) is type(scalar)
    assert found == scalar
    assert repr(found) == repr(scalar)
    assert getattr(found, "unit", None) == getattr(scalar, "unit", None)


def test_what_is_missing_is_the_very_object_that_says_so() -> None:
    assert travel(pd.NaT) is pd.NaT
    assert travel(pd.NA) is pd.NA
    assert travel([pd.NA])[0] is pd.NA


class MyCategorical(pd.Categorical):
    pass


@pytest.mark.parametrize(
    "value",
    [
        MyCategorical(["a"]),
        pd.array([1, 0], dtype="Sparse[int]"),
        pd.SparseDtype("int"),
        pd.Categorical(pd.Series([pd.offsets.Day()], dtype=object)),
        pd.offsets.MonthEnd(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_form_as_data_stays_where_it_is(value: object) -> None:
    assert isinstance(travel(value), Kept)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)),
    st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]))),
    st.lists(st.none() | st.sampled_from("abc")),
)
def test_columns_with_any_gaps_arrive_as_they_were(ints: Any, texts: Any, letters: Any) -> None:
    columns = (
        pd.array(ints, dtype="Int64"),
        pd.array(texts, dtype="string"),
        pd.array(texts, dtype="str"),
        pd.Categorical(letters),
    )
    for sent, found in zip(columns, travel(columns), strict=True):
        pd.testing.assert_extension_array_equal(found, sent)


WORDS = ["pdt", "text", "nan", "python"]
PLAIN = ["a", "<i8", [2], 0]
LETTERS = ["pdt", "category", ["idx", ["oa", [2], ["l", "a", "b"]], None, None], False]


@pytest.mark.parametrize(
    "node",
    [
        ["pdt", "number", "DataFrame"],
        ["pdt", "number", ["Int8Dtype"]],
        ["pdt", "eval", "1"],
        ["pdt"],
        ["pdt", "text"],
        ["pdt", "zone", "ns", ["zone", "Europe/Atlantis", "zoneinfo"]],
        ["pdt", "zone", "years", ["zone", "UTC", "zoneinfo"]],
        ["pdt", "zone", "ns", None],
        ["pdt", "period", "M" * 100],
        ["pdt", "period", "nonsense"],
        ["pdt", "period", "__import__('os')"],
        ["pdt", "interval", "float64", "around"],
        ["pdt", "interval", ["l"], "left"],
        ["pdt", "category", ["l", 1], False],
        ["pdt", "category", ["idx", ["oa", [2], ["l", "a", "a"]], None, None], False],
        ["pdt", "category", ["idx", ["oa", [2], ["l", "a", ["ref", 0]]], None, None], False],
        ["pa", "number", PLAIN, ["a", "|b1", [1], 1]],
        ["pa", "number", PLAIN, PLAIN],
        ["pa", "number", ["l", 1], ["l", 1]],
        ["pa", "text", WORDS, ["l", 1]],
        ["pa", "text", WORDS, ["l", ["ref", 0]]],
        ["pa", "text", LETTERS, ["l", "a"]],
        ["pa", "text", WORDS, PLAIN],
        ["pa", "zone", PLAIN, ["zone", "UTC", "zoneinfo"]],
        ["pa", "category", LETTERS, ["a", "<i8", [2], 0]],
        ["pa", "category", WORDS, PLAIN],
        ["pa", "period", ["pdt", "period", "M"], ["a", "<i4", [4], 0]],
        ["pa", "period", WORDS, PLAIN],
        ["pa", "interval", PLAIN, PLAIN, "left"],
        ["pa", "interval", ["rix", 0, 2, 1, None], ["rix", 0, 3, 1, None], "left"],
        ["pa", "interval", ["rix", 5, 7, 1, None], ["rix", 0, 2, 1, None], "left"],
        ["pa", "plain", ["a", "<U2", [2], 0]],
        ["pa", "plain", ["l", 1]],
        ["pts", 5, None],
        ["pts", ["n", "<M8[ns]", 1], "UTC-what"],
        ["pts", ["n", "<M8[ns]", 1], ["ref", 0]],
        ["ptd", ["n", "<M8[ns]", 1]],
        ["ptd", "1 day"],
        ["per", 5, "nonsense"],
        ["per", 1.5, "M"],
        ["per", 10**30, "M"],
        ["iv", "a", "b", "left"],
        ["iv", 2, 1, "left"],
        ["iv", 1, 2, "around"],
    ],
    ids=lambda node: str(node)[:60],
)
def test_a_forged_value_of_pandas_is_refused(node: Any) -> None:
    with pytest.raises(WireError):
        decode(node, bytes([7]) * 16, bytes([7]) * 8)
