"""The same fork server as a plain process without any wall: for fast tests, never for students."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from pathlib import Path
from typing import ClassVar

from autograder.errors import SandboxError
from autograder.guest import isolate, layout
from autograder.sandbox import view
from autograder.sandbox.base import GuestProcess, Limits, Sandbox, SandboxSpec
from autograder.sandbox.cgroup import NoTree
from autograder.sandbox.process import ForkedGuest
from autograder.sandbox.server import ForkServer

_NO_PLAN = isolate.Plan(
    nested=False,
    tmp_bytes=0,
    tmp_inodes=0,
    file_bytes=0,
    cpu_seconds=0,
    open_files=0,
    processes=0,
    data_bytes=0,
)


class FakeSandbox(Sandbox):
    """Forks kernels that can see and do all that the tests themselves can; it bounds nothing."""

    name: ClassVar[str] = "fake"
    is_for_tests: ClassVar[bool] = True

    def __init__(self, spec: SandboxSpec) -> None:
        super().__init__(spec)
        self._server: ForkServer | None = None

    def start(self) -> None:
        """Start the plain process."""
        package = Path(view.__file__).resolve().parent.parent
        inside = [
            source.parent for source, place in self.spec.binds if Path(place).parent == Path(view.GUEST_ROOT)
        ]
        search_path = str(inside[0]) if inside else view.GUEST_ROOT
        code = view.boot_code(str(package), search_path)
        here = {"HOME": "/tmp", "PATH": f"{self.spec.python.parent}:{os.environ['PATH']}"}
        environment = {**os.environ, **view.environment(self.spec), **here}
        settings = {
            "entry": self.spec.entry,
            "preload": list(self.spec.preload),
            "walled": False,
            "leave_root_for": 0,
        }
        command = [str(self.spec.python), "-s", "-c", code, "{control}"]
        self._server = ForkServer(command, settings, environment, self.spec.start_seconds)
        self.versions = self._server.versions

    def open(self, limits: Limits, seed: int | None = None) -> GuestProcess:
        """Fork one kernel; ``limits`` are not kept."""
        server = self._server
        if server is None or not server.is_alive():
            raise SandboxError("The sandbox was not started.")
        folder = self._folder()
        return ForkedGuest(
            server.control,
            {"plan": dataclasses.asdict(_NO_PLAN), "config": self.spec.config(folder.name, seed)},
            NoTree().create(limits),
            memory_limit_known=False,
            server_alive=server.is_alive,
            on_close=folder.cleanup,
        )

    def _folder(self) -> tempfile.TemporaryDirectory[str]:
        """A student's own folder, with links to the assignment's data as behind a real wall."""
        folder = tempfile.TemporaryDirectory(prefix="autograder-fake-")
        if (
            self.spec.data_dir is not None
        ):  # the libraries' caches are this machine's own, and stay as they are
            layout.lay_out(Path(folder.name), self.spec.data_dir.resolve(), {})
        return folder

    def close(self) -> None:
        """End the plain process."""
        if self._server is not None:
            self._server.close()
        self._server = None
