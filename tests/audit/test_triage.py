"""Labels of survivors: read, found to be out of date, and made ready to decide on."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.audit.model import Ending, Label, Mutant, MutantFate
from autograder.audit.mutation.mutants import mutants_of
from autograder.audit.mutation.triage import read_labels, stale, to_paste
from autograder.errors import AssignmentError

KEY = "0123456789abcdef"
GOOD = f'[[survivor]]\nkey = "{KEY}"\nlabel = "equivalent"\nwhy = "Shifts cancel."\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "survivors.toml"


def survivors() -> list[Mutant]:
    return mutants_of('def f(a):\n    return a + "\\x1b" * 2', notebook="n", cell="c", base="reference")


def test_a_missing_file_has_no_labels(path: Path) -> None:
    assert read_labels(path) == {}


def test_an_empty_file_has_no_labels(path: Path) -> None:
    path.write_text("# none yet\n")
    assert read_labels(path) == {}


def test_labels_are_read_with_their_reasons(path: Path) -> None:
    path.write_text(
        f'{GOOD}operator = "rename call"\n\n'
        + GOOD.replace("0123", "9999").replace("equivalent", "missing check")
    )
    assert read_labels(path) == {
        KEY: (Label.EQUIVALENT, "Shifts cancel."),
        KEY.replace("0123", "9999"): (Label.MISSING, "Shifts cancel."),
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[survivor", "is not TOML"),
        ('survivor = "x"', "begin each entry with"),
        ("survivor = [1]", "survivor 1 is no table"),
        ("[survivor]\nkey = 1", "begin each entry with"),
        (GOOD.replace("survivor", "survivors"), "has survivors; begin each entry with"),
        (GOOD.replace(f'"{KEY}"', '"abc"'), "survivor 1 has no key of 16 hexadecimal digits"),
        (GOOD.replace(f'key = "{KEY}"\n', ""), "survivor 1 has no key"),
        (GOOD.replace("equivalent", "equal"), f"survivor 1 .{KEY}. has the label 'equal'"),
        (GOOD.replace('label = "equivalent"\n', ""), "has the label None"),
        (GOOD.replace('"equivalent"', "3"), "has the label 3"),
        (GOOD.replace('"equivalent"', '["?"]'), "has the label"),
        (GOOD.replace("equivalent", "?"), "is not decided yet"),
        (GOOD.replace("Shifts cancel.", "  "), "gives no reason"),
        (GOOD.replace('why = "Shifts cancel."\n', ""), "gives no reason"),
        (GOOD.replace('"Shifts cancel."', '"one\\ntwo"'), "in several lines"),
        (GOOD + GOOD, f"survivor 2 has the key {KEY} of one before it"),
    ],
)
def test_damage_is_one_sentence_that_names_the_file(path: Path, text: str, says: str) -> None:
    path.write_text(text)
    with pytest.raises(AssignmentError, match=says) as caught:
        read_labels(path)
    assert str(path) in str(caught.value)


def test_a_file_that_is_no_text_is_refused(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AssignmentError, match="cannot be read as text"):
        read_labels(path)


def test_a_folder_in_its_place_is_refused(path: Path) -> None:
    path.mkdir()
    with pytest.raises(AssignmentError, match="cannot be read as text"):
        read_labels(path)


def test_labels_of_code_that_has_changed_are_stale() -> None:
    mutants = survivors()
    assert stale([mutants[0].key, KEY], mutants) == (KEY,)
    assert stale({}, mutants) == ()


def test_what_is_pasted_is_refused_until_it_is_decided_and_then_read(path: Path) -> None:
    mutants = survivors()
    text = to_paste(MutantFate(mutant, Ending.SURVIVED) for mutant in mutants)
    path.write_text(GOOD + text)
    with pytest.raises(AssignmentError, match=f"survivor 2 .{mutants[0].key}. is not decided yet"):
        read_labels(path)
    path.write_text(
        GOOD + text.replace('"?"', '"unspecified"').replace('why = ""', 'why = "Nothing is said of it."')
    )
    assert list(read_labels(path)) == [KEY, *(mutant.key for mutant in mutants)]


def test_the_reader_sees_what_was_changed() -> None:
    mutant = survivors()[0]
    text = to_paste([MutantFate(mutant, Ending.SURVIVED)])
    assert f'operator = "{mutant.operator}"' in text
    assert 'where = "c: f, in reference"' in text
    assert "# -    return a +" in text


def test_only_survivors_without_a_label_are_to_be_decided() -> None:
    one, two, three, *_ = survivors()
    fates = [
        MutantFate(one, Ending.ASSERTION),
        MutantFate(two, Ending.SURVIVED, label=Label.EQUIVALENT, why="So."),
        MutantFate(three, Ending.SURVIVED),
        MutantFate(three, Ending.SURVIVED),
    ]
    assert to_paste(fates).count("[[survivor]]") == 1
    assert three.key in to_paste(fates)
    assert to_paste(fates[:2]) == ""
