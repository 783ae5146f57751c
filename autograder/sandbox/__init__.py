"""Walls around student code; ``BACKENDS`` names them all."""

from __future__ import annotations

from autograder.sandbox.base import GuestProcess, Limits, Sandbox, SandboxSpec
from autograder.sandbox.blame import Facts, ProtocolState, blame
from autograder.sandbox.bubblewrap import BubblewrapSandbox
from autograder.sandbox.fake import FakeSandbox

BACKENDS: dict[str, type[Sandbox]] = {
    "bubblewrap": BubblewrapSandbox,
    "fake": FakeSandbox,  # no wall at all: for tests, and never the default
}

__all__ = [
    "BACKENDS",
    "Facts",
    "GuestProcess",
    "Limits",
    "ProtocolState",
    "Sandbox",
    "SandboxSpec",
    "blame",
]
