"""Frames, series and indexes arrive as pandas' own assertions want them; forged ones are refused."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_codec import Kept, decode, travel
from test_columns import COLUMNS

import autograder.wire
from autograder.wire.codec import Decoder, Encoder
from autograder.wire.frames import mutable_kinds, replace_in_place
from autograder.wire.limits import WireError

SALES = pd.DataFrame(
    {
        "city": ["Bonn", "Ulm", "Bonn", None],
        "sold": [3, 1, 4, 1],
        "price": [2.5, np.nan, 1.25, 3.0],
        "new": [True, False, False, True],
        "day": pd.to_datetime(["2024-02-29", "2024-03-01", None, "2024-03-02"]),
        "seen": pd.date_range("2024-03-30 22:00", periods=4, freq="h", tz="Europe/Berlin"),
        "size": pd.Categorical(["s", "l", "s", "m"], categories=["s", "m", "l"], ordered=True),
        "stock": pd.array([1, None, 3, 4], dtype="Int64"),
        "notes": pd.Series([["a", 1], {"b": Decimal("1.5")}, date(2024, 1, 1), None], dtype=object),
        "left": [4, 3, 2, 1],
    }
)
FRAMES = {
    "of many kinds": SALES,
    "one kind": pd.DataFrame(np.arange(6.0).reshape(3, 2), columns=["a", "b"]),
    "named index": SALES.set_index("city"),
    "two levels": SALES.set_index(["city", "size"]).sort_index(),
    "grouped": SALES.groupby("size", observed=True)[["sold", "price"]].agg(["sum", "mean"]),
    "described": SALES.describe(include="all"),
    "crossed": pd.crosstab(SALES["city"], SALES["size"], margins=True),
    "pivoted": SALES.pivot_table(index="city", columns="size", values="sold", observed=False),
    "monthly": pd.DataFrame({"n": [1, 2]}, index=pd.date_range("2024-01-31", periods=2, freq="ME")),
    "merged": SALES.merge(pd.DataFrame({"city": ["Bonn", "Kiel"], "people": [3, 2]}), how="outer"),
    "binned": SALES.groupby(pd.cut(SALES["sold"], [0, 2, 5]), observed=True)[["price"]].mean(),
    "same name twice": pd.DataFrame([[1, "x", 2.5]], columns=["a", "a", "b"]),
    "names of all kinds": pd.DataFrame([[1, 2, 3]], columns=[1, "a", (2, "b")]),
    "turned": SALES.T,
    "no rows": SALES.iloc[:0],
    "no columns": SALES[[]],
    "nothing": pd.DataFrame(),
    "columns alone": pd.DataFrame(columns=["a", "b"]),
    "small numbers": pd.DataFrame({"a": np.array([1], "int8"), "b": np.array([2], "float32")}),
    "stepping": pd.DataFrame({"a": [1, 2]}, index=pd.RangeIndex(5, 1, -2, name="n")),
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_frame_arrives_as_it_was(frame: Any) -> None:
    found = travel(frame)
    assert type(found) is pd.DataFrame
    pd.testing.assert_frame_equal(
        found, frame, check_index_type="exact", check_column_type="exact", check_exact=True
    )


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_a_series_of_each_kind_of_column_arrives_as_it_was(column: Any) -> None:
    series = pd.Series(column, name=("a", 1), index=pd.Index(range(3, 3 + len(column)), name="row"))
    found = travel(series)
    assert type(found) is pd.Series
    pd.testing.assert_series_equal(found, series, check_index_type="exact")


INDEXES = {
    "text": pd.Index(["a", "b"], name="n"),
    "objects": pd.Index(["a", 1, None, (1, 2)], dtype=object, name=7),
    "int8": pd.Index([1, 2], dtype="int8"),
    "range": pd.RangeIndex(3, 9, 2),
    "empty range": pd.RangeIndex(0),
    "moments": pd.DatetimeIndex(["2024-02-29", "NaT"], name="t"),
    "first days": pd.date_range("2024", periods=3, freq="MS", tz="Europe/Berlin"),
    "hours": pd.timedelta_range("1h", periods=3, freq="h"),
    "months": pd.period_range("2024-01", periods=3, freq="M"),
    "categories": pd.CategoricalIndex(["a", "b", "a"]),
    "bins": pd.IntervalIndex.from_breaks([0, 1, 2]),
    "levels": pd.MultiIndex.from_product([["a", "b"], pd.date_range("2024", periods=2)], names=["x", None]),
    "a gap": pd.MultiIndex.from_tuples([("a", 1), ("b", None)]),
}


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
def test_an_index_arrives_as_it_was(index: Any) -> None:
    found = travel(index)
    assert type(found) is type(index)
    pd.testing.assert_index_equal(found, index, exact=True)
    assert getattr(found, "freq", None) == getattr(index, "freq", None)


def test_the_dtypes_of_a_frame_arrive() -> None:
    pd.testing.assert_series_equal(travel(SALES.dtypes), SALES.dtypes)


def test_a_frame_that_arrived_can_be_changed() -> None:
    found = travel(SALES)
    found["twice"] = found["sold"] * 2
    found.loc[0, "price"] = 9.0
    assert found["twice"].tolist() == [6, 2, 8, 2]
    assert SALES.loc[0, "price"] == 2.5


class MyFrame(pd.DataFrame):
    def equals(self, _: object) -> bool:
        return True


class MySeries(pd.Series):
    pass


@pytest.mark.parametrize(
    "value",
    [
        MyFrame({"a": [1]}),
        MySeries([1]),
        pd.DataFrame({"a": [object()]}),
        pd.DataFrame({"a": [MySeries([1])]}),
        pd.DataFrame({"a": pd.array([1, 0], dtype="Sparse[int]")}),
        pd.DataFrame({object(): [1]}),
        pd.Series([[1, object()]]),
        pd.Series([1], index=[object()]),
        pd.Index([[1], [2]], dtype=object),
        pd.RangeIndex(1 << 40),
        SALES.groupby("city"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_holds_more_than_data_stays_where_it_is(value: object) -> None:
    assert isinstance(travel(value), Kept)


names = st.text("abc", min_size=1, max_size=3)
cells = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.dates()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(names | st.integers(0, 3), st.sampled_from(["o", "f", "i", "b", "s"])), max_size=6),
    st.integers(0, 5),
    st.data(),
)
def test_any_frame_arrives_as_it_was(heads: list[tuple[Any, str]], rows: int, data: Any) -> None:
    drawn = {"f": st.floats(), "i": st.integers(-9, 9), "b": st.booleans(), "s": st.text("é ", max_size=2)}
    dtypes: dict[str, Any] = {"o": object, "f": float, "i": "int16", "b": bool, "s": "str"}
    columns = [
        pd.Series(
            data.draw(st.lists(drawn.get(kind, cells), min_size=rows, max_size=rows)), dtype=dtypes[kind]
        )
        for _, kind in heads
    ]
    frame = pd.concat(columns, axis=1) if columns else pd.DataFrame(index=range(rows))
    frame.columns = pd.Index([head for head, _ in heads], dtype=object)
    found = travel(frame)
    pd.testing.assert_frame_equal(found, frame, check_exact=True)
    for place in range(len(heads)):
        kinds = [type(cell) for cell in frame.iloc[:, place]]
        assert [type(cell) for cell in found.iloc[:, place]] == kinds


def encoded(value: object) -> tuple[Any, list[bytes]]:
    encoder = Encoder(lambda value: [0])
    return encoder.encode(value), [bytes(buffer) for buffer in encoder.buffers]


def test_a_large_frame_costs_little_more_than_its_bytes() -> None:
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(100_000, 10)), columns=list("abcdefghij"))
    node, buffers = encoded(frame)
    assert sum(map(len, buffers)) == frame.size * 8
    assert len(repr(node)) < 500
    Decoder([memoryview(buffer) for buffer in buffers], lambda rest: None).decode(node)
    started = time.process_time()
    for _ in range(5):
        node, buffers = encoded(frame)
        Decoder([memoryview(buffer) for buffer in buffers], lambda rest: None).decode(node)
    assert time.process_time() - started < 5 * 0.2  # ten times what a quiet machine takes


def test_text_that_repeats_is_sent_once() -> None:
    frame = pd.DataFrame({"city": ["a long name of a city", "another one"] * 5_000})
    node, buffers = encoded(frame)
    assert sum(map(len, buffers)) < 10_000 * 4 + 100
    assert len(repr(node)) < 500


def test_many_columns_of_one_kind_travel_together() -> None:
    frame = pd.DataFrame(np.zeros((2, 3_000))).assign(name="x")
    _, buffers = encoded(frame)
    assert len(buffers) < 20
    pd.testing.assert_frame_equal(travel(frame), frame)


def test_nothing_of_pandas_is_imported_by_the_wire_itself() -> None:
    code = (
        "import sys, numpy; from autograder.wire.codec import Encoder;"
        "Encoder(lambda value: [0]).encode([numpy.arange(3), object(), {1: 2.5}]);"
        "print('pandas' in sys.modules, 'scipy' in sys.modules)"
    )
    root = Path(autograder.wire.__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False"]


def test_a_frame_that_arrives_without_pandas_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    node, buffers = encoded(SALES)
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pandas is not installed: install it"):
        decode(node, *buffers)


def test_a_frame_takes_on_the_content_of_another_for_all_who_hold_it() -> None:
    host = SALES.copy()
    host.attrs["source"] = "till"
    held = [host]
    fresh = travel(SALES.drop(columns="notes").query("sold > 1").set_index("city"))
    assert replace_in_place(host, fresh)
    pd.testing.assert_frame_equal(held[0], fresh)
    assert held[0].attrs == {"source": "till"}
    host["more"] = 1
    assert "more" not in fresh.columns


def test_a_series_takes_on_the_content_of_another() -> None:
    host = pd.Series([3, 1, 2], name="n")
    assert replace_in_place(host, travel(host.sort_values().rename("sorted")))
    pd.testing.assert_series_equal(host, pd.Series([1, 2, 3], index=[1, 2, 0], name="sorted"))


@pytest.mark.parametrize(
    ("host", "fresh"),
    [(pd.Series([1]), pd.DataFrame({"a": [1]})), (MyFrame(), MyFrame({"a": [1]})), ([1], [2])],
    ids=["kinds differ", "subclass", "lists"],
)
def test_nothing_is_replaced_by_what_is_of_another_kind(host: Any, fresh: Any) -> None:
    before = repr(host)
    assert not replace_in_place(host, fresh)
    assert repr(host) == before


def test_frames_and_series_of_exact_types_can_be_changed_in_place() -> None:
    assert {pd.DataFrame, pd.Series} == mutable_kinds()


TWO = ["a", "<f8", [1, 2], 0]
ROWS = ["rix", 0, 2, 1, None]
ONE = ["rix", 0, 1, 1, None]
LEVEL = ["idx", ["oa", [2], ["l", "a", "b"]], None, None]
CODES = ["a", "|i1", [2], 0]


@pytest.mark.parametrize(
    ("node", "data"),
    [
        (["df", ROWS, ONE, [["l", 0], ["a", "<f8", [2], 0]]], bytes(16)),
        (["df", ["rix", 0, 3, 1, None], ONE, [["l", 0], TWO]], bytes(16)),
        (["df", ROWS, ["rix", 0, 2, 1, None], [["l", 0], TWO]], bytes(16)),
        (["df", ROWS, ONE, [["l", 1], TWO]], bytes(16)),
        (["df", ROWS, ["rix", 0, 2, 1, None], [["l", 0, 0], ["a", "<f8", [2, 2], 0]]], bytes(32)),
        (["df", ROWS, ONE, [["l", True], TWO]], bytes(16)),
        (["df", ROWS, ONE, [5, TWO]], bytes(16)),
        (["df", ROWS, ONE, [["l", 0], ["a", "<U2", [1, 2], 0]]], bytes(16)),
        (["df", ROWS, ONE, [["l", 0], ["oa", [1, 2], ["l", 1, ["ref", 0]]]]], b""),
        (["df", ROWS, ONE, [["l", 0], ["pa", "text", ["pdt", "text", "nan", ""], ["l", "a"]]]], b""),
        (["df", ROWS, ONE, [["l", 0], ["ser", ["a", "<f8", [2], 0], ROWS, None]]], bytes(16)),
        (["df", ROWS, ONE], b""),
        (["df", ["l", 0, 1], ONE, [["l", 0], TWO]], bytes(16)),
        (["df", ROWS], b""),
        (["df", ROWS, ["rix", 0, 1 << 40, 1, None]], b""),
        (["ser", ["a", "<f8", [2], 0], ONE, None], bytes(16)),
        (["ser", TWO, ROWS, None], bytes(16)),
        (["ser", ["l", 1, 2], ROWS, None], b""),
        (["ser", ["a", "<f8", [2], 0], ROWS, ["l", 1]], bytes(16)),
        (["ser", ["a", "<f8", [2], 0], ROWS, ["ref", 0]], bytes(16)),
        (["idx", ["a", "<f8", [1, 2], 0], None, None], bytes(16)),
        (["idx", ["a", "<f2", [8], 0], None, None], bytes(16)),
        (["idx", ["oa", [1], ["l", ["l", 1]]], None, None], b""),
        (["idx", ["a", "<f8", [2], 0], ["d"], None], bytes(16)),
        (["idx", ["a", "<M8[zz]", [2], 0], None, None], bytes(16)),
        (["rix", 0, 1 << 40, 1, None], b""),
        (["rix", 0, -(1 << 40), -1, None], b""),
        (["rix", 0, 1, 0, None], b""),
        (["rix", 0, 1.5, 1, None], b""),
        (["rix", 0, 1, 1], b""),
        (["mix", [LEVEL], [CODES], [None]], b"\x00\x02"),
        (["mix", [LEVEL], [CODES], [None]], b"\x00\xfe"),
        (["mix", [LEVEL], [["a", "<f8", [2], 0]], [None]], bytes(16)),
        (["mix", [LEVEL], [CODES], []], bytes(2)),
        (["mix", [], [], []], b""),
        (["mix", [["l", "a"]], [CODES], [None]], bytes(2)),
        (["mix", [["idx", ["oa", [2], ["l", "a", "a"]], None, None]], [CODES], [None]], bytes(2)),
        (["mix", 5, 5, 5], b""),
    ],
    ids=lambda part: str(part)[:60],
)
def test_a_forged_frame_is_refused(node: Any, data: bytes) -> None:
    with pytest.raises(WireError):
        decode(node, data)


def test_a_frequency_that_does_not_fit_is_left_out() -> None:
    days = ["a", "<M8[s]", [2], 0]
    found = decode(["idx", days, None, "MS"], np.array(["2024-01-05", "2024-01-09"], "M8[s]").tobytes())
    assert found.freq is None


def test_an_index_whose_keys_all_have_one_hash_is_refused_at_once() -> None:
    keys = [["i", hex(((1 << 61) - 1) * n)] for n in range(1, 1_000)]
    started = time.monotonic()
    with pytest.raises(WireError, match="chosen to make it slow"):
        decode(["pdt", "category", ["idx", ["oa", [len(keys)], ["l", *keys]], None, None], False])
    assert time.monotonic() - started < 5
