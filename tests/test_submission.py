"""Whatever is handed in is read as data, or refused in one sentence."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import submission
from autograder.errors import SubmissionError
from autograder.submission import Submission, read_cells, take_in


def notebook(*cells: Any, **other: Any) -> bytes:
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **other}
    ).encode()


CODE = {
    "cell_type": "code",
    "source": ["x = 1\n", "y = 2"],
    "id": "a",
    "metadata": {"nbgrader": {"grade_id": "q1"}},
}


def test_cells_are_read_with_their_ids() -> None:
    (cell,) = read_cells(notebook(CODE))
    assert (cell.cell_type, cell.source, cell.cell_id, cell.grade_id) == ("code", "x = 1\ny = 2", "a", "q1")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_notebook_that_an_editor_saved_in_another_encoding_is_read(encoding: str) -> None:
    text = notebook({**CODE, "source": "x = 'é'"}).decode()
    (cell,) = read_cells(text.encode(encoding))
    assert cell.source == "x = 'é'"


REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "not JSON"),
    "cut off": (notebook(CODE)[:-9], "not JSON"),
    "no text at all": (bytes(range(256)), "not JSON"),
    "merge conflict": (b"<<<<<<< HEAD\n{}\n", "not JSON"),
    "deeply nested": (b"[" * 100_000 + b"]" * 100_000, "not JSON"),
    "a list": (b"[]", "no notebook"),
    "a number": (b"5", "no notebook"),
    "no cells": (b'{"nbformat": 4}', "not a notebook of format 4"),
    "cells that are no list": (notebook(cells={"a": 1}), "not a notebook of format 4"),
    "nbformat 3": (b'{"nbformat": 3, "worksheets": []}', "not a notebook of format 4"),
    "nbformat 5": (notebook(nbformat=5), "not a notebook of format 4"),
    "a cell that is text": (notebook("x = 1"), "cell 1 of the notebook is damaged"),
    "a cell of no kind": (notebook(CODE, {"source": "x"}), "cell 2 of the notebook is damaged"),
    "a source that is a number": (notebook({**CODE, "source": 5}), "text of cell 1 is damaged"),
    "a source of numbers": (notebook({**CODE, "source": [1, 2]}), "text of cell 1 is damaged"),
    "too many cells": (notebook(*[{"cell_type": "raw", "source": ""}] * 5_001), "more than 5000 cells"),
}


@pytest.mark.parametrize(("data", "says"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_notebook_is_refused_in_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(SubmissionError, match=says) as caught:
        read_cells(data)
    assert "\n" not in str(caught.value)


def test_a_notebook_that_is_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submission, "_MAX_NOTEBOOK_BYTES", 10)
    with pytest.raises(SubmissionError, match="clear its outputs"):
        read_cells(notebook(CODE))


@pytest.mark.parametrize("metadata", [None, 5, [], {"nbgrader": 5}, {"nbgrader": {"grade_id": ["q1"]}}])
def test_metadata_of_another_form_claims_nothing(metadata: Any) -> None:
    (cell,) = read_cells(notebook({**CODE, "metadata": metadata, "id": 7}))
    assert (cell.grade_id, cell.cell_id) == ("", "")


def test_nan_in_the_metadata_and_lone_surrogates_do_no_harm() -> None:
    data = notebook({**CODE, "source": "x"}, metadata={"a": float("nan")}).replace(b'"x"', b'"x\\ud800"')
    (cell,) = read_cells(data)
    assert cell.source.encode() == b"x?"


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["code", "cells", "source"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["cells", "cell_type", "source", "id"]), inner)
    ),
)


@given(st.lists(junk, max_size=3), st.sampled_from([3, 4, 4.0, "4", None]))
def test_junk_gives_cells_or_a_refusal(cells: list[Any], version: Any) -> None:
    try:
        found = read_cells(json.dumps({"nbformat": version, "cells": cells}).encode())
    except SubmissionError:
        return
    assert len(found) == len(cells)


def test_regular_files_are_taken_in_with_their_folders(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.csv").write_text("1")
    (tmp_path / "hw.ipynb").write_bytes(b"{}")
    (tmp_path / "timestamp.txt").write_text("2024-02-29 12:00:00 UTC\n")
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints/hw-checkpoint.ipynb").write_text("old")
    found = take_in("bob", tmp_path)
    assert found.files == {"data/a.csv": b"1", "hw.ipynb": b"{}"}
    assert found.timestamp == "2024-02-29 12:00:00 UTC"
    assert (found.problems, found.refusal) == ((), "")


def test_links_pipes_and_sockets_are_left_out_and_named(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("x")
    (tmp_path / "hw.ipynb").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").symlink_to("/etc")
    os.mkfifo(tmp_path / "pipe")
    found = take_in("bob", tmp_path)
    assert set(found.files) == {"real"}
    assert {problem.split()[0] for problem in found.problems} >= {"hw.ipynb", "loop", "pipe"}


def test_a_folder_that_is_named_like_a_notebook_is_no_notebook(tmp_path: Path) -> None:
    (tmp_path / "hw.ipynb").mkdir()
    (tmp_path / "hw.ipynb/inner.txt").write_text("x")
    assert set(take_in("bob", tmp_path).files) == {"hw.ipynb/inner.txt"}


def test_too_many_files_or_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        (tmp_path / f"{number}.txt").write_bytes(b"12345")
    assert take_in("bob", tmp_path).refusal == ""
    monkeypatch.setattr(submission, "_MAX_FILES", 3)
    assert "hand in the notebooks" in take_in("bob", tmp_path).refusal
    monkeypatch.setattr(submission, "_MAX_FILES", 9)
    monkeypatch.setattr(submission, "_MAX_TOTAL_BYTES", 19)
    assert "hand in the notebooks" in take_in("bob", tmp_path).refusal
    monkeypatch.setattr(submission, "_MAX_TOTAL_BYTES", 3)
    assert "larger than" in take_in("bob", tmp_path).refusal


def test_the_digest_depends_on_names_and_bytes_but_not_on_the_time() -> None:
    def digest(**files: bytes) -> str:
        return Submission("bob", Path("/x"), files, None).digest

    assert digest(a=b"1", b=b"2") == digest(b=b"2", a=b"1")
    assert (
        len({digest(a=b"1"), digest(a=b"2"), digest(b=b"1"), digest(a=b"1", b=b""), digest(a=b"", b=b"1")})
        == 5
    )
