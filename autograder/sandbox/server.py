"""The fork server as the host holds it: its process, its control socket, its last words."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from autograder.errors import SandboxError
from autograder.sandbox.process import wait_readable

_MESSAGE_BYTES = 65536
_LAST_LINES = 12
_END_SECONDS = 5.0


class ForkServer:
    """A running fork server, whose ``command`` names descriptors by places that are filled in here.

    ``{control}`` is the control socket, the command's last word; on ``{info}`` bubblewrap tells which
    process is number 1 inside; each key of ``files`` is a descriptor that gives the text.
    ``versions`` are those of Python and of the libraries that it has imported, told before any student code ran.

    Raises:
        SandboxError: it did not start, or did not get ready within ``seconds``.
    """

    def __init__(
        self,
        command: Sequence[str],
        settings: Mapping[str, Any],
        environment: Mapping[str, str],
        seconds: float,
        files: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close(); a pipe could fill up and block
        self.first_pidfd: int | None = None
        self.versions: Mapping[str, str] = {}
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        read, write = os.pipe()
        places = {"{control}": theirs.fileno(), "{info}": write}
        try:
            places |= {place: _memory_file(text) for place, text in files.items()}
            # Also the end that is read here: were we killed, bubblewrap would die of writing to nobody,
            # and leave the child that it has just forked waiting for its word for ever.
            self._process = self._launch(command, environment, places, read)
        finally:
            theirs.detach()
            for descriptor in places.values():
                os.close(descriptor)
        try:
            self._learn_first_pid(read)
            self._hand_over(settings, seconds)
        except BaseException:
            self.close()
            raise
        finally:
            os.close(read)

    def is_alive(self, seconds: float = 0.0) -> bool:
        """Whether it still runs, and goes on to for ``seconds``."""
        if self.first_pidfd is not None and wait_readable(self.first_pidfd, seconds):
            return False
        return self._process.poll() is None

    def last_words(self) -> str:
        """The end of what it wrote to its standard error."""
        self._log.seek(0)
        return b"\n".join(self._log.read().splitlines()[-_LAST_LINES:]).decode(errors="replace")

    def close(self) -> None:
        """End it and everything inside; calling it again does nothing."""
        self.control.close()
        if self.first_pidfd is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.first_pidfd, signal.SIGKILL)
            wait_readable(self.first_pidfd, _END_SECONDS)
            os.close(self.first_pidfd)
            self.first_pidfd = None
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        if not self._log.closed:
            self._log.close()

    def _launch(
        self, command: Sequence[str], environment: Mapping[str, str], places: Mapping[str, int], read: int
    ) -> subprocess.Popen[bytes]:
        words = [str(places.get(word, word)) for word in command]
        try:
            return subprocess.Popen(
                words,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                pass_fds=(*places.values(), read),
                start_new_session=True,
            )
        except OSError as error:
            raise SandboxError(
                f"{command[0]} could not be started; run `autograder doctor`.", log=str(error)
            ) from error

    def _learn_first_pid(self, read: int) -> None:
        """Hold the process whose death ends every other inside; a plain process says nothing here."""
        data = b""
        while not data.endswith(b"}\n") and (more := os.read(read, 4096)):
            data += more
        if data:
            self.first_pidfd = os.pidfd_open(json.loads(data)["child-pid"])

    def _hand_over(self, settings: Mapping[str, Any], seconds: float) -> None:
        self.control.settimeout(seconds)
        try:
            self.control.send(json.dumps(settings).encode())
            data = self.control.recv(_MESSAGE_BYTES)
        except TimeoutError as error:
            raise SandboxError(
                f"The fork server was not ready after {seconds:.0f} seconds; is the preload so slow?",
                log=self.last_words(),
            ) from error
        except OSError:
            data = b""
        said: dict[str, Any] = json.loads(data) if data else {"error": "it ended without a word"}
        if "error" in said:
            text = self._reason(said["error"])
            raise SandboxError(
                f"The fork server could not start: {text}", log=f"{said['error']}\n{self.last_words()}"
            )
        self.versions = said["versions"]

    def _reason(self, said: str) -> str:
        lines = self.last_words().splitlines()
        return lines[-1] if lines else said


def _memory_file(text: str) -> int:
    """A new descriptor from which ``text`` is read; what reads it uses it up."""
    descriptor = os.memfd_create("autograder")
    os.write(descriptor, text.encode())
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
