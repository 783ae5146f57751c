"""The process that imports the frameworks once and forks one kernel for each submission.

    host ── control socket ──► fork server ──fork──► (namespaces) ──fork──► init ──fork──► kernel
      ▲                                                                      │               │
      ├────────────── line: pids, go, exit status ───────────────────────────┘               │
      └────────────── wire: the kernel's frames ─────────────────────────────────────────────┘

The fork server and each ``init`` (process 1 of a kernel's pid namespace) never run student code, so what
they say on the line can be trusted. The kernel starts only after the host has put ``init`` into
its cgroup and said so. When the host goes away, the control socket ends and so does everything here.
"""

from __future__ import annotations

import array
import gc
import importlib
import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from autograder.guest import isolate, libc, seccomp
from autograder.guest.libraries import versions

MESSAGE_BYTES = 65536
_INTERNAL_ERROR = 70


def main(descriptor: int) -> None:
    """Serve the host on the control socket ``descriptor`` until it ends."""
    control = socket.socket(fileno=descriptor)
    isolate.close_all_but(descriptor)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended children need no wait: init tells how it ended
    settings = json.loads(control.recv(MESSAGE_BYTES))
    try:
        if settings["leave_root_for"]:
            isolate.leave_root(settings["leave_root_for"])
        server = _Server(settings)
    except BaseException as error:
        traceback.print_exc()
        control.send(_message(error=f"{type(error).__name__}: {error}"))
        return
    control.send(_message(ready=True, versions=versions()))
    while server.fork_one(control):
        pass
    os._exit(0)  # a framework's threads must not keep it from ending


class _Server:
    """What every kernel inherits: the imported frameworks, the entry, the compiled filter."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        libc.prctl(libc.PR_SET_DUMPABLE, 0)
        libc.prctl(libc.PR_SET_CHILD_SUBREAPER, 1)
        self.walled = bool(settings["walled"])
        self.entry = importlib.import_module(settings["entry"])
        self.program = seccomp.compiled()
        self.state = self.entry.prepare(settings["preload"])
        gc.collect()
        gc.freeze()  # else a collection in each child copies every page it looks at

    def fork_one(self, control: socket.socket) -> bool:
        """Fork one kernel as the next message asks; false once the host has gone."""
        data, ancillary, _, _ = control.recvmsg(MESSAGE_BYTES, socket.CMSG_SPACE(8))
        if not data:
            return False
        line, wire = _received_sockets(ancillary)
        if os.fork() == 0:
            control.close()
            self._become_kernel(json.loads(data), line, wire)
        line.close()
        wire.close()
        return True

    def _become_kernel(
        self, request: Mapping[str, Any], line: socket.socket, wire: socket.socket
    ) -> NoReturn:
        try:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            plan = isolate.Plan(**request["plan"])
            if plan.nested:
                isolate.enter_namespaces()
                if os.fork():
                    os._exit(0)
            self._be_init(plan, request, line, wire)
        except BaseException as error:
            line.send(_message(error=f"{type(error).__name__}: {error}"))
        os._exit(_INTERNAL_ERROR)

    def _be_init(
        self, plan: isolate.Plan, request: Mapping[str, Any], line: socket.socket, wire: socket.socket
    ) -> NoReturn:
        os.setsid()
        isolate.silence()
        if plan.nested:
            isolate.furnish(plan)
        _ask_leave(line, "init")
        if plan.nested:
            libc.unshare(libc.CLONE_NEWCGROUP)  # only now, so that the kernel's own cgroup reads as "/"
        if self.walled:
            isolate.renounce()
        kernel = os.fork()
        if kernel == 0:
            self._be_kernel(plan, request, line, wire)
        wire.close()
        _report_end(kernel, line)

    def _be_kernel(
        self, plan: isolate.Plan, request: Mapping[str, Any], line: socket.socket, wire: socket.socket
    ) -> NoReturn:
        code = 1
        try:
            os.setsid()  # so that a signal to its own process group reaches nobody else
            _ask_leave(line, "kernel")
            line.close()
            isolate.close_all_but(wire.fileno())
            signal.signal(signal.SIGINT, signal.default_int_handler)
            if self.walled:
                libc.prctl(libc.PR_SET_DUMPABLE, 1)  # else a student could not read even /proc/self
                _offer_to_oom_killer()
                isolate.lay_out_home()
                isolate.confine(plan, self.program)
            entry = importlib.import_module(request["entry"]) if request.get("entry") else self.entry
            entry.serve(self.state, wire, request["config"])
            code = 0
        finally:
            os._exit(code)


def _ask_leave(line: socket.socket, role: str) -> None:
    """Show the host who we are (the message carries our pid) and wait until it has made its arrangements."""
    line.send(_message(up=role))
    if not line.recv(1):
        os._exit(_INTERNAL_ERROR)  # the host gave up on this kernel


def _report_end(kernel: int, line: socket.socket) -> NoReturn:
    """Reap whatever becomes an orphan here; once the kernel has ended, say how and end all."""
    while True:
        ended, status, usage = os.wait4(-1, 0)
        if ended == kernel:
            seconds = usage.ru_utime + usage.ru_stime
            line.send(_message(status=status, cpu_seconds=seconds, peak_bytes=usage.ru_maxrss * 1024))
            os._exit(0)


def _offer_to_oom_killer() -> None:
    """Make the kernel the first to go when memory ends, before init, which must tell of it."""
    Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


def _received_sockets(ancillary: list[tuple[int, int, bytes]]) -> tuple[socket.socket, socket.socket]:
    numbers = array.array("i")
    for _, _, data in ancillary:
        numbers.frombytes(data)
    line, wire = (socket.socket(fileno=number) for number in numbers)
    return line, wire


def _message(**fields: object) -> bytes:
    return json.dumps(fields).encode()


if __name__ == "__main__":
    main(int(sys.argv[1]))
