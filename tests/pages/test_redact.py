"""Hidden regions cut out of notebooks, with every output that quotes them."""

from __future__ import annotations

from typing import Any

import pytest
from page_examples import code, display, markdown, stream

from autograder.pages.redact import HIDDEN_TESTS, cut_regions, redacted

SCHEME = ("BEGIN MARK SCHEME", "END MARK SCHEME")
CHECK = (
    "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(2) == 'secret'\nx = 1\n### END HIDDEN TESTS\nlast = 1"
)


def outputs_of(cells: list[dict[str, Any]], **authors: str) -> list[int]:
    """How many outputs each of ``cells`` keeps."""
    return [len(cell.get("outputs", [])) for cell in redacted(cells, authors, HIDDEN_TESTS)]


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        (CHECK, "assert f(1) == 1\nlast = 1"),
        ("a\n# BEGIN HIDDEN TESTS\nsecret", "a"),
        ("# END HIDDEN TESTS\na", "# END HIDDEN TESTS\na"),
        ("BEGIN HIDDEN TESTS\n1\nBEGIN HIDDEN TESTS\n2\nEND HIDDEN TESTS\nb", "b"),
        ("a\nBEGIN HIDDEN TESTS\nEND HIDDEN TESTS\nb\nBEGIN HIDDEN TESTS\nEND HIDDEN TESTS\nc", "a\nb\nc"),
        ("plain", "plain"),
    ],
    ids=["closed", "never closed", "never begun", "nested", "two", "none"],
)
def test_regions_are_cut_with_their_delimiters(source: str, kept: str) -> None:
    assert cut_regions(source, HIDDEN_TESTS) == kept


def test_every_kind_of_region_is_cut() -> None:
    source = f"a\n{SCHEME[0]}\nb\n{SCHEME[1]}\nc\nBEGIN HIDDEN TESTS\nd\nEND HIDDEN TESTS"
    assert cut_regions(source, (*HIDDEN_TESTS, SCHEME)) == "a\nc"


def test_a_cell_that_held_hidden_text_loses_its_outputs() -> None:
    assert outputs_of([code(CHECK, stream("42")), code("assert f(1)", stream("42"))]) == [0, 1]


def test_a_cell_whose_author_hid_something_loses_its_outputs_though_the_text_is_gone() -> None:
    assert outputs_of([code("assert f(1) == 1", stream("42"), grade_id="q")], q=CHECK) == [0]


@pytest.mark.parametrize(
    "output",
    [
        stream("In[3]: assert f(2) == 'secret'"),
        stream(["assert f(2)", " == 'secret'"]),  # type: ignore[arg-type]  # nbformat splits texts like this
        display(text_html="<pre>assert f(2) == &#x27;secret&#x27;</pre>"),
        {
            "output_type": "error",
            "ename": "",
            "evalue": "",
            "traceback": ["a", "assert f(2) == '\x1b[31msecret'"],
        },
    ],
    ids=["printed", "in pieces", "in HTML", "coloured"],
)
def test_an_output_that_quotes_a_hidden_line_goes_and_others_stay(output: dict[str, Any]) -> None:
    assert outputs_of([code(CHECK), code("print(*In)", output, stream("fine"))]) == [0, 1]


def test_a_line_that_anybody_may_read_makes_no_output_secret() -> None:
    shown = markdown("Remember: assert f(2) == 'secret'")
    assert outputs_of([shown, code(CHECK), code("x", stream("assert f(2) == 'secret'"))])[-1] == 1


def test_a_short_hidden_line_makes_no_output_secret() -> None:
    assert outputs_of([code(CHECK), code("y", stream("x = 1"))])[-1] == 1


def test_the_given_cells_stay_as_they_are() -> None:
    given = [code(CHECK, stream("42"))]
    redacted(given, {}, HIDDEN_TESTS)
    assert given == [code(CHECK, stream("42"))]


def test_what_only_graders_see_goes_though_nobody_knows_what_the_author_hid() -> None:
    ours = {**display(text_plain="test_secret (hidden): failed"), "metadata": {"autograder": "checks"}}
    cell = {**code("f(1)"), "outputs": [ours, stream("shown")]}
    assert redacted([cell], {}, HIDDEN_TESTS)[0]["outputs"] == [stream("shown")]
