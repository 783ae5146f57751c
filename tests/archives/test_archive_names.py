"""Names that strangers chose: refused, compared and shown."""

from __future__ import annotations

import pytest

from autograder.archives.names import Places, fault_of_part, fault_of_path, harmless

OUTSIDE = "would lie outside the submission's folder"
LETTERS = "has a name with characters that no name should hold"
TURNED = "has a name that would be shown in another order than it is written"


@pytest.mark.parametrize(
    "path",
    [
        "hw.ipynb",
        "./a//b",
        "größe.csv",
        "Screen\u202fshot.png",
        "数据.csv",
        "👩‍🔬.png",
        "a b",
        "a..b",
        "...",
        "ä" * 127,
    ],
)
def test_names_that_people_use_are_taken(path: str) -> None:
    assert fault_of_path(path, depth=6) == ""


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("..", OUTSIDE),
        ("a/..", OUTSIDE),
        ("/a", OUTSIDE),
        ("a\\b", OUTSIDE),
        ("C:a", OUTSIDE),
        ("a\0b", LETTERS),
        ("a\r", LETTERS),
        ("a\x7f", LETTERS),
        ("a\x85", LETTERS),
        ("a\u2028b", LETTERS),
        ("a\udcffb", LETTERS),
        ("hw\u202egpj.ipynb", TURNED),
        ("\u2067a", TURNED),
        ("ä" * 128, "has a name of more than 255 bytes"),
        ("a/" * 6 + "a", "lies more than 6 folders deep"),
        ("a/" * 600 + "a", "has a path of more than 1024 characters"),
    ],
)
def test_names_that_do_harm_are_refused(path: str, fault: str) -> None:
    assert fault_of_path(path, depth=6) == fault


def test_a_folder_of_linux_may_hold_what_an_archive_may_not() -> None:
    assert fault_of_part("a\\b") == fault_of_part("C:a") == ""


def test_a_shown_name_is_printable_and_short() -> None:
    assert harmless("a\x1b[2J\n\u202e\udcff/b") == "a?[2J???/b"
    assert len(harmless("x" * 1_000_000)) == 100


def test_a_place_is_taken_by_its_file_and_the_folders_above() -> None:
    places = Places.of({"Data/A.csv": b"", "x": b""})
    assert places.clash("data/a.CSV") == "Data/A.csv"
    assert places.clash("data") == "Data/A.csv"
    assert places.clash("X/y/z") == "x"
    assert places.clash("data/b.csv") == places.clash("y") == ""
