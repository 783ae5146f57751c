"""What the tests of the walls share: what this machine must have, and what to do where it has not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from machine import missing, require_bubblewrap

from autograder.sandbox import SandboxSpec, cgroup

pytest.register_assert_rewrite("conformance")

ENTRY = Path(__file__).with_name("exec_entry.py")


@pytest.fixture(scope="session")
def needs_bubblewrap() -> None:
    require_bubblewrap()


@pytest.fixture(scope="session")
def needs_cgroup() -> None:
    if not cgroup.find().bounds_memory:
        missing("a memory control group that can be written: run the tests as root or in a delegated scope")


@pytest.fixture(scope="session")
def needs_root() -> None:
    if os.geteuid() != 0:
        missing("root")


@pytest.fixture(scope="session")
def spec() -> SandboxSpec:
    """Runs the tests' own entry in the Python that runs the tests."""
    return SandboxSpec(
        python=Path(sys.executable),
        preload=("colorsys",),
        binds=((ENTRY, "/opt/autograder/exec_entry.py"),),
        entry="exec_entry",
    )
