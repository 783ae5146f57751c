"""Whatever is handed in is read as data, or refused in one sentence."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import reading
from autograder.errors import SubmissionError
from autograder.reading import read_notebook


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
    (cell,) = read_notebook(notebook(CODE)).cells
    assert (cell.cell_type, cell.source, cell.cell_id, cell.grade_id) == ("code", "x = 1\ny = 2", "a", "q1")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_notebook_that_an_editor_saved_in_another_encoding_is_read(encoding: str) -> None:
    text = notebook({**CODE, "source": "x = 'é'"}).decode()
    (cell,) = read_notebook(text.encode(encoding)).cells
    assert cell.source == "x = 'é'"


CONFLICT = b'{"cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> b\n]}'
REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "the file is empty"),
    "white space": (b" \n\n", "the file is empty"),
    "zeros": (bytes(500), "full of zeros"),
    "cut off at the end": (notebook(CODE)[:-9], "breaks off in the middle"),
    "cut off in a text": (notebook(CODE)[:60], "breaks off in the middle"),
    "no text at all": (bytes(range(256)), "not JSON"),
    "a script": (b"import numpy as np\n", "not JSON"),
    "merge conflict": (b"<<<<<<< HEAD\n{}\n", "merge conflict"),
    "merge conflict within": (CONFLICT, "merge conflict"),
    "a page of a server that asks for a password": (b"\n<!DOCTYPE html><p>Sign in</p>", "a web page"),
    "a PDF": (b"%PDF-1.7 \xe2\xe3", "a PDF"),
    "a zip archive": (b"PK\x03\x04\x14\x00", "a zip archive"),
    "deeply nested": (b"[" * 100_000 + b"]" * 100_000, "not JSON"),
    "a list": (b"[]", "no notebook"),
    "a number": (b"5", "no notebook"),
    "no cells": (b'{"nbformat": 4}', "not a notebook of format 4"),
    "cells that are no list": (notebook(cells={"a": 1}), "not a notebook of format 4"),
    "nbformat 3 without worksheets": (b'{"nbformat": 3, "cells": []}', "not a notebook of format 4"),
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
        read_notebook(data)
    assert "\n" not in str(caught.value)


def test_a_text_that_is_too_large_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MAX_TEXT", 10)
    monkeypatch.setattr(json, "loads", None)
    with pytest.raises(SubmissionError, match="without its outputs"):
        read_notebook(notebook(CODE))


def test_a_code_cell_that_would_take_its_parser_much_memory_is_refused() -> None:
    long = {"cell_type": "code", "source": "x = 1\n" * 100_000, "metadata": {}, "outputs": []}
    with pytest.raises(SubmissionError, match=r"cell 2 .* more than 500 kB of code; read data from a file"):
        read_notebook(notebook(CODE, long))
    assert len(read_notebook(notebook(long | {"cell_type": "markdown"})).cells) == 1


def with_outputs(outputs: Any) -> bytes:
    return notebook({**CODE, "outputs": outputs, "source": "s = '\"outputs\": ['"}, CODE)


OUTPUTS: dict[str, Any] = {
    "none": [],
    "brackets in text": [{"text": ']}] "outputs": [ \\" ['}],
    "outputs within outputs": [{"outputs": [[1], {"outputs": [2]}]}],
}


@pytest.mark.parametrize("outputs", OUTPUTS.values(), ids=OUTPUTS)
def test_outputs_are_taken_out_before_a_large_notebook_is_parsed(
    outputs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = with_outputs(outputs)
    expected = read_notebook(data)
    monkeypatch.setattr(reading, "_BIG", 0)
    assert json.loads(reading._without_outputs(data.decode()))["cells"][0]["outputs"] == []
    assert read_notebook(data) == expected


def test_a_hundred_megabytes_of_outputs_are_no_reason_to_refuse_and_take_little_time() -> None:
    lines = {"output_type": "stream", "text": ["x" * 80 + "\n"] * 200_000}
    picture = {"output_type": "display_data", "data": {"image/png": "A" * (90 << 20)}}
    data = with_outputs([lines, picture])
    assert len(data) > 100 << 20
    begun = time.process_time()
    assert [cell.cell_id for cell in read_notebook(data).cells] == ["a", "a"]
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("tail", ["", "[" * 3_000_000, '\\"' * 3_000_000, '"a" ' * 1_500_000, '"\\'])
def test_no_broken_file_makes_the_search_for_outputs_slow(tail: str) -> None:
    begun = time.process_time()
    with pytest.raises(SubmissionError):
        read_notebook((" " * (5 << 20) + '{"outputs": ["' + tail).encode())
    assert time.process_time() - begun < 10


def test_windows_line_ends_become_plain_ones_and_zero_characters_are_taken_out() -> None:
    read = read_notebook(notebook({**CODE, "source": "x = 1\r\ny\0 = 2\rz = 3"}))
    assert read.cells[0].source == "x = 1\ny = 2\nz = 3"
    assert any("zero characters" in note for note in read.notes)


def test_a_raw_control_character_in_a_text_is_read() -> None:
    (cell,) = read_notebook(notebook({**CODE, "source": "x = 1@"}).replace(b"@", b"\t")).cells
    assert cell.source == "x = 1\t"


def test_a_notebook_that_windows_saved_in_its_own_encoding_is_read_with_a_note() -> None:
    text = json.dumps(json.loads(notebook({**CODE, "source": "x = 'é'"})), ensure_ascii=False)
    read = read_notebook(text.encode("cp1252"))
    assert read.cells[0].source == "x = 'é'"
    assert "not saved as UTF-8" in read.notes[0]


def test_format_three_is_converted() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Part A"]},
        {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "outputs": [], "language": "python"},
        {"cell_type": "markdown", "source": "words", "metadata": {"nbgrader": {"grade_id": "q"}}},
    ]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    read = read_notebook(json.dumps(old).encode())
    assert [(cell.cell_type, cell.source) for cell in read.cells] == [
        ("markdown", "## Part A"),
        ("code", "x = 1\ny = 2"),
        ("markdown", "words"),
    ]
    assert read.cells[2].grade_id == "q"
    assert "format 3" in read.notes[0]


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"kernelspec": {"name": "ir", "language": "R"}}, "R"),
        ({"language_info": {"name": "julia"}}, "julia"),
        ({"kernelspec": {"name": "my-env", "language": "python"}}, None),
        ({"kernelspec": {"name": "my-env"}}, None),
        ({"kernelspec": 5, "language_info": []}, None),
        ([], None),
    ],
)
def test_another_language_is_noted(metadata: Any, language: str | None) -> None:
    notes = read_notebook(notebook(CODE, metadata=metadata)).notes
    assert notes == (
        [f"the notebook was made for {language!r}; its cells were run as Python"] * bool(language)
    )


def test_objects_without_end_are_refused_before_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MAX_VALUES", 1_000)
    data = notebook(CODE, more=[{}] * 1_000)
    with pytest.raises(SubmissionError, match="copy your cells into a new notebook"):
        read_notebook(data)


def test_commas_and_brackets_in_texts_are_no_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MAX_VALUES", 1_000)
    (cell,) = read_notebook(notebook({**CODE, "source": '[{,\\"' * 1_000})).cells
    assert cell.source.count("[") == 1_000


def test_values_in_outputs_are_counted_only_where_they_cost_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_BIG", 0)
    data = notebook({**CODE, "outputs": [[[]]] * 1_000})
    assert len(read_notebook(data).cells) == 1
    monkeypatch.setattr(reading, "_MAX_TOKENS", 1_000)
    with pytest.raises(SubmissionError, match="clear the outputs"):
        read_notebook(data)


TEXT = {"cell_type": "markdown", "source": "![](a.png)"}


def test_pictures_in_a_text_are_kept_and_nothing_else_is() -> None:
    attachments = {
        "a.png": {"image/png": ["iVB", "ORw0"], "text/html": "<script>"},
        "b.html": {"text/html": "<script>"},
        "c": 5,
        "d.png": {"image/png": {"a": 1}},
    }
    text, code = read_notebook(
        notebook({**TEXT, "attachments": attachments}, {**CODE, "attachments": attachments})
    ).cells
    assert text.attachments == {"a.png": {"image/png": "iVBORw0"}}
    assert code.attachments is None


def test_pictures_are_kept_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MAX_ATTACHMENTS", 10)
    cells = [{**TEXT, "attachments": {"a.png": {"image/png": "x" * size}}} for size in (6, 6, 4)]
    read = read_notebook(notebook(*cells))
    assert [cell.attachments is not None for cell in read.cells] == [True, False, True]
    assert sum("were left out" in note for note in read.notes) == 1


@pytest.mark.parametrize("metadata", [None, 5, [], {"nbgrader": 5}, {"nbgrader": {"grade_id": ["q1"]}}])
def test_metadata_of_another_form_claims_nothing(metadata: Any) -> None:
    (cell,) = read_notebook(notebook({**CODE, "metadata": metadata, "id": 7})).cells
    assert (cell.grade_id, cell.cell_id) == ("", "")


def test_nan_in_the_metadata_and_lone_surrogates_do_no_harm() -> None:
    data = notebook({**CODE, "source": "x"}, metadata={"a": float("nan")}).replace(b'"x"', b'"x\\ud800"')
    (cell,) = read_notebook(data).cells
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
        found = read_notebook(json.dumps({"nbformat": version, "cells": cells}).encode()).cells
    except SubmissionError:
        return
    assert len(found) == len(cells)
