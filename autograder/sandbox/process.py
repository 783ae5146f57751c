"""One kernel as the host holds it: by pidfds, so that a recycled pid is never signalled."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import struct
from collections.abc import Callable, Mapping
from typing import Any

from autograder.errors import SandboxError
from autograder.sandbox.base import GuestProcess
from autograder.sandbox.blame import Facts, ProtocolState
from autograder.sandbox.cgroup import Events, Leaf

_SPAWN_SECONDS = 30.0  # forking takes milliseconds; this bounds a machine that swaps
_END_SECONDS = 5.0
_GRACE_SECONDS = 1.0
_CREDENTIALS = struct.Struct("iii")  # pid, uid, gid: struct ucred
_MESSAGE_BYTES = 65536


class ForkedGuest(GuestProcess):
    """A kernel that the fork server behind ``control`` has forked for us.

    ``reaper_pidfd`` is the process whose death ends the kernel where the kernel has no pid namespace of
    its own; else the kernel's own init takes that part.
    """

    def __init__(
        self,
        control: socket.socket,
        request: Mapping[str, Any],
        leaf: Leaf,
        *,
        memory_limit_known: bool,
        server_alive: Callable[[float], bool],
        reaper_pidfd: int | None = None,
        on_close: Callable[[], None] = lambda: None,
    ) -> None:
        self._leaf = leaf
        self._memory_limit_known = memory_limit_known
        self._server_alive = server_alive
        self._shares_pids = reaper_pidfd is not None
        self._on_close = on_close
        self._killed_by_us = self._deadline_passed = self._closed = False
        self._report: dict[str, Any] | None = None
        self._last: tuple[Events, bool] | None = None
        self._pidfds: list[int] = []
        self.socket, self._line, theirs = _sockets()
        try:
            self._init, self._kernel = self._spawn(control, request, theirs)
        except BaseException:
            self.close()
            raise
        self._reaper = self._init if reaper_pidfd is None else reaper_pidfd

    def _spawn(
        self, control: socket.socket, request: Mapping[str, Any], theirs: tuple[socket.socket, socket.socket]
    ) -> tuple[int, int]:
        self._line.settimeout(_SPAWN_SECONDS)
        try:
            with theirs[0], theirs[1]:
                socket.send_fds(control, [json.dumps(request).encode()], [end.fileno() for end in theirs])
            init = self._welcome("init", self._leaf.add)
            kernel = self._welcome("kernel", _nothing)
        except OSError as error:
            raise SandboxError(
                "The fork server started no kernel; run `autograder doctor`.", log=str(error)
            ) from error
        return init, kernel

    def _welcome(self, role: str, arrange: Callable[[int], None]) -> int:
        """Learn from the Linux kernel itself which process speaks, arrange its place, and let it go on."""
        data, ancillary, _, _ = self._line.recvmsg(_MESSAGE_BYTES, socket.CMSG_SPACE(_CREDENTIALS.size))
        said = json.loads(data) if data else {"error": "it ended at once"}
        if said.get("up") != role:
            raise SandboxError("A kernel could not be walled in; run `autograder doctor`.", log=str(said))
        pid = _CREDENTIALS.unpack(ancillary[0][2][: _CREDENTIALS.size])[0]
        pidfd = os.pidfd_open(pid)
        self._pidfds.append(pidfd)
        arrange(pid)
        self._line.send(b"g")
        return pidfd

    def interrupt(self) -> None:
        """Send SIGINT to the kernel process alone."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._kernel, signal.SIGINT)

    def kill(self, *, deadline_passed: bool = False) -> None:
        """End the pid namespace through its process 1."""
        self._deadline_passed |= deadline_passed
        if self._closed:
            return
        # A kernel that has hung up is ending by itself: what it died of must not be taken for our doing.
        grace = _GRACE_SECONDS if not deadline_passed and _has_hung_up(self.socket) else 0
        self._killed_by_us |= not self._has_ended(grace)
        for pidfd in (self._reaper, self._kernel):  # in this order, or init would report our kill as its end
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        # The process 1 of a pid namespace counts as ended only when all others in it are gone.
        if not all(wait_readable(pidfd, _END_SECONDS) for pidfd in (self._reaper, self._kernel)):
            raise SandboxError("A submission's processes would not end.")

    def facts(self, state: ProtocolState = ProtocolState.IDLE) -> Facts:
        """What init, the cgroup and our own deeds say."""
        about_to_end = state in (ProtocolState.CLOSED, ProtocolState.BROKEN_FRAME)
        ended = self._has_ended(_END_SECONDS if about_to_end and not self._closed else 0)
        report = self._read_report() if ended else {}
        status = report.get("status")
        # The fork server takes its kernels along; it is seen to have died only a moment after them.
        unexplained = ended and status is None and not self._killed_by_us
        events, alive = self._last or self._look_around(_GRACE_SECONDS if unexplained else 0)
        return Facts(
            ended=ended,
            exit_status=None if status is None or os.WIFSIGNALED(status) else os.WEXITSTATUS(status),
            signal=None if status is None or not os.WIFSIGNALED(status) else os.WTERMSIG(status),
            killed_by_us=self._killed_by_us and _may_be_our_kill(status, events),
            deadline_passed=self._deadline_passed,
            oom_kills=events.oom_kills,
            pids_limit_hits=events.pids_limit_hits,
            memory_limit_known=self._memory_limit_known,
            server_alive=alive,
            shares_pids=self._shares_pids,
            protocol_state=state,
            # What a kernel left behind alive counts too, and init's report knows only of what it reaped.
            cpu_seconds=report.get("cpu_seconds", 0.0) if events.cpu_seconds is None else events.cpu_seconds,
            peak_memory_bytes=events.peak_bytes or report.get("peak_bytes"),
        )

    def close(self) -> None:
        """Kill, keep the facts, and remove the cgroup."""
        if self._closed:
            return
        try:
            if len(self._pidfds) == 2:
                self.kill()
                self._read_report()
        finally:
            self._closed = True
            self._last = self._look_around(0)
            self.socket.close()
            self._line.close()
            for pidfd in self._pidfds:
                os.close(pidfd)
            self._on_close()
            self._leaf.remove()

    def _look_around(self, seconds: float) -> tuple[Events, bool]:
        return self._leaf.events(), self._server_alive(seconds)

    def _has_ended(self, seconds: float) -> bool:
        # Where the fork server shares the pid namespace and lives on, init's last word is the end.
        return self._closed or wait_readable(
            self._line.fileno() if self._shares_pids else self._reaper, seconds
        )

    def _read_report(self) -> dict[str, Any]:
        """What init said at the end; empty when it was killed before it could speak."""
        if self._report is None:
            self._line.settimeout(0)
            try:
                data = self._line.recv(_MESSAGE_BYTES)
            except OSError:
                data = b""
            self._report = json.loads(data) if data else {}
        return self._report


def _may_be_our_kill(status: int | None, events: Events) -> bool:
    """Whether init's report leaves room for our kill: nothing, or a SIGKILL that memory does not explain.

    Where init is not process 1 it may live just long enough to report the kernel that we killed.
    """
    if status is None:
        return True
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL and not events.oom_kills


def wait_readable(descriptor: int, seconds: float) -> bool:
    """Whether ``descriptor`` (a pidfd: its process has ended) is readable within ``seconds``."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def _nothing(_pid: int) -> None:
    """The kernel process needs no arranging: it was forked where its init had been put."""


def _has_hung_up(wire: socket.socket) -> bool:
    poll = select.poll()
    poll.register(wire, 0)
    return any(event & select.POLLHUP for _, event in poll.poll(0))


def _sockets() -> tuple[socket.socket, socket.socket, tuple[socket.socket, socket.socket]]:
    """The wire and the line: our two ends, then theirs in the order (line, wire)."""
    wire, their_wire = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    line, their_line = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    return wire, line, (their_line, their_wire)
