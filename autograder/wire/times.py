"""Python's own dates, times and zones on the wire.

    ["date", year, month, day]
    ["time", hour, minute, second, microsecond, fold, zone]
    ["datetime", year, month, day, hour, minute, second, microsecond, fold, zone]
    ["delta", days, seconds, microseconds]
    ["utc", delta, name...]                       a fixed offset, with a name where it has one of its own
    ["zone", key, library]                        a zone of the database: of zoneinfo, or of pytz

A zone travels by its name; each side takes its rules from its own database. ``zone`` is None where a time has none.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from importlib import import_module
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from autograder.wire.limits import MissingLibrary, WireError

Code: TypeAlias = Callable[[Any], Any]

TAGS: Final = frozenset({"date", "time", "datetime", "delta", "utc", "zone"})
_MAX_NAME: Final = 100
_KEY: Final = re.compile(r"[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,3}")
_CLOCK: Final = ("hour", "minute", "second", "microsecond", "fold")
_DAY: Final = ("year", "month", "day")


def encode(value: Any, code: Code) -> list[Any] | None:
    """The node of a date, time or zone; ``None`` for anything else, and for a zone of the student's own making."""
    kind = type(value)
    if kind is date:
        return ["date", *(getattr(value, part) for part in _DAY)]
    if kind is timedelta:
        return ["delta", value.days, value.seconds, value.microseconds]
    if kind is datetime or kind is time:
        return _encode_clock(value, kind, code)
    return _encode_zone(value, kind, code)


def decode(tag: str, rest: list[Any], code: Code) -> Any:
    """The value of a node.

    Raises:
        MissingLibrary: this machine knows no zones.
        WireError: a zone that is unknown here; what else is out of range is a ``ValueError``.
    """
    if tag == "zone":
        return _zone(*rest)
    if tag == "utc":
        offset, *name = rest
        return timezone(code(offset), *(_text(part) for part in name))
    if tag in ("date", "delta"):
        numbers = [_whole(number) for number in rest]
        return date(*numbers) if tag == "date" else timedelta(*numbers)
    *parts, fold, zone = rest
    make = {"time": time, "datetime": datetime}[tag]
    return make(*map(_whole, parts), tzinfo=code(zone), fold=_whole(fold))


def _encode_clock(value: Any, kind: type, code: Code) -> list[Any] | None:
    zone = value.tzinfo
    # pytz gives each time a zone object of that moment, which its name alone does not tell.
    if type(zone) not in (type(None), timezone, ZoneInfo) or (
        zone is not None and (zone := _encode_zone(zone, type(zone), code)) is None
    ):
        return None
    parts = _CLOCK if kind is time else _DAY + _CLOCK
    return [kind.__name__, *(getattr(value, part) for part in parts), zone]


def _encode_zone(value: Any, kind: type, code: Code) -> list[Any] | None:
    if kind is timezone:
        offset = value.utcoffset(None)
        name = value.tzname(None)
        return ["utc", code(offset), *([] if name == timezone(offset).tzname(None) else [name])]
    if kind is ZoneInfo and value.key and _KEY.fullmatch(value.key):
        return ["zone", value.key, "zoneinfo"]
    pytz = sys.modules.get("pytz")
    # pytz makes a class for each zone; only its own objects are in its own cache under their name.
    name = getattr(value, "zone", None) if pytz is not None and kind.__module__.startswith("pytz") else None
    if isinstance(name, str) and _KEY.fullmatch(name):
        return ["zone", name, "pytz"]
    return None


def _zone(key: object, library: object) -> Any:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise WireError("a time zone has no proper name")
    try:
        return import_module("pytz").timezone(key) if library == "pytz" else ZoneInfo(key)
    except ImportError:  # the same zone by Python's own rules
        return _zone(key, "zoneinfo")
    except (LookupError, OSError):  # a folder of the database is an OSError
        if not _has_database():
            raise MissingLibrary(
                "a time zone arrived where no zones are known: install tzdata here"
            ) from None
        raise WireError(f"the time zone {key} is not known here") from None


def _has_database() -> bool:
    try:
        ZoneInfo("Europe/London")
    except LookupError:
        return False
    return True


def _whole(value: object) -> int:
    if type(value) is not int:
        raise WireError("a time is made of whole numbers")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MAX_NAME:
        raise WireError("the name of a time zone is a short text")
    return value
