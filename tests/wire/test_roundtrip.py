"""Whatever travels arrives with its exact type and every bit of it, and what arrived travels back the same."""

from __future__ import annotations

import random
from array import array
from collections import Counter, deque
from datetime import UTC, time, timedelta, timezone
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
import torch
from fuzz.mutate import mutated
from fuzz.seeds import VALUES, encoded
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from test_codec import decode, keys, travel, values

from autograder.wire.limits import WireError


def arrives(value: Any) -> None:
    """``value`` comes out with its type, and encodes to the very same bytes as before."""
    node, buffers = encoded(value)
    found = decode(node, *buffers)
    assert type(found) is type(value)
    assert encoded(found) == (node, buffers)
    assert '"ref"' not in repr(node)
    assert "['ref'" not in repr(node)


dtypes = (
    npst.boolean_dtypes()
    | npst.integer_dtypes(endianness="?")
    | npst.unsigned_integer_dtypes(endianness="?")
    | npst.floating_dtypes(endianness="?", sizes=(16, 32, 64))
    | npst.complex_number_dtypes(endianness="?", sizes=(64, 128))
    | npst.unicode_string_dtypes(endianness="?", max_len=5)
    | npst.byte_string_dtypes(endianness="?", max_len=5)
    | npst.datetime64_dtypes(endianness="?")
    | npst.timedelta64_dtypes(endianness="?")
)
arrays = npst.arrays(dtypes, npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
fields = npst.array_dtypes(npst.integer_dtypes() | npst.floating_dtypes(), allow_subarrays=False)
numbers = npst.arrays(
    st.sampled_from(["i4", "f8", "c16"]), npst.array_shapes(min_dims=2, max_dims=2, max_side=5)
)
moments = st.datetimes(timezones=st.none() | st.just(UTC) | st.timezones())
offsets = st.integers(-86_399, 86_399).map(lambda seconds: timezone(timedelta(seconds=seconds)))

KINDS: dict[str, st.SearchStrategy[Any]] = {
    "values": values,
    "counters": st.dictionaries(keys, st.integers(), max_size=5).map(Counter),
    "deques": st.builds(deque, st.lists(keys, max_size=3), st.none() | st.integers(3, 9)),
    "paths": st.text("ab./é", max_size=9).map(PurePosixPath),
    "typed arrays": st.lists(st.integers(0, 255), max_size=9).map(lambda items: array("B", items)),
    "dates": st.dates(),
    "datetimes": moments,
    "times": st.builds(time, st.integers(0, 23), tzinfo=st.none() | offsets, fold=st.integers(0, 1)),
    "offsets": offsets,
    "durations": st.timedeltas(),
    "arrays": arrays,
    "scalars": npst.arrays(dtypes, ()).map(lambda found: found[()]),
    "dtypes": dtypes,
    "structures": npst.arrays(fields, npst.array_shapes(max_side=3)),
    "masked arrays": numbers.flatmap(
        lambda data: npst.arrays(bool, data.shape).map(
            lambda mask: np.ma.MaskedArray(data, mask, fill_value=1)
        )
    ),
    "matrices": numbers.map(lambda data: data.view(np.matrix)),
    "sparse rows": numbers.map(scipy.sparse.csr_array),
    "sparse columns": numbers.map(scipy.sparse.csc_matrix),
    "sparse places": numbers.map(scipy.sparse.coo_array),
    "series": npst.arrays("f8", st.integers(0, 5)).map(pd.Series),
    "frames": numbers.map(pd.DataFrame),
    "indexes": st.lists(st.integers(-9, 9) | st.text(max_size=2), max_size=5).map(
        lambda i: pd.Index(i, dtype=object)
    ),
    "nullable": st.lists(st.none() | st.integers(-9, 9), max_size=5).map(
        lambda i: pd.array(i, dtype="Int16")
    ),
    "categories": st.lists(st.sampled_from("abc"), max_size=5).map(pd.Categorical),
    "timestamps": st.datetimes(timezones=st.none() | st.just(UTC)).map(pd.Timestamp),
    "tensors": numbers.map(torch.from_numpy),
    "shapes": st.lists(st.integers(0, 99), max_size=5).map(torch.Size),
    "generators": st.integers(0, 99).map(np.random.default_rng),
    "chances": st.integers(0, 99).map(random.Random),
}


@pytest.mark.parametrize("kind", KINDS)
def test_any_value_of_a_kind_arrives_and_travels_back(kind: str) -> None:
    @settings(max_examples=40, deadline=None)
    @given(KINDS[kind])
    def holds(value: Any) -> None:
        arrives(value)

    holds()


@pytest.mark.parametrize("name", VALUES)
def test_what_fuzzing_starts_from_is_honest(name: str) -> None:
    arrives(VALUES[name])


@settings(max_examples=800, deadline=None)
@given(st.sampled_from(sorted(VALUES)), st.integers(0, 1 << 32))
def test_what_is_made_of_any_tree_travels_on_in_one_form(name: str, seed: int) -> None:
    node, buffers = mutated(*encoded(VALUES[name]), random.Random(seed))
    if "'ref'" in repr(node):
        return
    try:
        first = decode(node, *buffers)
        node, buffers = encoded(first)
    except WireError:
        return
    again = travel(first)
    assert type(again) is type(first)
    assert encoded(again) == (node, buffers)
