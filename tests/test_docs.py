"""The documents say what is so: commands parse; names, settings, keys, links and places exist."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from documents import CONVOLUTION, PAGES, ROOT, code_words, fences, keys_of, page, table, without_fences

import autograder
from autograder import Outcome, SubmissionResult
from autograder.checker.plugin import _MARKERS
from autograder.checker.verdict import CATEGORIES, UNREACHED
from autograder.cli import ExitCode, _parser
from autograder.fetching.names import DATASETS, FORMS
from autograder.items.figures import CheckItem, Concern
from autograder.leaderboard import Board, Row
from autograder.leaderboard.showing import as_json as as_rows
from autograder.pages.marks import MARKS
from autograder.present import as_json
from autograder.results import CellKind, CellResult, CheckResult, Figure, Metric
from autograder.sandbox import BACKENDS
from autograder.settings import Settings
from autograder.variants import read_variants
from demo.make_class import ASSIGNMENTS, students

IGNORED = {line.strip("/\n") for line in (ROOT / ".gitignore").read_text().splitlines()}

# What students, courses and runs bring: named in the documents, absent from the repository.
OF_A_COURSE = {"submitted", "autograded", "feedback", "reports", ".autograder", "gradebook.db", ".venv"}


def test_the_texts_for_hidden_checks_are_the_checkers():
    rows = table(page("docs/checks.md"), "## What students see of a hidden check")
    assert [text for text, _ in rows] == list(CATEGORIES.values())


def test_the_markers_are_the_plugins():
    rows = table(page("docs/checks.md"), "## Test functions")
    documented = {re.search(r"mark\.(\w+)", marker)[1] for marker, _ in rows}
    assert documented == {re.match(r"\w+", text)[0] for text in _MARKERS}


def test_the_demo_has_the_submissions_that_the_readme_shows():
    rows = re.findall(r"^(\S+) +[\d.]+ / 40 ", dict(fences(page("README.md")))["text demo"], re.MULTILINE)
    assert len(rows) > 5
    assert set(rows) <= {student.name for student in students(CONVOLUTION)}
    count = sum(1 for name in ASSIGNMENTS for _ in students(name))
    assert f"class of {count} submissions" in page("README.md")


@pytest.mark.parametrize("name", ["README.md", "docs/benchmarks.md"])
def test_the_figures_of_the_bench_are_filled_in(name):
    figures = page(name).split("<!-- figures of `make bench`: begin -->")[1].split("<!--")[0]
    for row in re.findall(r"^\| .*\|$", figures, re.MULTILINE):
        assert not re.search(r"\|\s*\|", row), f"{name} has no figures yet: {row}"


# Commands


def command_lines() -> Iterator[tuple[str, str]]:
    """Every command of every page, with the page's name: in blocks, after a prompt, and in sentences."""
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        blocks = [(info, line) for info, body in fences(text) for line in body.splitlines()]
        lines = [line.removeprefix("$ ") for info, line in blocks if info == "sh" or line.startswith("$ ")]
        words = [word for word in code_words(text) if re.match(r"(autograder|make) [a-z]", word)]
        yield from ((path.name, line) for line in [*lines, *words])


COMMANDS = [(name, line) for name, line in command_lines() if "ASSIGNMENT" not in line and "..." not in line]
CALLS = [c for c in COMMANDS if re.match(r"(\S*/)?autograder ", c[1])]
SUBCOMMANDS = _parser()._subparsers._group_actions[0].choices


@pytest.mark.parametrize(("name", "line"), CALLS)
def test_each_command_line_parses(name, line):
    words = shlex.split(line, comments=True)[1:]
    if len(words) == 1 and words[0] in SUBCOMMANDS:
        return  # a command that is merely named
    _parser().parse_args(words[: words.index(">")] if ">" in words else words)


@pytest.mark.parametrize(("name", "line"), [c for c in COMMANDS if c[1].startswith("make ")])
def test_each_make_target_exists(name, line):
    for target in shlex.split(line, comments=True)[1:]:
        assert re.search(rf"^{target}:", page("Makefile"), re.MULTILINE), f"{name} names make {target}"


def test_the_two_commands_of_the_readme_are_in_the_makefile():
    shown = {line for name, line in COMMANDS if name == "README.md"}
    assert {"make demo", "make test"} <= {line.partition("#")[0].strip() for line in shown}


def test_every_command_and_flag_is_documented():
    text = page("docs/cli.md")
    for command, parser in SUBCOMMANDS.items():
        assert f"## `autograder {command}`" in text, command
        for action in parser._actions:
            for flag in action.option_strings:
                assert flag in ("-h", "--help") or f"`{flag}" in text, f"{command} {flag}"


def test_exit_codes_are_the_commands():
    rows = table(page("docs/cli.md"), "## Exit codes")
    assert [int(code) for code, _ in rows] == [int(code) for code in ExitCode]


# Names, settings, keys


def test_settings_are_documented_one_by_one():
    rows = table(page("docs/settings.md"), "## All settings")
    documented = {name.strip("`"): default.strip("`") for name, default, *_ in rows}
    known = {f.name: getattr(Settings(), f.name) for f in fields(Settings)}
    assert documented == {name: json.dumps(default) for name, default in known.items()}


def test_every_exported_name_is_documented():
    words = re.findall(r"\w+", " ".join(code_words(page("docs/checks.md") + page("docs/api.md"))))
    assert set(autograder.__all__) <= set(words)


def test_every_outcome_is_documented():
    rows = table(page("docs/design.md"), "## Outcomes")
    assert [name for name, *_ in rows] == [outcome.value for outcome in Outcome]


def test_json_keys_are_documented_one_by_one():
    metrics, figures = (Metric("accuracy", 0.9, 0.8, 1.0, 100),), (Figure("parameters", 12.0),)
    check = CheckResult("test_a", True, Outcome.PASSED, metrics=metrics, figures=figures)
    cell = CellResult("hw", "q1", CellKind.CHECK, 1.0, 1.0, Outcome.PASSED, checks=(check,))
    line = as_json(SubmissionResult("ada", "hw", Outcome.PASSED, "", 1.0, 1.0, 0.1, cells=(cell,)))
    rows = table(page("docs/cli.md"), "### The JSON object")
    assert [key.strip("`") for key, _ in rows] == list(keys_of(line, free=("timings", "provenance")))


def test_the_keys_of_a_leaderboards_object_are_documented_one_by_one():
    row = Row("ada", 1, Metric("accuracy", 0.9, 0.8, 1.0, 100), True, 12.0, 3.0, "")
    [shown] = as_rows(Board("hw", "accuracy", True, (row,), ()))
    rows = table(page("docs/leaderboard.md"), "## The JSON object")
    assert [key.strip("`") for key, _ in rows] == list(shown)


def test_every_data_set_and_form_of_a_name_that_can_be_fetched_is_documented():
    words = {
        word for row in table(page("docs/data.md"), "## What can be fetched") for word in code_words(row[0])
    }
    assert {*DATASETS, *FORMS} <= words


def test_the_keys_of_an_items_object_are_documented_one_by_one():
    rows = table(page("docs/items.md"), "## The JSON object")
    assert [key.strip("`") for key, _ in rows] == [field.name for field in fields(CheckItem)]


def test_every_category_of_a_failure_is_documented():
    rows = table(page("docs/items.md"), "## Why a check did not pass")
    assert {key.strip("`") for key, _ in rows} == {*CATEGORIES, UNREACHED}


def test_every_alert_about_a_check_is_documented():
    rows = table(page("docs/items.md"), "## Alerts")
    assert [row[0] for row in rows] == [concern.value for concern in Concern]


def test_sandboxes_are_documented():
    shown = {name for name, backend in BACKENDS.items() if not backend.is_for_tests}
    row = next(row for row in table(page("docs/settings.md"), "## All settings") if row[0] == "`sandbox`")
    assert all(f"`{name}`" in row[2] for name in shown)


def test_students_read_the_words_of_the_pages():
    rows = table(page("docs/students.md"), "## What the page says")
    assert [words for words, _ in rows] == [mark.words for mark in MARKS.values()]


def test_every_line_of_a_variants_header_is_documented():
    words = set(code_words(page("docs/audit.md")))
    variants = [*read_variants(ROOT / "audit"), *read_variants(ROOT / "demo" / "trouble")]
    assert {key for variant in variants for key in variant.header} <= words


# Places


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_relative_links_resolve(path):
    text = without_fences(path.read_text(encoding="utf-8"))
    for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)]*))?\)", text):
        if not target.startswith("https://"):
            place = path.parent / target if target else path
            assert place.exists(), f"{path.name} links to {target}"
            assert not anchor or anchor in anchors(place), f"{path.name} links to {target}#{anchor}"


def anchors(path: Path) -> set[str]:
    """The headings of a page as they stand in links: lower case, no punctuation, hyphens for spaces."""
    headings = re.findall(r"^#+ (.*)$", without_fences(path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_files_and_folders_named_exist(path):
    for word in code_words(path.read_text(encoding="utf-8")):
        looks_like_a_place = re.fullmatch(r"[\w.-]+(/[\w.-]+)*/?", word) and re.search(r"/|\.(py|md)$", word)
        if looks_like_a_place and word.split("/")[0] not in OF_A_COURSE:
            places = (ROOT / word, ROOT / "autograder" / word, path.parent / word)
            assert any(place.exists() for place in places), f"{path.name} names {word}"


def folder_map() -> Iterator[tuple[str, bool]]:
    """The names in the README's folder map, and whether they lie in ``autograder/``."""
    block = next(body for _, body in fences(page("README.md").split("## What is where", 1)[1]))
    for line in block.splitlines():
        names = re.split(r"\s{2,}", line.strip())[0]
        yield from ((name.rstrip("/"), line.startswith(" ")) for name in names.split())


def test_the_folder_map_of_the_readme_is_the_tree():
    mapped = {name for name, is_inner in folder_map() if not is_inner}
    assert mapped == {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - IGNORED


@pytest.mark.parametrize("name", [name for name, is_inner in folder_map() if is_inner])
def test_what_the_folder_map_shows_of_the_package_exists(name):
    assert (ROOT / "autograder" / name).exists()


def test_every_document_is_reached_from_the_readme():
    reached = set(re.findall(r"\]\((docs/[\w.]+\.md)\)", page("README.md")))
    assert reached == {str(path.relative_to(ROOT)) for path in PAGES if path.parent.name == "docs"}
