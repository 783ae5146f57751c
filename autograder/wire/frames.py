"""Tables of pandas on the wire: data frames, series and indexes, of exact types.

    ["df", index, columns, [places, values]...]   the columns of one numpy dtype together, as (column, row);
                                                  of pandas' own dtypes one by one
    ["ser", values, index, name]
    ["idx", values, name, freq]                   freq of moments and durations, or None
    ["rix", start, stop, step, name]              RangeIndex
    ["mix", [level...], [codes...], names]        MultiIndex

Parts are nodes of the codec; see ``columns`` for values. ``attrs`` and flags stay behind. Text in object
columns travels packed, so that a column costs little more than its characters.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

from autograder.wire.library import library
from autograder.wire.limits import MAX_ITEMS, StaysBehind, WireError
from autograder.wire.matrices import plain
from autograder.wire.spent import check_hashes

Code: TypeAlias = Callable[[Any], Any]
Form: TypeAlias = Callable[[Any, Code], list[Any]]

_VALUES: Final = "biufcmMO"
_MAX_RANGE: Final = MAX_ITEMS  # a longer one would not come either, were its numbers in a list
_MAX_LEVELS: Final = 64
_MAX_FREQ: Final = 24


def forms(pd: Any) -> dict[type, Form]:
    """How these types of pandas become nodes."""
    of_values = (
        pd.Index,
        pd.DatetimeIndex,
        pd.TimedeltaIndex,
        pd.PeriodIndex,
        pd.CategoricalIndex,
        pd.IntervalIndex,
    )
    return {
        pd.DataFrame: _frame,
        pd.Series: lambda value, code: ["ser", _values(value, code), code(value.index), code(value.name)],
        pd.RangeIndex: _range_index,
        pd.MultiIndex: _multi_index,
        **dict.fromkeys(of_values, _index),
    }


def decode(tag: str, rest: list[Any], code: Code) -> Any:
    """The value of a node; raises as ``whole.decode`` does."""
    return _DECODERS[tag](library("pandas"), code, *rest)


def mutable_kinds() -> frozenset[type]:
    """The exact types that student code may change in place; empty where pandas is not loaded."""
    pd = sys.modules.get("pandas")
    return frozenset() if pd is None else frozenset({pd.DataFrame, pd.Series})


def replace_in_place(host_object: Any, fresh: Any) -> bool:
    """Give ``host_object`` the content of ``fresh``, so that all who hold it see the change.

    True when both are data frames, or both series, and it was done; False when nothing was.
    """
    kind = type(host_object)
    if kind is not type(fresh) or kind not in mutable_kinds():
        return False
    attrs = host_object.attrs
    kind.__init__(host_object, fresh)
    host_object.attrs = attrs
    return True


def _frame(frame: Any, code: Code) -> list[Any]:
    import numpy as np

    groups: dict[Any, list[int]] = {}
    for place, dtype in enumerate(frame.dtypes):
        groups.setdefault(dtype if isinstance(dtype, np.dtype) else place, []).append(place)
    parts = [[code(places), _column(frame, dtype, places, code)] for dtype, places in groups.items()]
    return ["df", code(frame.index), code(frame.columns), *parts]


def _column(frame: Any, dtype: Any, places: list[int], code: Code) -> Any:
    if type(dtype) is int:
        return code(frame.iloc[:, dtype].array)
    same = frame if len(places) == frame.shape[1] else frame.iloc[:, places]
    return code(same.to_numpy().T)  # as pandas keeps it: a column's values side by side


def _values(value: Any, code: Code) -> Any:
    import numpy as np

    return code(value.to_numpy() if isinstance(value.dtype, np.dtype) else value.array)


def _index(index: Any, code: Code) -> list[Any]:
    if index.dtype == object:
        try:
            hash(tuple(index))
        except TypeError:
            raise StaysBehind("an index holds what cannot be looked up") from None
    freq = getattr(index, "freq", None) if index.dtype.kind in "mM" else None
    name = getattr(freq, "freqstr", None)
    short = name if type(name) is str and len(name) <= _MAX_FREQ else None
    return ["idx", _values(index, code), code(index.name), short]


def _range_index(index: Any, code: Code) -> list[Any]:
    if len(index) > _MAX_RANGE:
        raise StaysBehind("a range is longer than a frame may be")
    return ["rix", *(code(int(part)) for part in (index.start, index.stop, index.step)), code(index.name)]


def _multi_index(index: Any, code: Code) -> list[Any]:
    import numpy as np

    codes = [code(np.asarray(part)) for part in index.codes]
    return ["mix", [code(level) for level in index.levels], codes, [code(name) for name in index.names]]


def _decode_frame(pd: Any, code: Code, index: Any, columns: Any, *parts: Any) -> Any:
    rows, heads = _an_index(pd, code(index)), _an_index(pd, code(columns))
    decoded = [(_places(code(places)), code(values)) for places, values in parts]
    order = [place for places, _ in decoded for place in places]
    if len(order) != len(heads) or sorted(order) != list(range(len(order))):
        raise WireError("a frame's columns have no places")
    blocks = [_block(pd, places, values, len(rows)) for places, values in decoded]
    made = pd.concat(blocks, axis=1) if len(blocks) > 1 else [*blocks, pd.DataFrame(index=rows)][0]
    if order != sorted(order):
        made = made[list(range(len(order)))]
    made.index, made.columns = rows, heads
    return made


def _block(pd: Any, places: list[int], values: Any, rows: int) -> Any:
    if isinstance(values, pd.api.extensions.ExtensionArray):
        if len(places) != 1 or len(values) != rows:
            raise WireError("a frame's column is not as long as its index")
        return pd.DataFrame({places[0]: values}, copy=False)
    if plain(values, _VALUES, 2).shape != (len(places), rows):
        raise WireError("a frame's columns are not as long as its index")
    return pd.DataFrame(values.T, columns=places, dtype=values.dtype, copy=False)


def _places(places: object) -> list[int]:
    if type(places) is not list or not all(type(place) is int for place in places):
        raise WireError("a frame's columns have no places")
    return places


def _decode_series(pd: Any, code: Code, values: Any, index: Any, name: Any) -> Any:
    array, rows = _checked_values(pd, code(values)), _an_index(pd, code(index))
    if len(array) != len(rows):
        raise WireError("a series is not as long as its index")
    return pd.Series(array, index=rows, dtype=array.dtype, name=code(name), copy=False)


def _decode_index(pd: Any, code: Code, values: Any, name: Any, freq: object) -> Any:
    array = _checked_values(pd, code(values))
    if array.dtype == object:
        _check_keys(array)
    made = pd.Index(array, dtype=array.dtype, name=code(name), tupleize_cols=False)
    if isinstance(freq, str) and len(freq) <= _MAX_FREQ and made.dtype.kind in "mM":
        try:
            made.freq = freq
        except ValueError:  # no name of a frequency in this pandas, or not that of these values
            pass
    return made


def _decode_range_index(pd: Any, code: Code, *parts: Any) -> Any:
    *numbers, name = map(code, parts)
    if len(numbers) != 3 or not all(type(number) is int for number in numbers):
        raise WireError("a range index has three whole numbers and a name")
    found = range(*numbers)
    if (found.stop - found.start) // found.step > _MAX_RANGE:
        raise WireError("a range index is longer than the wire allows")
    return pd.RangeIndex(found, name=name)


def _decode_multi_index(pd: Any, code: Code, levels: Any, codes: Any, names: Any) -> Any:
    if not len(levels) == len(codes) == len(names) <= _MAX_LEVELS:
        raise WireError("an index of levels has too many of them")
    found = [_an_index(pd, code(level)) for level in levels]
    places = [plain(code(part), "i", 1) for part in codes]
    return pd.MultiIndex(found, places, names=[code(name) for name in names], verify_integrity=True)


def _an_index(pd: Any, value: Any) -> Any:
    if not isinstance(value, pd.Index):
        raise WireError("an index is missing where one belongs")
    return value


def _checked_values(pd: Any, values: Any) -> Any:
    if isinstance(values, pd.api.extensions.ExtensionArray):
        return values
    return plain(values, _VALUES, 1)


def _check_keys(keys: Iterable[Any]) -> None:
    # Text is hashed with a salt of this process, so nobody can choose it to be slow.
    others = [key for key in keys if type(key) is not str]
    check_hashes(others)


_DECODERS: Final[dict[str, Callable[..., Any]]] = {
    "df": _decode_frame,
    "ser": _decode_series,
    "idx": _decode_index,
    "rix": _decode_range_index,
    "mix": _decode_multi_index,
}
TAGS: Final = frozenset(_DECODERS)
