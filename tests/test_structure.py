"""The shape of the house: imports go one way, the door is closed, no room grows too large."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import autograder

PACKAGE = Path(autograder.__file__).parent

# Each part may import those above it, and nothing below.
ORDER = """
    errors regions results settings records regular timestamps
    wire guest sandbox fetching
    autotests assignment archives submission reading
    checker
    matching merge handedin session summary walk grading
    preload variants pool
    pages attempts feedback items report leaderboard gradebook
    course classrun
    authoring audit dropin initcourse
    jupyter
    present audit_present progress commands cli
""".split()

MODULES = sorted(PACKAGE.rglob("*.py"))

# Who alone may import what.
KEEPERS = {
    "pytest": {"checker"},
    "_pytest": {"checker"},
    "sqlalchemy": {"gradebook"},
    "nbgrader.api": {"gradebook"},
    "IPython": {"guest", "jupyter"},
    "jinja2": {"pages"},
    "rich": {"present", "audit_present", "progress"},
}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_by(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""


def name_of(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_every_part_has_its_place_in_the_order():
    parts = {part_of(path) for path in MODULES} - {"__init__"}
    assert parts == set(ORDER)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_one_way(path):
    part = part_of(path)
    if part == "__init__":
        return
    allowed = set(ORDER[: ORDER.index(part) + 1])
    for module in imported_by(path):
        if module.split(".")[0] == "autograder":
            assert "." in module, f"{name_of(path)} imports the door, which imports everything"
            assert module.split(".")[1] in allowed, f"{name_of(path)} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_library_has_its_keeper(path):
    for module in imported_by(path):
        for library, keepers in KEEPERS.items():
            if module == library or module.startswith(library + "."):
                assert part_of(path) in keepers, f"{name_of(path)} imports {module}"


@pytest.mark.parametrize("path", [p for p in MODULES if part_of(p) in ("guest", "wire")], ids=name_of)
def test_the_guest_side_imports_nothing_of_the_host(path):
    own = {"autograder.wire", "autograder.guest"}
    for module in imported_by(path):
        if module.startswith("autograder"):
            assert ".".join(module.split(".")[:2]) in own


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_larger_than_a_reader_can_hold(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


def test_functions_are_short():
    lengths = {
        f"{name_of(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    assert max(lengths.values()) <= 60, max(lengths, key=lengths.__getitem__)
    assert sorted(lengths.values())[len(lengths) // 2] <= 12


def test_the_door_shows_exactly_what_it_says():
    assert dir(autograder) == sorted(autograder.__all__)
    for name in autograder.__all__:
        assert getattr(autograder, name).__module__.startswith("autograder.")
    with pytest.raises(AttributeError):
        autograder.nothing_of_the_kind  # noqa: B018


def test_the_door_opens_quickly():
    code = "import sys, autograder; autograder.assert_close; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"nbformat", "nbgrader", "pytest", "sqlalchemy", "IPython"} & set(loaded)
