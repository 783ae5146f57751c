"""Relative paths of a check mean the student's folder, and nothing hidden goes there by itself."""

from __future__ import annotations

import os
from pathlib import Path

from courses import Grader, checks, handed_in, hidden, locked, solution, submission
from courses import assignment as made

from autograder.checker.files import Files
from autograder.grading import grade
from autograder.results import Outcome
from autograder.settings import Settings

LISTS = "import os\ndef names(_=None): return sorted(os.listdir())\ndef text(name): return open(name).read()"


def test_a_file_that_hidden_lines_write_goes_over_only_when_its_name_is_passed(grader: Grader) -> None:
    cell = grader.cell(
        LISTS,
        hidden(
            "open('secret.txt', 'w').write('42')\nassert 'secret.txt' not in names(3)\n"
            "assert open('secret.txt').read() == '42'\n"
            "open('given.txt', 'w').write('7')\nassert text('given.txt') == '7'\nassert names() == ['given.txt']"
        ),
    )
    assert cell.outcome is Outcome.PASSED, cell.checks[0].detail


def test_a_file_that_visible_lines_write_goes_over_with_the_next_call(grader: Grader) -> None:
    cell = grader.cell(LISTS, "open('words.txt', 'w').write('a b')\nassert names() == ['words.txt']")
    assert cell.outcome is Outcome.PASSED, cell.checks[0].detail


def test_of_the_assignments_own_files_the_hosts_copy_counts(grader: Grader, tmp_path: Path) -> None:
    source = made(tmp_path, solution("x = 1"), checks("assert open('due.txt').read() == 'original'"))
    (source.folder / "due.txt").write_text("original")
    source = made(tmp_path, solution("x = 1"), checks("assert open('due.txt').read() == 'original'"))
    student = handed_in(source, {"answer": "open('due.txt', 'w').write('forged')"})
    assert grade(submission(student), source, grader.sandbox, Settings()).outcome is Outcome.PASSED


def test_an_import_never_finds_a_students_file(grader: Grader) -> None:
    student = "open('plausible.py', 'w').write('found = 1')"
    cell = grader.cell(
        student,
        "try:\n    import plausible\nexcept ImportError:\n    pass\nelse:\n    assert False, 'it ran here'\n"
        "assert 'found' in open('plausible.py').read()\n"
        "try:\n    import plausible\nexcept ImportError:\n    pass\nelse:\n    assert False, 'it ran here'",
    )
    assert cell.outcome is Outcome.PASSED, cell.checks[0].detail


def test_paths_that_lead_out_of_the_folder_are_the_hosts_own(grader: Grader, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("host")
    check = (
        f"assert open({str(tmp_path / 'mine.txt')!r}).read() == 'host'\nimport os\nassert os.path.isdir('..')"
    )
    assert grader.cell(LISTS, check).outcome is Outcome.PASSED


def test_everything_is_as_it_was_after_a_check(grader: Grader) -> None:
    before = (open, os.stat, os.remove, Path.cwd())
    grader.cell(LISTS, "open('a.txt', 'w').write('x')\nassert text('a.txt') == 'x'\nassert False")
    assert (open, os.stat, os.remove, Path.cwd()) == before
    assert not Path("a.txt").exists()


def test_names_that_no_file_can_have_are_left_out(grader: Grader) -> None:
    student = "import os\nopen('ok', 'w').close()\nopen('bad\\nname', 'w').close()"
    cell = grader.cell(student, "import os\nassert os.listdir() == ['ok']")
    assert cell.outcome is Outcome.PASSED, cell.checks[0].detail


def test_a_folder_that_took_the_place_of_a_file_is_one(grader: Grader) -> None:
    student = "import os\ndef turn():\n    os.remove('a')\n    os.mkdir('a')\nopen('a', 'w').close()"
    check = (
        "import os\nassert os.path.isfile('a')\nturn()\nassert os.path.isdir('a') and os.listdir('a') == []"
    )
    assert grader.cell(student, locked("").source + check).outcome is Outcome.PASSED


def test_a_file_larger_than_a_check_can_read_is_an_error_of_the_students(grader: Grader) -> None:
    student = "with open('big', 'wb') as f: f.truncate(65 << 20)"
    cell = grader.cell(student, "open('big', 'rb').read()")
    assert (cell.outcome, "64 MiB" in cell.checks[0].message) == (Outcome.FAILED, True)


def test_without_a_use_there_is_nothing_to_remove() -> None:
    files = Files({})
    files.close()
    files.close()
