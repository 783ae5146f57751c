"""The conformance suite, run against every backend; the fake has to fail what makes a wall."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conformance import CANARY, Isolates, Works

from autograder.sandbox import BACKENDS, Sandbox, SandboxSpec


@pytest.fixture(scope="module", params=["one fork server", "a sandbox for each"])
def bubblewrap(
    request: pytest.FixtureRequest, spec: SandboxSpec, needs_bubblewrap: None
) -> Iterator[Sandbox]:
    nested = request.param == "one fork server"
    with exposed(), BACKENDS["bubblewrap"](dataclasses.replace(spec, nested=nested)) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def fake(spec: SandboxSpec) -> Iterator[Sandbox]:
    with exposed(), BACKENDS["fake"](spec) as sandbox:
        yield sandbox


@contextmanager
def exposed() -> Iterator[None]:
    """Puts a canary into the environment, and an open descriptor in the way of whatever is started."""
    os.environ["WALL_CANARY"] = CANARY
    with Path("/etc/hostname").open(encoding="ascii") as file:
        os.set_inheritable(file.fileno(), True)
        yield
    os.environ.pop("WALL_CANARY", None)  # another backend of this module may have put it there too


@pytest.mark.sandbox
class TestBubblewrapWorks(Works):
    @pytest.fixture
    def sandbox(self, bubblewrap: Sandbox) -> Sandbox:
        return bubblewrap


@pytest.mark.sandbox
class TestBubblewrapIsolates(Isolates):
    @pytest.fixture
    def sandbox(self, bubblewrap: Sandbox) -> Sandbox:
        return bubblewrap


class TestTheFakeWorks(Works):
    @pytest.fixture
    def sandbox(self, fake: Sandbox) -> Sandbox:
        return fake


@pytest.mark.xfail(strict=True, reason="the fake has no wall; that the suite sees it shows that it can fail")
class TestTheFakeDoesNotIsolate(Isolates):
    @pytest.fixture
    def sandbox(self, fake: Sandbox) -> Sandbox:
        return fake
