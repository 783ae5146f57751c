"""Dates and times arrive to the microsecond, in their zones; zones are known ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_codec import Kept, decode, travel

from autograder.wire import times
from autograder.wire.limits import WireError

BERLIN = ZoneInfo("Europe/Berlin")
fixed_zones = st.builds(
    timezone, st.timedeltas(timedelta(hours=-23), timedelta(hours=23)), st.sampled_from(["", "mine"])
)
zones = st.none() | fixed_zones | st.sampled_from([UTC, BERLIN, ZoneInfo("UTC")])


@given(
    st.dates()
    | st.timedeltas()
    | st.times(timezones=zones)
    | st.datetimes(timezones=zones, allow_imaginary=True)
    | fixed_zones
)
def test_a_date_or_time_arrives_as_it_was(value: Any) -> None:
    found = travel(value)
    assert type(found) is type(value)
    assert found == value
    assert getattr(found, "fold", None) == getattr(value, "fold", None)
    assert found.__reduce__() == value.__reduce__()


def test_a_zone_of_the_database_arrives_as_that_zone() -> None:
    assert travel(BERLIN) is BERLIN
    assert travel(UTC) is UTC


def test_a_machine_without_a_database_of_zones_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(key: str) -> ZoneInfo:
        raise ZoneInfoNotFoundError(key)

    monkeypatch.setattr(times, "ZoneInfo", unknown)
    with pytest.raises(ImportError, match="install tzdata here"):
        decode(["zone", "Europe/Berlin", "zoneinfo"])


class Mine(tzinfo):
    def utcoffset(self, _: datetime | None) -> timedelta:
        return timedelta(hours=1)


class Day(date):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = date.__hash__


@pytest.mark.parametrize("value", [Mine(), datetime(2024, 1, 1, tzinfo=Mine()), Day(2024, 1, 1)], ids=repr)
def test_a_zone_or_day_of_the_students_own_making_stays_where_it_is(value: object) -> None:
    assert isinstance(travel(value), Kept)


@pytest.mark.parametrize(
    "node",
    [
        ["date", 2024, 2, 30],
        ["date", 2024, True, 1],
        ["date", 2024, 1],
        ["date", 2024.0, 1, 1],
        ["delta", 10**30, 0, 0],
        ["time", 1, 2, 3, 4, 7, None],
        ["time", 1, 2, 3, 4, 0, "UTC"],
        ["time", 24, 0, 0, 0, 0, None],
        ["datetime", 2024, 1, 1, 0, 0, 0, 0, 0, ["ref", 0]],
        ["datetime", 2024, 1, 1],
        ["utc", ["delta", 2, 0, 0]],
        ["utc", 5],
        ["utc", ["delta", 0, 0, 0], "a" * 1000],
        ["utc", ["delta", 0, 0, 0], "a", "b"],
        ["zone", "../../etc/passwd", "zoneinfo"],
        ["zone", "/etc/passwd", "zoneinfo"],
        ["zone", "Europe", "zoneinfo"],
        ["zone", "Europe/Atlantis", "zoneinfo"],
        ["zone", "Europe/Atlantis", "pytz"],
        ["zone", "", "zoneinfo"],
        ["zone", 3, "zoneinfo"],
        ["zone"],
    ],
    ids=str,
)
def test_a_forged_time_is_refused(node: Any) -> None:
    with pytest.raises(WireError):
        decode(node)
