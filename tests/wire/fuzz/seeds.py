"""Honest values of every type that travels, and the frames that carry them: what fuzzing starts from."""

from __future__ import annotations

import random
import struct
from array import array
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import scipy.sparse
from scipy.optimize import OptimizeResult

from autograder.wire.channel import _dump
from autograder.wire.codec import Encoder

Point = namedtuple("Point", ["x", "y"])  # noqa: PYI024  (a type that travels)

PLAIN: Final[dict[str, Any]] = {
    "none": None,
    "truth": [True, False],
    "integers": [0, -1, 1 << 62, 1 << 63, -(1 << 70)],
    "floats": [0.5, -0.0, float("inf"), float("-inf"), float("nan")],
    "complex": 1 - 2j,
    "text": ["", "é🙂", "\x00", "\ud800"],
    "bytes": [b"", b"abc", bytearray(b"de")],
    "containers": [[1, [2]], (3, ()), {"a": {1: None}}, {1, 2}, frozenset({"x"})],
    "packed": [list(range(70)), [0.5] * 70, ["a", None, float("nan"), "b"] * 20],
    "slices": [slice(1, None, 2), range(3, 9, 2), ...],
    "types": [int, float, object],
    "kin": [Point(1, "b"), OrderedDict(a=1), Counter("aab"), defaultdict(None, {1: 2}), deque([1], 3)],
    "numbers": [Fraction(3, 7), Decimal("1.50"), Decimal("NaN")],
    "library": [UUID(int=7), PurePosixPath("a/b"), PureWindowsPath("c:/d"), array("d", [0.5])],
    "chance": random.Random(1),
    "optimum": OptimizeResult(x=1.5, success=True),
    "moments": [date(2024, 2, 29), time(1, 2, 3, 4), datetime(2024, 1, 2, tzinfo=UTC), timedelta(1, 2, 3)],
    "zones": [timezone(timedelta(hours=2), "X"), datetime(2024, 1, 2, tzinfo=ZoneInfo("Europe/Berlin"))],
}
NUMERIC: Final[dict[str, Any]] = {
    "arrays": [np.arange(6.0).reshape(2, 3), np.array(True), np.zeros((0, 3)), np.array(["é", ""])],
    "small arrays": [
        np.array([1], dtype) for dtype in ("i1", "u2", ">i4", "u8", "f2", "f4", "c8", "M8[D]", "m8[s]")
    ],
    "scalars": [np.float32(0.5), np.bool_(True), np.str_("é"), np.bytes_(b"a"), np.datetime64("NaT", "ns")],
    "dtypes": [np.dtype("<f4"), np.dtype(object), np.int8, np.integer],
    "objects": np.array([1, "a", None], dtype=object),
    "structured": np.array([(1, 2.5)], dtype=[("a", "i4"), ("b", "f8")]),
    "item of a structured array": np.array([(1, 2.5)], dtype=[("a", "i4"), ("b", "f8")])[0],
    "aligned": np.zeros(2, np.dtype([("a", "i1"), ("b", "f8")], align=True)),
    "masked": [np.ma.array([1, 2], mask=[True, False]), np.ma.masked],
    "matrix": np.matrix([[1, 2]]),
    "polynomials": [np.poly1d([1, 2]), np.polynomial.Polynomial([1.0, 2.0]), np.polynomial.Chebyshev([1.0])],
    "sparse": [getattr(scipy.sparse, f"{form}_array")(np.eye(3)) for form in ("csr", "csc", "coo")],
    "generators": [
        np.random.default_rng(1),
        np.random.Generator(np.random.MT19937(1)),
        np.random.RandomState(1),
    ],
}
TABLES: Final[dict[str, Any]] = {
    "frame": pd.DataFrame({"a": [1, 2], "b": [0.5, None], "c": ["x", None]}),
    "kinds": pd.DataFrame(
        {
            "n": pd.array([1, None], dtype="Int64"),
            "t": pd.to_datetime(["2024-01-01", None]).tz_localize("UTC"),
            "c": pd.Categorical(["a", "b"]),
        }
    ),
    "series": pd.Series([1, 2], index=pd.Index(["a", "b"], name="k"), name="s"),
    "indexes": [
        pd.RangeIndex(3),
        pd.date_range("2024", periods=3, freq="D"),
        pd.Index([1, "a"], dtype=object),
    ],
    "levels": pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["x", None]),
    "periods": [pd.period_range("2024-01", periods=2, freq="M"), pd.Period("2024-01", "M")],
    "intervals": [pd.IntervalIndex.from_breaks([0, 1, 2]), pd.Interval(0, 1)],
    "moments of pandas": [
        pd.Timestamp("2024-01-01", tz="Europe/Berlin"),
        pd.Timedelta(1, "s"),
        pd.NaT,
        pd.NA,
    ],
    "nullable": [pd.array([1.5, None], dtype="Float32"), pd.array([True, None], dtype="boolean")],
    "texts of pandas": [pd.array(["a", None], dtype="string"), pd.array(["a", None], dtype="str")],
    "dtypes of pandas": [pd.Int8Dtype(), pd.CategoricalDtype(["a"]), pd.DatetimeTZDtype("ns", "UTC")],
}
VALUES: Final = {**PLAIN, **NUMERIC, **TABLES}

Buffers = list[bytes]


def encoded(value: object) -> tuple[Any, Buffers]:
    """The node of ``value``, and its buffers; what stays behind becomes a reference."""
    encoder = Encoder(lambda kept: [0, "instance", type(kept).__name__, "", False])
    node = encoder.encode(value)
    return node, [bytes(buffer) for buffer in encoder.buffers]


def framed(header: bytes, body: bytes = b"") -> bytes:
    """One frame with a header and a body that need not be in the wire's form."""
    return struct.pack(">4sIQ", b"AGW1", len(header), len(body)) + header + body


def reply(node: Any, buffers: Sequence[bytes] = ()) -> bytes:
    """The frame of a guest's reply."""
    return framed(_dump({"value": node, "buffers": list(map(len, buffers))}), b"".join(buffers))
