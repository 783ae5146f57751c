"""The embedded wall: bubblewrap around the fork server, namespaces of its own around each kernel."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from autograder.errors import SandboxError
from autograder.guest import isolate
from autograder.sandbox import cgroup, command, proof, view
from autograder.sandbox.base import GuestProcess, Limits, Sandbox, SandboxSpec
from autograder.sandbox.process import ForkedGuest
from autograder.sandbox.server import ForkServer

_UNUSED_ACCOUNTS = 0x7000_0000  # where neither distributions nor systemd place accounts
_ACCOUNTS_IN_A_CONTAINER = 64646


class BubblewrapSandbox(Sandbox):
    """Runs on any Linux with bubblewrap; needs no root, no daemon.

    With ``spec.nested`` one fork server serves all submissions. Where this machine refuses
    namespaces inside namespaces, each submission gets a bubblewrap and a fork server of its own;
    ``spec.nested`` is then false once started, and ``nested_refusal`` says why. ``findings`` are what a
    first kernel saw of its walls.
    """

    name: ClassVar[str] = "bubblewrap"

    def __init__(self, spec: SandboxSpec) -> None:
        super().__init__(spec)
        self.tree = cgroup.find()
        self._server: ForkServer | None = None
        self._binds: list[view.Bind] | None = None  # until it is started
        self.findings: list[proof.Finding] = []
        self.nested_refusal = ""

    def start(self) -> None:
        """Raise the wall; without nested namespaces, each :meth:`open` raises one of its own."""
        self.tree.sweep()
        self._binds = view.binds(self.spec)
        if self.spec.nested:
            self._server = self._launch(Limits())
        try:
            self._look()
        except SandboxError as error:
            if not self.spec.nested:
                raise
            self._do_without_nesting(error.log)

    def open(self, limits: Limits, seed: int | None = None) -> GuestProcess:
        """Fork one kernel that serves."""
        return self._open(limits, self.spec.config(isolate.HOME, seed))

    def check(self, limits: Limits, **act: object) -> GuestProcess:
        """Open a kernel that looks at its own walls instead of serving (``autograder.guest.selfcheck``)."""
        return self._open(limits, act, proof.ENTRY)

    def close(self) -> None:
        """End everything behind the wall."""
        self._end_server()
        self._binds = None

    def _look(self) -> None:
        """Let a first kernel show its walls, and believe in the sandbox only then."""
        with self.check(Limits(), act="look", secrets=proof.secrets()) as guest:
            seen = proof.answer(guest)
        if seen is None:
            raise SandboxError("A kernel died while it checked its own walls; run `autograder doctor`.")
        self.findings = proof.judge(seen, Limits(), nested=self.spec.nested)
        self.is_isolated = all(finding.status is not proof.Status.WRONG for finding in self.findings)

    def _do_without_nesting(self, reason: str) -> None:
        self._end_server()
        self.nested_refusal = reason
        self.spec = dataclasses.replace(self.spec, nested=False)
        self._look()

    def _end_server(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None

    def _open(self, limits: Limits, config: Mapping[str, Any], entry: str = "") -> GuestProcess:
        if self._binds is None:
            raise SandboxError("The sandbox was not started.")
        if self._server is not None:
            return self._fork(self._server, limits, config, entry)
        server = self._launch(limits)
        try:
            return self._fork(server, limits, config, entry, alone=True)
        except BaseException:
            server.close()
            raise

    def _fork(
        self,
        server: ForkServer,
        limits: Limits,
        config: Mapping[str, Any],
        entry: str,
        *,
        alone: bool = False,
    ) -> GuestProcess:
        if not server.is_alive():
            raise SandboxError("The fork server has ended by itself.", log=server.last_words())
        return ForkedGuest(
            server.control,
            {"plan": dataclasses.asdict(self._plan(limits)), "config": dict(config), "entry": entry},
            self.tree.create(limits),
            memory_limit_known=self.tree.bounds_memory,
            server_alive=server.is_alive,
            reaper_pidfd=server.first_pidfd if alone else None,
            on_close=server.close if alone else lambda: None,
        )

    def _plan(self, limits: Limits) -> isolate.Plan:
        return isolate.Plan(
            nested=self.spec.nested,
            tmp_bytes=limits.tmp_bytes,
            tmp_inodes=limits.tmp_inodes,
            file_bytes=limits.file_bytes,
            cpu_seconds=limits.cpu_seconds,
            open_files=limits.open_files,
            processes=0 if self.tree.bounds_pids else limits.pids,
            data_bytes=0 if self.tree.bounds_memory else limits.memory_bytes,
        )

    def _launch(self, limits: Limits) -> ForkServer:
        words = command.command(self.spec, self._binds or (), limits)
        settings = {
            "entry": self.spec.entry,
            "preload": list(self.spec.preload),
            "walled": True,
            "leave_root_for": student_account() if os.geteuid() == 0 else 0,
        }
        # No environment at all: bubblewrap's own would be readable in /proc by a kernel of the same account.
        server = ForkServer(words, settings, {}, self.spec.start_seconds, command.ACCOUNTS)
        self.versions = server.versions
        return server


def student_account(proc: Path = Path("/proc/self")) -> int:
    """The account of student code that a root-started grader runs: nobody's, and another for each grader.

    Linux counts pipes, signals that wait, locked memory and descriptors on their way by account, so in one that
    graders share a submission could use up what its neighbours need.
    """
    wanted = _UNUSED_ACCOUNTS + os.getpid()
    spans = [[int(word) for word in line.split()] for line in (proc / "uid_map").read_text().splitlines()]
    if any(first <= wanted < first + count for first, _, count in spans):
        return wanted
    return _ACCOUNTS_IN_A_CONTAINER + os.getpid() % 800  # it may have no more than 65,536
