"""The documents say what is so: examples run, commands parse, names, settings and places exist."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

import autograder
from autograder import Outcome, Submission, SubmissionResult, grade, load_assignment
from autograder.checker.plugin import ItemRunner, under_pytest
from autograder.checker.verdict import CATEGORIES
from autograder.cli import ExitCode, _parser
from autograder.feedback import student_view
from autograder.pages.marks import MARKS
from autograder.present import as_json
from autograder.results import CellKind, CellResult, CheckResult, Metric
from autograder.sandbox import BACKENDS, SandboxSpec
from autograder.sandbox.fake import FakeSandbox
from autograder.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
IGNORED = {line.strip("/\n") for line in (ROOT / ".gitignore").read_text().splitlines()}

# What students, courses and runs bring: named in the documents, absent from the repository.
OF_A_COURSE = {"submitted", "autograded", "feedback", "reports", ".autograder", "gradebook.db", ".venv"}


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def fences(text: str) -> Iterator[tuple[str, str]]:
    """The fenced blocks of a page: what stands behind the fence, and the body."""
    for found in re.finditer(r"^```([^\n]*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        yield found[1].strip(), found[2]


def table(text: str, heading: str) -> list[list[str]]:
    """The rows of the first table under ``heading``, without its head."""
    part = text.split(f"\n{heading}\n", 1)[1]
    lines = re.search(r"(?:^\|.*\n)+", part, re.MULTILINE)
    assert lines is not None, f"there is no table under {heading!r}"
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[0].splitlines()]
    return rows[2:]


def code_words(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE))


# Examples of docs/checks.md


@dataclass(slots=True)
class Example:
    """A section of docs/checks.md: a small notebook, a mistake in it, and what its student reads."""

    title: str
    given: str = ""
    solution: str = ""
    check: str = ""
    points: float = 0.0
    mistake: str = ""
    seen: str = ""
    modules: dict[str, str] = field(default_factory=dict)

    @property
    def grade_id(self) -> str:
        return re.sub(r"\W+", "_", self.title)

    def notebook(self, solution: str, check: str) -> str:
        cells = [self._cell("given", self.given)] if self.given else []
        cells.append(self._cell("solution", solution, solution=True))
        cells.append(self._cell(self.grade_id, check, grade=True, locked=True, points=self.points))
        return json.dumps(new_notebook(cells=cells))

    @staticmethod
    def _cell(name: str, source: str, **marks: object) -> object:
        usual = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
        nbgrader = {**usual, "grade_id": name, **marks}
        if name == "given":
            nbgrader["locked"] = True
        return new_code_cell(source, id=name, metadata={"nbgrader": nbgrader})


def examples() -> Iterator[Example]:
    for section in re.split(r"^## ", page("docs/checks.md"), flags=re.MULTILINE)[1:]:
        found = Example(section.partition("\n")[0])
        for info, body in fences(section):
            _, _, role = info.partition(" ")
            if role.endswith(".py"):
                found.modules[role.removeprefix("checks/")] = body
            elif role.startswith("check "):
                found.check, found.points = body, float(role.partition("points=")[2])
            elif role:
                setattr(found, role, body)
        if found.check:
            yield found


EXAMPLES = list(examples())


@pytest.fixture(scope="module")
def sandbox():
    with FakeSandbox(SandboxSpec(python=Path(sys.executable), preload=("numpy",))) as started:
        yield started


def graded(example: Example, handed_in: str, sandbox: FakeSandbox, course: Path) -> SubmissionResult:
    folder, checks = course / "source" / "hw", course / "checks"
    folder.mkdir(parents=True)
    checks.mkdir()
    (folder / "hw.ipynb").write_text(example.notebook(example.solution, example.check))
    for name, text in example.modules.items():
        (checks / name).write_text(text)
    assignment = load_assignment("hw", folder, checks)
    files = {"hw.ipynb": example.notebook(handed_in, assignment.notebooks[0].cells[-1].released).encode()}
    return grade(Submission("ada", folder, files, None), assignment, sandbox, Settings(check_seconds=20))


def as_a_student_reads(result: SubmissionResult) -> str:
    view = student_view(result)
    lines = [f"{view.score:g} of {view.max_score:g} points, {view.outcome}"]
    for check in (check for cell in view.cells for check in cell.checks):
        said = f": {check.message}".replace("\n", "\n  ") if check.message else ""
        lines.append(f"{check.name}{' (hidden)' if check.hidden else ''}: {check.outcome}{said}")
    return "\n".join([*lines, *(f"note: {note}" for note in view.notes)]) + "\n"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_the_solution_of_an_example_earns_all_points(example, sandbox, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path / "checks"))
    result = graded(example, example.solution, sandbox, tmp_path)
    assert result.outcome is Outcome.PASSED, as_a_student_reads(result)
    assert result.score == result.max_score == example.points


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_the_mistake_of_an_example_reads_as_shown(example, sandbox, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path / "checks"))
    result = graded(example, example.mistake, sandbox, tmp_path)
    assert as_a_student_reads(result) == example.seen


def test_every_example_is_whole():
    assert len(EXAMPLES) > 10
    for example in EXAMPLES:
        assert example.solution, example.title
        assert example.mistake, example.title
        assert example.seen, example.title


def test_the_texts_for_hidden_checks_are_the_checkers():
    rows = table(page("docs/checks.md"), "## What students see of a hidden check")
    assert [text for text, _ in rows] == list(CATEGORIES.values())


def test_the_markers_are_the_plugins():
    def markers(_: ItemRunner) -> set[str]:
        from autograder.checker import plugin

        return {text.partition("(")[0] for text in plugin._MARKERS}

    rows = table(page("docs/checks.md"), "## Test functions")
    assert {re.search(r"mark\.(\w+)", marker)[1] for marker, _ in rows} == under_pytest(markers)


# Commands


def command_lines() -> Iterator[tuple[str, str]]:
    """Every shell command line of every page."""
    for path in PAGES:
        for info, body in fences(path.read_text(encoding="utf-8")):
            if info in ("console", "sh"):
                lines = body.replace("\\\n", " ").splitlines()
                yield from ((path.name, line.removeprefix("$ ")) for line in lines if info == "sh" or line[:2] == "$ ")
        yield from ((path.name, w) for w in code_words(path.read_text()) if re.match(r"(autograder|make) [a-z]", w))


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
    words = set(re.findall(r"\w+", page("docs/checks.md") + page("docs/api.md")))
    assert set(autograder.__all__) <= words


def test_every_outcome_is_documented():
    rows = table(page("docs/design.md"), "## Outcomes")
    assert [name for name, *_ in rows] == [outcome.value for outcome in Outcome]


def keys_of(value: object, prefix: str = "") -> Iterator[str]:
    """The paths of all keys, as docs/cli.md writes them: ``cells[].checks[].name``."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{prefix}{key}"
            if key not in ("timings", "provenance"):
                yield from keys_of(inner, f"{prefix}{key}.")
    elif isinstance(value, list) and value:
        yield from keys_of(value[0], f"{prefix[:-1]}[].")


def test_json_keys_are_documented_one_by_one():
    check = CheckResult("test_a", True, Outcome.PASSED, metrics=(Metric("accuracy", 0.9, 0.8, 1.0, 100),))
    cell = CellResult("hw", "q1", CellKind.CHECK, 1.0, 1.0, Outcome.PASSED, checks=(check,))
    line = as_json(SubmissionResult("ada", "hw", Outcome.PASSED, "", 1.0, 1.0, 0.1, cells=(cell,)))
    rows = table(page("docs/cli.md"), "### The JSON object")
    assert [key.strip("`") for key, _ in rows] == list(keys_of(line))


def test_sandboxes_are_documented():
    shown = {name for name, backend in BACKENDS.items() if not backend.is_for_tests}
    row = next(row for row in table(page("docs/settings.md"), "## All settings") if row[0] == "`sandbox`")
    assert all(f"`{name}`" in row[2] for name in shown)


def test_students_read_the_words_of_the_pages():
    rows = table(page("docs/students.md"), "## What the page says")
    assert [words for words, _ in rows] == [mark.words for mark in MARKS.values()]


# Places


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_relative_links_resolve(path):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_files_and_folders_named_exist(path):
    for word in code_words(path.read_text(encoding="utf-8")):
        looks_like_a_place = re.fullmatch(r"[\w.-]+(/[\w.-]+)*/?", word) and ("/" in word or word.endswith((".py", ".md")))
        if looks_like_a_place and not word.startswith("/") and word.split("/")[0] not in OF_A_COURSE:
            places = (ROOT / word, ROOT / "autograder" / word, path.parent / word)
            assert any(place.exists() for place in places), f"{path.name} names {word}"


def test_the_folder_map_of_the_readme_is_the_tree():
    blocks = [body for _, body in fences(page("README.md").split("## What is where", 1)[1])]
    mapped = {line.split()[0].rstrip("/") for line in blocks[0].splitlines() if line.strip() and line[0] != " "}
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - IGNORED
    assert mapped == there


def test_every_document_is_reached_from_the_readme():
    reached = set(re.findall(r"\]\((docs/[\w.]+\.md)\)", page("README.md")))
    assert reached == {str(path.relative_to(ROOT)) for path in PAGES if path.parent.name == "docs"}


@pytest.mark.sandbox
def test_the_example_of_the_api_page_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    blocks = dict(reversed(list(fences(page("docs/api.md")))))
    exec(compile(blocks["python"], "docs/api.md", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out == blocks["text"]
