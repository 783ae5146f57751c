"""What stands between the student's process and this machine: namespaces, mounts, privileges, the call filter.

What bounds its use of the machine is in ``bounds``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from defences import believe, defence, in_guest, replaced

_NO_MOUNT_AT = """
_mount_all = libc.mount
libc.mount = lambda *words: None if words[1] == {place!r} and os.getuid() else _mount_all(*words)
"""


def _share(namespace: str, text: str = "") -> None:
    """Let a kernel stay in the ``namespace`` of its fork server."""
    in_guest("isolate", f"_NAMESPACES &= ~libc.{namespace}\n{text}")


def _in_command(change: Callable[[list[str]], list[str]]) -> None:
    from autograder.sandbox import command

    believe()
    plain = command.command
    replaced(command, "command", lambda *given: change(plain(*given)))


@defence("process namespace", "a kernel sees and signals no process but its own; its supervisor is process 1")
def process_namespace() -> None:
    # A fresh /proc is refused to who has no process namespace of its own.
    _share("CLONE_NEWPID", _NO_MOUNT_AT.format(place="/proc"))


@defence(
    "all ends with the kernel", "whatever it has started is killed with it, by namespace and by control group"
)
def all_ends_with_the_kernel() -> None:
    from autograder.sandbox import cgroup

    process_namespace()
    replaced(cgroup, "_remove", lambda _: None)


@defence("IPC namespace", "shared memory, semaphores and queues are a kernel's own and end with it")
def ipc_namespace() -> None:
    _share("CLONE_NEWIPC")


@defence("network namespace of each kernel", "two kernels share no socket, port or counter")
def own_network() -> None:
    _share("CLONE_NEWNET", "_raise_loopback = lambda: None\n")


@defence("no network", "there is no way out: a loopback device, and nothing else")
def no_network() -> None:
    own_network()
    _in_command(lambda words: [word for word in words if word != "--unshare-net"])


@defence("host name", "the machine's name is not told")
def host_name() -> None:
    _share("CLONE_NEWUTS", "socket.sethostname = lambda _: None\n")


@defence("control group namespace", "a kernel does not see where this machine keeps it")
def control_group_namespace() -> None:
    in_guest(
        "forkserver",
        "_unshare = libc.unshare\n"
        "libc.unshare = lambda flags: None if flags == libc.CLONE_NEWCGROUP else _unshare(flags)\n",
    )


@defence("no further namespaces", "user namespaces are forbidden by a limit of Linux, and by the call filter")
def no_further_namespaces() -> None:
    in_guest(
        "isolate",
        "_write_all = _write\ndef _write(path, text): 'max_user' in path or _write_all(path, text)\n",
    )
    in_guest(
        "seccomp",
        "assemble.__defaults__ = (tuple(r for r in RULES if r.call not in ('unshare', 'clone')),)\n",
    )


@defence("fresh folders", "/tmp, /dev/shm and the home begin empty for each kernel")
def fresh_folders() -> None:
    in_guest("isolate", _NO_MOUNT_AT.format(place="/tmp"))


@defence("no capabilities", "the student's process holds no capability and can get none")
def no_capabilities() -> None:
    in_guest("isolate", "def renounce(): libc.prctl(libc.PR_SET_DUMPABLE, 0)\n")


@defence(
    "root is left", "a grader started by root runs student code as an account that owns nothing", needs="root"
)
def root_is_left() -> None:
    in_guest(
        "isolate",
        "def leave_root(uid): libc.mount('proc', '/proc', 'proc', _QUIET | libc.MS_NOEXEC)\n",
    )


@defence("read-only system", "what is shown of this machine is read-only, and owned by another account")
def read_only_system() -> None:
    def writable(words: list[str]) -> list[str]:
        return ["--bind" if word == "--ro-bind" else word for word in _without_pairs(words, "--remount-ro")]

    if os.geteuid() == 0:
        root_is_left()
    _in_command(writable)


def _without_pairs(words: list[str], option: str) -> list[str]:
    at = {place + offset for place, word in enumerate(words) if word == option for offset in (0, 1)}
    return [word for place, word in enumerate(words) if place not in at]


@defence("narrow view", "a kernel sees the course's Python and the system's libraries, and nothing else")
def narrow_view() -> None:
    from autograder.sandbox import view

    believe()
    plain = view.binds
    replaced(view, "binds", lambda spec: [*plain(spec), view.Bind(Path("/"), "/opt/machine")])


@defence("empty environment", "no variable of the grader's environment reaches a kernel")
def empty_environment() -> None:
    from autograder.sandbox import bubblewrap

    start = bubblewrap.ForkServer

    def as_here(
        words: Sequence[str], settings: Mapping[str, Any], _: Mapping[str, str], *rest: Any
    ) -> bubblewrap.ForkServer:
        return start(words, settings, dict(os.environ), *rest)

    _in_command(lambda words: [word for word in words if word != "--clearenv"])
    replaced(bubblewrap, "ForkServer", as_here)


@defence("closed descriptors", "a kernel inherits no file, pipe or socket but its wire")
def closed_descriptors() -> None:
    in_guest("isolate", "def close_all_but(*keep): pass\n")


@defence("closed supervisor", "no process can look into the one that tells how a kernel ended")
def closed_supervisor() -> None:
    in_guest(
        "isolate",
        "_renounce = renounce\ndef renounce():\n    _renounce()\n    libc.prctl(libc.PR_SET_DUMPABLE, 1)\n",
    )


@defence(
    "system call filter",
    "calls that leave namespaces or reach unaudited parts of the Linux kernel are refused",
)
def system_call_filter() -> None:
    in_guest("seccomp", "def install(program): libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)\n")


@defence("single use", "each submission gets a kernel that no other has used")
def single_use() -> None:
    from autograder.sandbox.bubblewrap import BubblewrapSandbox

    fresh = BubblewrapSandbox.open
    kept: list[Any] = []

    def the_same(sandbox: BubblewrapSandbox, limits: Any) -> Any:
        if not kept:
            kept.append(fresh(sandbox, limits))
            for name in ("kill", "close"):
                replaced(kept[0], name, lambda *_, **__: None)
            kept[0].socket = _Lasting(kept[0].socket)
        return kept[0]

    replaced(BubblewrapSandbox, "open", the_same)


class _Lasting:
    """A socket that no shutdown ends."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    def __getattr__(self, name: str) -> Any:
        return (lambda *_: None) if name in ("shutdown", "close") else getattr(self._socket, name)
