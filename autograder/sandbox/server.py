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
from typing import Any

from autograder.errors import SandboxError
from autograder.sandbox.process import wait_readable

_MESSAGE_BYTES = 65536
_LAST_LINES = 12
_END_SECONDS = 5.0


class ForkServer:
    """A running fork server; ``command`` must end in the number of the control socket's descriptor.

    With ``tells_pid`` the command is bubblewrap's, which tells on a descriptor of its own
    (the place ``{info}`` in the command) which process is number 1 inside.

    Raises:
        SandboxError: it did not start, or did not get ready within ``seconds``.
    """

    def __init__(
        self,
        command: Sequence[str],
        settings: Mapping[str, Any],
        environment: Mapping[str, str],
        seconds: float,
    ) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close(); a pipe could fill up and block
        self.first_pidfd: int | None = None
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        read, write = os.pipe()
        try:
            self._process = self._launch(command, environment, theirs.fileno(), (read, write))
        finally:
            theirs.close()
            os.close(write)
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
        self, command: Sequence[str], environment: Mapping[str, str], control: int, info: tuple[int, int]
    ) -> subprocess.Popen[bytes]:
        words = [
            word.format(control=control, info=info[1]) if word in ("{control}", "{info}") else word
            for word in command
        ]
        try:
            return subprocess.Popen(
                words,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                # Also the end that is read here: were we killed, bubblewrap would die of writing to nobody,
                # and leave the child that it has just forked waiting for its word for ever.
                pass_fds=(control, *info),
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
        said = json.loads(data) if data else {"error": "it ended without a word"}
        if "error" in said:
            text = self._reason(said["error"])
            raise SandboxError(
                f"The fork server could not start: {text}", log=f"{said['error']}\n{self.last_words()}"
            )

    def _reason(self, said: str) -> str:
        lines = self.last_words().splitlines()
        return lines[-1] if lines else said
