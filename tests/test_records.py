"""Results survive the way to disk and back; anything less than whole counts as absent."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import PlatformError, UsageError
from autograder.records import (
    checked_name,
    checked_student,
    dump_kept,
    dump_result,
    kept_key,
    load_kept,
    load_result,
    result_path,
    write_atomically,
)
from autograder.results import (
    Better,
    CellKind,
    CellResult,
    CheckResult,
    Metric,
    NotebookRun,
    Outcome,
    SubmissionResult,
)

numbers = st.floats(allow_nan=False)
texts = st.text(st.characters(), max_size=20)
metrics = st.builds(Metric, texts, numbers, numbers, numbers, st.integers(0, 10**9), st.sampled_from(Better))
checks = st.builds(
    CheckResult, texts, st.booleans(), st.sampled_from(Outcome), numbers, numbers, texts, texts, numbers,
    st.lists(metrics, max_size=2).map(tuple), category=texts, lacks=texts,
)  # fmt: skip
cells = st.builds(
    CellResult, texts, texts, st.sampled_from(CellKind), numbers, st.none() | numbers,
    st.sampled_from(Outcome), st.booleans(), st.lists(checks, max_size=2).map(tuple),
)  # fmt: skip
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers.filter(math.isfinite) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=5,
)
results = st.builds(
    SubmissionResult, texts, texts, st.sampled_from(Outcome), texts, st.none() | numbers, numbers, numbers,
    cells=st.lists(cells, max_size=3).map(tuple), notes=st.lists(texts, max_size=2).map(tuple), key=texts,
    submitted_at=st.none() | texts, timings=st.dictionaries(texts, numbers, max_size=2),
    provenance=st.dictionaries(texts, json_values, max_size=2),
)  # fmt: skip


def plain_result(**fields: Any) -> SubmissionResult:
    return SubmissionResult("ann", "hw", Outcome.PASSED, "", 1.0, 1.0, 0.5, **fields)


@given(results)
def test_a_result_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, result: SubmissionResult
) -> None:
    path = tmp_path_factory.getbasetemp() / "round_trip.json"
    path.write_text(dump_result(result), encoding="ascii")
    assert load_result(path) == result


def test_a_metric_that_is_no_number_comes_back(tmp_path: Path) -> None:
    metric = Metric("loss", math.nan, -math.inf, math.inf, 10)
    check = CheckResult("learns", hidden=True, outcome=Outcome.FAILED, metrics=(metric,))
    cell = CellResult("p", "c", CellKind.CHECK, 1.0, 0.0, Outcome.FAILED, checks=(check,))
    (tmp_path / "r.json").write_text(dump_result(plain_result(cells=(cell,))))
    loaded = load_result(tmp_path / "r.json")
    assert loaded is not None
    (found,) = loaded.cells[0].checks[0].metrics
    assert math.isnan(found.value)
    assert (found.low, found.high, found.n) == (-math.inf, math.inf, 10)


def test_the_file_is_strict_json_with_key_and_score() -> None:
    def refuse(constant: str) -> None:
        raise ValueError(constant)

    text = dump_result(plain_result(key="k", provenance={"x": math.nan}), score=2.5)
    envelope = json.loads(text, parse_constant=refuse)
    assert (envelope["key"], envelope["score"], envelope["format"]) == ("k", 2.5, 1)


def test_executed_notebooks_are_left_out(tmp_path: Path) -> None:
    result = plain_result(notebooks=(NotebookRun("p", {"cells": ["text of the notebook"]}),))
    text = dump_result(result)
    (tmp_path / "r.json").write_text(text)
    assert "text of the notebook" not in text
    assert load_result(tmp_path / "r.json") == dataclasses.replace(result, notebooks=())


def test_provenance_that_json_cannot_hold_is_a_bug_of_ours() -> None:
    with pytest.raises(PlatformError, match="report this as a bug"):
        dump_result(plain_result(provenance={"when": object()}))


def test_every_beginning_of_a_file_counts_as_absent(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    text = dump_result(plain_result(notes=("one", "two")))
    for length in range(len(text)):
        path.write_text(text[:length])
        assert load_result(path) is None
    assert load_result(tmp_path / "missing.json") is None
    assert load_result(tmp_path) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("outcome", "splendid"),
        ("score", True),
        ("score", "1.0"),
        ("seconds", None),
        ("student", 7),
        ("cells", {}),
        ("cells", [{"grade_id": "alone"}]),
        ("timings", [1]),
        ("notes", [1]),
    ],
)
def test_a_field_of_the_wrong_kind_counts_as_absent(tmp_path: Path, field: str, value: object) -> None:
    envelope = json.loads(dump_result(plain_result()))
    envelope["result"][field] = value
    (tmp_path / "r.json").write_text(json.dumps(envelope))
    assert load_result(tmp_path / "r.json") is None


@pytest.mark.parametrize("text", ["null", "[]", "{}", '{"format": 2}', "[" * 100_000])
def test_a_file_of_another_format_counts_as_absent(tmp_path: Path, text: str) -> None:
    (tmp_path / "r.json").write_text(text)
    assert load_result(tmp_path / "r.json") is None


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "folder/r.json"
    write_atomically(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "half \udc00")
    assert path.read_text() == "old"
    write_atomically(path, "new")
    assert [(entry.name, entry.read_text()) for entry in path.parent.iterdir()] == [("r.json", "new")]


def test_results_lie_by_assignment_and_student() -> None:
    assert result_path(Path("course/.autograder"), "hw", "ann") == Path(
        "course/.autograder/results/hw/ann.json"
    )


@pytest.mark.parametrize("name", ["Ann-Marie O'Neil", "a.b@c.org", "problem 1", "\u5f20\u4f1f", "0"])
def test_usual_names_are_good_names(name: str) -> None:
    assert checked_name(name) == name


@pytest.mark.parametrize(
    "name", ["", " ", ".", "..", ".a", "a/b", "/", "a\\b", "a\0", "a\nb", "\ud800", "\u202ea"]
)
def test_names_that_cannot_name_a_file_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="rename its folder or file"):
        checked_name(name)


@pytest.mark.parametrize("name", ["Ann-Marie O'Neil", "+4930123", "-x_9Q", "@ada.l", "a=b", "1-1", "x@y.org"])
def test_names_that_a_table_of_grades_shows_as_they_are_can_be_students(name: str) -> None:
    assert checked_student(name) == name


@pytest.mark.parametrize(
    "name", ["=1+1", "=a", "+1+cmd|' C'!A0", "@SUM(A1)", "-2+3", "-A1:A2", "a,b", 'a"b', "a/b"]
)
def test_names_that_a_table_of_grades_would_misread_are_no_students(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name of a student"):
        checked_student(name)


RUN = NotebookRun(
    "hw", {"cells": [{"outputs": [{"data": {"v": float("inf")}}], "source": "\udc00"}]}, (0.5, 2.0)
)


def test_a_kept_result_comes_back_with_its_notebooks(tmp_path: Path) -> None:
    whole = plain_result(key="0123abc", notebooks=(RUN,))
    write_atomically(tmp_path / "kept.json", dump_kept(whole))
    assert load_kept(tmp_path / "kept.json") == whole
    assert kept_key(tmp_path / "kept.json") == "0123abc"


@pytest.mark.parametrize("length", [0, 1, 30, 200, -1])
def test_half_a_kept_result_counts_as_absent(tmp_path: Path, length: int) -> None:
    (tmp_path / "kept.json").write_text(dump_kept(plain_result(key="0123abc", notebooks=(RUN,)))[:length])
    assert load_kept(tmp_path / "kept.json") is None


@pytest.mark.parametrize("text", ["", "[]", '{"format": 1}', '{"format": 2, "key": "abc"}', '{"key": "abc"}'])
def test_what_is_no_kept_result_has_no_key(tmp_path: Path, text: str) -> None:
    (tmp_path / "kept.json").write_text(text)
    assert kept_key(tmp_path / "kept.json") is None
    assert kept_key(tmp_path / "absent.json") is None
