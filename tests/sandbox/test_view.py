"""What of this machine is shown inside: the course's Python and the system, and no more."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.errors import SandboxError, UsageError
from autograder.sandbox import SandboxSpec, view


def fake_python(folder: Path, prefix: str, base: str = "/usr") -> Path:
    """A program that answers as a Python with ``prefix`` would."""
    path = folder / "python"
    answer = f'{{"own": ["{prefix}", "{prefix}"], "base": ["{base}", "{base}"]}}'
    path.write_text(f"#!/bin/sh\necho '{answer}'\n")
    path.chmod(0o755)
    return path


def test_only_the_environment_is_shown_and_not_the_folder_around_it(tmp_path: Path) -> None:
    assert view.python_prefixes(fake_python(tmp_path, "/srv/course/.venv")) == [Path("/srv/course/.venv")]


@pytest.mark.parametrize("prefix", ["/", "/root", "/home", "/opt", "/etc"])
def test_a_python_that_fills_a_folder_of_many_things_is_refused(tmp_path: Path, prefix: str) -> None:
    with pytest.raises(UsageError, match="virtual environment"):
        view.python_prefixes(fake_python(tmp_path, prefix))


def test_an_environment_where_each_kernel_gets_a_fresh_folder_is_shown_elsewhere(tmp_path: Path) -> None:
    assert view.python_prefixes(fake_python(tmp_path, "/tmp/course/venv")) == [Path("/tmp/course/venv")]
    assert view.place(Path("/tmp/course/venv/bin/python")) == Path("/opt/course/tmp/course/venv/bin/python")
    assert view.place(Path("/srv/course/venv")) == Path("/srv/course/venv")


def test_a_base_python_where_each_kernel_gets_a_fresh_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="move it elsewhere"):
        view.python_prefixes(fake_python(tmp_path, "/srv/venv", base="/tmp/python"))


def test_a_python_that_does_not_run_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="does not run; set its path"):
        view.python_prefixes(tmp_path / "no-python")


def test_of_this_package_only_guest_and_wire_are_shown(spec: SandboxSpec) -> None:
    package = Path(view.__file__).parents[1]
    shown = {bind.inside for bind in view.binds(spec) if bind.source.is_relative_to(package)}
    assert shown == {"/opt/autograder/autograder/guest", "/opt/autograder/autograder/wire"}


def test_a_data_folder_that_student_code_cannot_read_is_refused(
    spec: SandboxSpec, tmp_path: Path, needs_root: None
) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(UsageError, match=r"chmod -R a\+rX"):
        view.binds(dataclasses.replace(spec, data_dir=tmp_path))


def test_a_data_folder_that_is_not_there_is_named(spec: SandboxSpec, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no data folder"):
        view.binds(dataclasses.replace(spec, data_dir=tmp_path / "missing"))


def test_no_account_files_and_no_homes_are_shown(spec: SandboxSpec) -> None:
    shown = {bind.inside for bind in view.binds(spec)}
    assert not shown & {"/etc", "/etc/passwd", "/etc/shadow", "/home", "/root", "/var", "/sys", "/"}


def test_the_hosts_environment_is_not_passed_on(spec: SandboxSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    found = view.environment(dataclasses.replace(spec, threads=3, environment={"COURSE": "dl"}))
    assert "SECRET_TOKEN" not in found
    assert (found["OMP_NUM_THREADS"], found["COURSE"]) == ("3", "dl")


def test_an_installed_autograder_does_not_win_over_the_mounted_one(tmp_path: Path) -> None:
    mounted, installed = tmp_path / "mounted" / "autograder", tmp_path / "installed" / "autograder"
    (mounted / "guest").mkdir(parents=True)
    (mounted / "guest" / "forkserver.py").write_text("def main(number): print('mounted', number)")
    installed.mkdir(parents=True)
    (installed / "__init__.py").write_text("print('installed')")
    code = view.boot_code(str(mounted), str(mounted.parent))
    environment = {**os.environ, "PYTHONPATH": str(installed.parent)}
    done = subprocess.run(
        [sys.executable, "-s", "-c", code, "5"], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "mounted 5\n"
