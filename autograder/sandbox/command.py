"""The words of the bubblewrap command: which namespaces, which mounts, which environment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.errors import SandboxError
from autograder.guest import isolate
from autograder.sandbox import view
from autograder.sandbox.base import Limits, SandboxSpec

_IMPORT_TMP_BYTES = 64 << 20

# Minimal account files, so that nothing of this machine's own is shown: place in the command, and content.
ACCOUNTS = {
    "{passwd}": view.PASSWD.format(home=isolate.HOME),
    "{group}": view.GROUP,
    "{hosts}": "127.0.0.1 localhost student\n::1 localhost\n",
}

# What a fork server started by root needs for its first act: to become another account (isolate.leave_root).
_CAPABILITIES_TO_LEAVE_ROOT = ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")


def command(spec: SandboxSpec, binds: Sequence[view.Bind], limits: Limits) -> list[str]:
    """The whole command; ``ForkServer`` fills in descriptors for ``{info}``, ``{control}`` and ``ACCOUNTS``.

    Raises:
        SandboxError: bubblewrap is not installed.
    """
    program = shutil.which("bwrap")
    if program is None:
        raise SandboxError("bubblewrap is not installed; install the package `bubblewrap`.")
    code = view.boot_code(f"{view.GUEST_ROOT}/autograder", view.GUEST_ROOT)
    return [
        program,
        *_namespaces(spec.nested),
        *_mounts(binds),
        *_own_folders(spec.nested, limits),
        *("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--clearenv"),
        *_flat(("--setenv", name, value) for name, value in view.environment(spec).items()),
        *("--info-fd", "{info}", "--", str(view.place(spec.python)), "-s", "-c", code, "{control}"),
    ]


def _namespaces(nested: bool) -> list[str]:
    """Every namespace new; started by root, the user namespace waits until root has been left."""
    words = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    # As process 1 the fork server cannot be killed from inside, and no process of bubblewrap's is in reach.
    # It ends, and all inside with it, when its control socket is closed, hence with whoever started it.
    # bubblewrap's --die-with-parent would add a hole: killed between its fork and the word that its child
    # waits for, it leaves that child waiting for ever.
    words += ["--as-pid-1", "--new-session", "--cap-drop", "ALL"]
    if os.geteuid() == 0:
        return words + _flat(("--cap-add", name) for name in _CAPABILITIES_TO_LEAVE_ROOT)
    words += ["--unshare-user", "--uid", str(isolate.UID), "--gid", str(isolate.UID)]
    return words if nested else [*words, "--disable-userns"]


def _mounts(binds: Sequence[view.Bind]) -> list[str]:
    """What is shown of this machine."""
    # bubblewrap itself would make the folders above a bind readable by root alone.
    above = {str(folder) for bind in binds for folder in Path(bind.inside).parents} - {"/"}
    return [
        *_flat(("--dir", folder) for folder in sorted(above)),
        *_flat(_shown(bind) for bind in binds),
        # From memory: a folder of such files would stay behind each grader that is killed.
        *_flat(("--perms", "0444", "--ro-bind-data", place, f"/etc/{place[1:-1]}") for place in ACCOUNTS),
        *("--dir", isolate.DATA, "--dev", "/dev"),
        # Started by root, the fork server mounts /proc itself (isolate.leave_root says why).
        *(("--dir", "/proc") if os.geteuid() == 0 else ("--proc", "/proc")),
    ]


def _own_folders(nested: bool, limits: Limits) -> list[str]:
    """Where something can be written. Nested, each kernel mounts its own over these."""
    if nested:  # IPython and matplotlib write caches while they are imported
        return [*_tmpfs("/tmp", _IMPORT_TMP_BYTES), "--dir", isolate.HOME]
    # bubblewrap bounds no inodes; here the memory limit alone has to.
    return _flat(_tmpfs(path, limits.tmp_bytes) for path in ("/tmp", "/dev/shm", isolate.HOME))


def _shown(bind: view.Bind) -> tuple[str, str, str]:
    if bind.target is None:
        return "--ro-bind", str(bind.source), bind.inside
    return "--symlink", bind.target, bind.inside


def _tmpfs(path: str, size: int) -> list[str]:
    return ["--perms", "1777", "--size", str(size), "--tmpfs", path]


def _flat(groups: Iterable[Iterable[str]]) -> list[str]:
    return [word for group in groups for word in group]
