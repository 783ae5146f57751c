"""Whatever is done to a value on its way, what arrives is data or is refused."""

from __future__ import annotations

import json
import warnings
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from test_codec import Kept, decode
from test_frames import FRAMES, encoded
from test_matrices import NESTED

from autograder.wire.limits import WireError

MANY = {
    **FRAMES,
    "index": FRAMES["two levels"].index,
    "sparse": sp.csr_array(np.eye(3)),
    "coordinates": sp.coo_matrix(np.eye(3)),
    "structured": np.zeros(2, NESTED),
    "masked": np.ma.masked_array([1, 2], [True, False]),
    "polynomial": np.polynomial.Polynomial([1, 2]),
    "chance": [np.random.default_rng(0), np.random.RandomState(0)],
    "times": [datetime(2024, 1, 1, tzinfo=UTC), pd.Timestamp("2024", tz="UTC"), Fraction(1, 3)],
}
SENT = [encoded(value) for value in MANY.values()]
PIECES = [["l"], ["idx", ["oa", [1], ["l", "a"]], None, None], ["rix", 0, 3, 1, None], ["ref", 0], ["na"]]


def places(node: Any, path: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    """The way to each part of a node."""
    if not isinstance(node, list):
        return [path]
    return [path, *(way for number, part in enumerate(node) for way in places(part, (*path, number)))]


def replaced(node: Any, way: tuple[int, ...], part: Any) -> Any:
    if not way:
        return part
    return [replaced(old, way[1:], part) if n == way[0] else old for n, old in enumerate(node)]


def part_at(node: Any, way: tuple[int, ...]) -> Any:
    for number in way:
        node = node[number]
    return node


junk = (
    st.none()
    | st.booleans()
    | st.sampled_from(
        [0, 1, 2, -1, 3, 1 << 31, 1 << 62, 0.5, "", "a", "UTC", "M", "left", "<f8", "|O", "<M8[ns]"]
    )
    | st.sampled_from(PIECES)
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SENT), st.data())
def test_a_value_that_was_tampered_with_is_data_or_refused(sent: tuple[Any, list[bytes]], data: Any) -> None:
    node, buffers = sent
    for _ in range(data.draw(st.integers(1, 3))):
        ways = places(node)
        part = data.draw(junk | st.sampled_from([part_at(node, way) for way in ways]))
        node = replaced(node, data.draw(st.sampled_from(ways)), part)
    if buffers and data.draw(st.booleans()):
        number = data.draw(st.integers(0, len(buffers) - 1))
        buffers = [*buffers]
        buffers[number] = data.draw(st.binary(max_size=len(buffers[number]) + 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numpy says of casts what pandas then refuses
        try:
            found = decode(json.loads(json.dumps(node)), *buffers)
        except WireError:
            return
    assert not is_kept_inside(found)


def is_kept_inside(value: Any) -> bool:
    """Whether a reference got into a frame or an array; in a list it may be."""
    if isinstance(value, (pd.DataFrame, pd.Series, pd.Index)):
        return any(isinstance(cell, Kept) for cell in np.asarray(value, dtype=object).ravel())
    if isinstance(value, np.ndarray):
        return any(isinstance(cell, Kept) for cell in value.ravel().tolist())
    return False
