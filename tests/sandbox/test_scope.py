"""A scope of systemd's own for the command, with a stand-in for systemd-run that records what it is asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.sandbox import scope

GRANTS = '#!/bin/sh\necho "$*" >> "$ASKED"\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n'
REFUSES = '#!/bin/sh\necho "$*" >> "$ASKED"\necho "Failed to connect to bus" >&2\nexit 1\n'
ASKS_FIRST = "--user --scope --quiet -p Delegate=yes -- true"

# Stands for the command: a machine where no control group can be written, whatever this one has.
COMMAND = """
import os, sys
from autograder.sandbox import cgroup, scope
if "--writable" not in sys.argv:
    cgroup.find = cgroup.NoTree
scope.enter(scope.own_command())
print("graded", sys.argv[1:], os.environ.get("AUTOGRADER_SCOPE"))
"""


class Machine:
    """A folder of programs, the user's runtime folder, and what systemd-run was asked."""

    def __init__(self, folder: Path) -> None:
        self.asked = folder / "asked"
        self.programs, self.runtime = folder / "bin", folder / "run"
        self.programs.mkdir()
        (self.runtime / "systemd").mkdir(parents=True)
        (self.runtime / "systemd" / "private").touch()

    def install(self, text: str) -> None:
        program = self.programs / "systemd-run"
        program.write_text(text)
        program.chmod(0o755)

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.programs}:/usr/local/bin:/usr/bin:/bin"
        more = {"PATH": path, "XDG_RUNTIME_DIR": str(self.runtime), "ASKED": str(self.asked)}
        inherited = {name: value for name, value in os.environ.items() if name != scope.VARIABLE}
        return subprocess.run(
            [sys.executable, "-c", COMMAND, *words],
            env={**inherited, **more, **environment},
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )

    def questions(self) -> list[str]:
        return self.asked.read_text().splitlines() if self.asked.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_command_runs_once_more_in_a_scope_with_the_same_words(machine: Machine) -> None:
    machine.install(GRANTS)
    done = machine.run("grade", "two words", "--jobs", "2")
    assert done.stdout == "graded ['grade', 'two words', '--jobs', '2'] entered\n"
    assert done.stderr == ""
    first, second = machine.asked.read_text().split(ASKS_FIRST)[1].strip().split(" -- ", 1)
    assert first == "--user --scope --quiet -p Delegate=yes"
    assert second.startswith(sys.executable)
    assert second.endswith("grade two words --jobs 2")


def test_a_refusal_is_told_once_and_grading_goes_on(machine: Machine) -> None:
    machine.install(REFUSES)
    done = machine.run("grade")
    assert done.stdout == "graded ['grade'] entered\n"
    assert done.stderr.count("autograder:") == 1
    assert "Failed to connect to bus" in done.stderr
    assert "autograder doctor" in done.stderr
    assert machine.questions() == [ASKS_FIRST]


@pytest.mark.parametrize("value", ["0", "entered"])
def test_it_is_not_done_again_nor_against_the_users_will(machine: Machine, value: str) -> None:
    machine.install(GRANTS)
    assert machine.run("grade", AUTOGRADER_SCOPE=value).stdout == f"graded ['grade'] {value}\n"
    assert machine.questions() == []


def test_a_machine_without_systemd_is_left_in_peace(machine: Machine) -> None:
    machine.install(GRANTS)
    assert machine.run("grade", XDG_RUNTIME_DIR="").stderr == ""
    assert machine.run("grade", XDG_RUNTIME_DIR=str(machine.programs)).stderr == ""
    assert machine.questions() == []


@pytest.mark.sandbox
def test_a_grader_that_has_control_groups_asks_for_no_scope(machine: Machine, needs_cgroup: None) -> None:
    machine.install(GRANTS)
    assert machine.run("grade", "--writable").stdout.startswith("graded")
    assert machine.questions() == []


@pytest.mark.parametrize(
    ("words", "count"), [(["grade", "nothing"], 1), (["check", "nothing"], 1), (["report", "nothing"], 0)]
)
def test_commands_that_run_student_code_ask_for_a_scope_and_others_do_not(
    words: list[str], count: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(scope, "enter", asked.append)
    monkeypatch.setattr(sys, "argv", ["autograder", *words, "--course", str(tmp_path)])
    assert main() == 2  # there is no such course
    assert len(asked) == count
    assert main([*words, "--course", str(tmp_path)]) == 2  # a caller's own process is never replaced
    assert len(asked) == count
