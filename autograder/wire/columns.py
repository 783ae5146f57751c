"""One-dimensional data of pandas on the wire: its dtypes, its arrays and its scalars.

    ["pdt", "number", name]                    a nullable dtype: Int64, Float32, boolean and the like
    ["pdt", "text", missing, storage]          text; missing is "nan" (str) or "NA" (string)
    ["pdt", "zone", unit, zone]                moments in a time zone
    ["pdt", "category", categories, ordered]   categories are an index, or None
    ["pdt", "period", freq]  ["pdt", "interval", dtype, closed]

    ["pa", "number", data, mask]               arrays: nullable numbers
    ["pa", "text", dtype, list]                None where missing
    ["pa", "zone", moments in UTC, zone]
    ["pa", "category", dtype, codes]
    ["pa", "period", dtype, ordinals]
    ["pa", "interval", left, right, closed]    left and right are indexes
    ["pa", "plain", array]                     numpy's own dtypes behind pandas' interface

    ["pts", moment in UTC, zone]  ["ptd", duration]  ["nat"]  ["na"]    Timestamp, Timedelta, NaT, NA
    ["per", ordinal, freq]  ["iv", left, right, closed]                 Period, Interval

Parts are nodes of the codec. Types are exact. Where text is stored is the machine's affair and left to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import tzinfo
from functools import partial
from typing import Any, Final, TypeAlias

from autograder.wire.library import library
from autograder.wire.limits import StaysBehind, WireError
from autograder.wire.matrices import plain

Code: TypeAlias = Callable[[Any], Any]
Form: TypeAlias = Callable[[Any, Code], list[Any]]

TAGS: Final = frozenset({"pdt", "pa", "pts", "ptd", "nat", "na", "per", "iv"})
_SIZES: Final = (8, 16, 32, 64)
_NUMBERS: Final = (
    *(f"{kind}{size}Dtype" for kind in ("Int", "UInt") for size in _SIZES),
    "Float32Dtype",
    "Float64Dtype",
    "BooleanDtype",
)
_FREQ: Final = re.compile(r"[A-Za-z0-9-]{1,24}")
_CLOSED: Final = ("left", "right", "both", "neither")


def forms(pd: Any) -> dict[type, Form]:
    """How these types of pandas become nodes."""
    numbers = {
        getattr(pd, name): lambda dtype, code: ["pdt", "number", type(dtype).__name__] for name in _NUMBERS
    }
    return numbers | _dtype_forms(pd) | _array_forms(pd) | _scalar_forms(pd)


def decode(tag: str, rest: list[Any], code: Code) -> Any:
    """The value of a node; raises as ``whole.decode`` does."""
    pd = library("pandas")
    if tag in ("nat", "na"):
        return pd.NaT if tag == "nat" else pd.NA
    if tag == "pdt":
        return _DTYPES[rest[0]](pd, *rest[1:], code)
    if tag == "pa":
        return _ARRAYS[rest[0]](pd, *map(code, rest[1:]))
    return _SCALARS[tag](pd, *map(code, rest))


def _dtype_forms(pd: Any) -> dict[type, Form]:
    def category(dtype: Any, code: Code) -> list[Any]:
        return ["pdt", "category", code(dtype.categories), bool(dtype.ordered)]

    return {
        pd.StringDtype: lambda d, code: ["pdt", "text", "NA" if d.na_value is pd.NA else "nan", d.storage],
        pd.DatetimeTZDtype: lambda dtype, code: ["pdt", "zone", dtype.unit, code(dtype.tz)],
        pd.CategoricalDtype: category,
        pd.PeriodDtype: lambda dtype, code: ["pdt", "period", _checked(str(dtype)[len("period[") : -1])],
        pd.IntervalDtype: lambda dtype, code: ["pdt", "interval", code(dtype.subtype), dtype.closed],
    }


def _array_forms(pd: Any) -> dict[type, Form]:
    arrays = pd.arrays
    numbers = (arrays.IntegerArray, arrays.FloatingArray, arrays.BooleanArray)
    plains = (arrays.DatetimeArray, arrays.TimedeltaArray, type(pd.Series([0.0]).array))
    return {
        **dict.fromkeys(numbers, _numbers),
        **dict.fromkeys(_text_arrays(pd), partial(_texts, pd)),
        **dict.fromkeys(plains, partial(_moments, pd)),
        pd.Categorical: lambda array, code: ["pa", "category", code(array.dtype), code(array.codes)],
        arrays.PeriodArray: lambda array, code: ["pa", "period", code(array.dtype), code(array.asi8)],
        arrays.IntervalArray: lambda array, code: ["pa", "interval", *_ends(array, code), array.closed],
    }


def _scalar_forms(pd: Any) -> dict[type, Form]:
    return {
        pd.Timestamp: lambda value, code: ["pts", code(value.to_datetime64()), code(value.tz)],
        pd.Timedelta: lambda value, code: ["ptd", code(value.to_timedelta64())],
        type(pd.NaT): lambda value, code: ["nat"],
        type(pd.NA): lambda value, code: ["na"],
        pd.Period: lambda value, code: ["per", value.ordinal, _checked(value.freqstr)],
        pd.Interval: lambda value, code: ["iv", *_ends(value, code), value.closed],
    }


def _text_arrays(pd: Any) -> set[type]:
    """The classes that hold text here: they differ by storage, by what is missing, and from pandas 2 to 3."""
    found = {pd.arrays.StringArray, pd.arrays.ArrowStringArray}
    for options in ({}, {"storage": "python"}):
        try:
            found.add(pd.StringDtype(**options, na_value=float("nan")).construct_array_type())
        except TypeError:  # before pandas 2.3, NA was all that could be missing
            break
    return found


def _ends(value: Any, code: Code) -> list[Any]:
    return [code(value.left), code(value.right)]


def _checked(freq: str) -> str:
    if not _FREQ.fullmatch(freq):
        raise StaysBehind("a frequency has no plain name")
    return freq


def _numbers(array: Any, code: Code) -> list[Any]:
    kind = array.dtype.numpy_dtype
    return ["pa", "number", code(array.to_numpy(kind, na_value=kind.type(0))), code(array.isna())]


def _texts(pd: Any, array: Any, code: Code) -> list[Any]:
    if type(array.dtype) is not pd.StringDtype:
        raise StaysBehind("an array of text has a dtype of its own")
    return ["pa", "text", code(array.dtype), code(array.to_numpy(object, na_value=None).tolist())]


def _moments(pd: Any, array: Any, code: Code) -> list[Any]:
    if type(array.dtype) is pd.DatetimeTZDtype:
        return ["pa", "zone", code(array.tz_convert(None).to_numpy()), code(array.tz)]
    return ["pa", "plain", code(array.to_numpy())]


def _number_dtype(pd: Any, name: object, _: Code) -> Any:
    if name not in _NUMBERS:
        raise WireError("a nullable dtype is of an unknown kind")
    return getattr(pd, str(name))()


def _text_dtype(pd: Any, missing: object, storage: object, _: Code) -> Any:
    if missing == "nan":
        return pd.StringDtype(na_value=float("nan"))
    try:
        return pd.StringDtype("python" if storage == "python" else "pyarrow")
    except ImportError:  # the same text, stored by other means
        return pd.StringDtype("python")


def _category_dtype(pd: Any, categories: object, ordered: object, code: Code) -> Any:
    found = code(categories)
    if found is not None and not isinstance(found, pd.Index):
        raise WireError("categories are not an index")
    return pd.CategoricalDtype(found, ordered is True)


def _zone_dtype(pd: Any, unit: object, zone: object, code: Code) -> Any:
    return pd.DatetimeTZDtype(unit, _checked_zone(code(zone)))


def _period_dtype(pd: Any, freq: object, _: Code) -> Any:
    return pd.PeriodDtype(_checked_freq(freq))


def _interval_dtype(pd: Any, dtype: object, closed: object, code: Code) -> Any:
    subtype = code(dtype)
    if subtype is not None and not hasattr(subtype, "itemsize"):
        raise WireError("the ends of intervals have no dtype")
    return pd.IntervalDtype(subtype, closed)


def _checked_zone(zone: Any) -> tzinfo:
    # A name would be looked up by pandas, which knows a way of naming any file of this machine.
    if not isinstance(zone, tzinfo):
        raise WireError("a moment's time zone is none")
    return zone


def _checked_freq(freq: object) -> str:
    if not isinstance(freq, str) or not _FREQ.fullmatch(freq):
        raise WireError("a frequency has no plain name")
    return freq


def _number_array(pd: Any, data: Any, mask: Any) -> Any:
    kinds = {"b": pd.arrays.BooleanArray, "f": pd.arrays.FloatingArray}
    return kinds.get(plain(data, "biuf", 1).dtype.kind, pd.arrays.IntegerArray)(data, plain(mask, "b", 1))


def _text_array(pd: Any, dtype: Any, texts: Any) -> Any:
    if type(dtype) is not pd.StringDtype or type(texts) is not list:
        raise WireError("an array of text has no text")
    if set(map(type, texts)) - {str, type(None)}:
        raise WireError("an array of text holds something else")
    return pd.array(texts, dtype=dtype)


def _zone_array(pd: Any, moments: Any, zone: Any) -> Any:
    return pd.DatetimeIndex(plain(moments, "M", 1)).tz_localize("UTC").tz_convert(_checked_zone(zone)).array


def _category_array(pd: Any, dtype: Any, codes: Any) -> Any:
    if type(dtype) is not pd.CategoricalDtype:
        raise WireError("a categorical has no categories")
    return pd.Categorical.from_codes(plain(codes, "i", 1), dtype=dtype)


def _period_array(pd: Any, dtype: Any, ordinals: Any) -> Any:
    if type(dtype) is not pd.PeriodDtype or plain(ordinals, "i", 1).dtype.itemsize != 8:
        raise WireError("an array of periods has no frequency")
    return pd.arrays.PeriodArray(ordinals, dtype=dtype)


def _interval_array(pd: Any, left: Any, right: Any, closed: object) -> Any:
    if not (isinstance(left, pd.Index) and isinstance(right, pd.Index) and closed in _CLOSED):
        raise WireError("an array of intervals has no ends")
    return pd.arrays.IntervalArray.from_arrays(left, right, closed=closed)


def _plain_array(pd: Any, array: Any) -> Any:
    return pd.Series(plain(array, "biufcmMO", 1), dtype=array.dtype, copy=False).array


def _timestamp(pd: Any, moment: Any, zone: Any) -> Any:
    if not hasattr(moment, "dtype") or moment.dtype.kind != "M":
        raise WireError("a timestamp has no moment")
    found = pd.Timestamp(moment)
    return found if zone is None else found.tz_localize("UTC").tz_convert(_checked_zone(zone))


def _timedelta(pd: Any, duration: Any) -> Any:
    if not hasattr(duration, "dtype") or duration.dtype.kind != "m":
        raise WireError("a timedelta has no duration")
    return pd.Timedelta(duration)


def _period(pd: Any, ordinal: Any, freq: object) -> Any:
    if type(ordinal) is not int:
        raise WireError("a period has no number")
    return pd.Period(ordinal=ordinal, freq=_checked_freq(freq))


def _interval(pd: Any, left: Any, right: Any, closed: Any) -> Any:
    return pd.Interval(left, right, closed)


_DTYPES: Final[dict[str, Callable[..., Any]]] = {
    "number": _number_dtype,
    "text": _text_dtype,
    "zone": _zone_dtype,
    "category": _category_dtype,
    "period": _period_dtype,
    "interval": _interval_dtype,
}
_ARRAYS: Final[dict[str, Callable[..., Any]]] = {
    "number": _number_array,
    "text": _text_array,
    "zone": _zone_array,
    "category": _category_array,
    "period": _period_array,
    "interval": _interval_array,
    "plain": _plain_array,
}
_SCALARS: Final[dict[str, Callable[..., Any]]] = {
    "pts": _timestamp,
    "ptd": _timedelta,
    "per": _period,
    "iv": _interval,
}
