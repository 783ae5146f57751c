"""What this machine can and cannot isolate, shown by trying it, and how to mend what it cannot."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from autograder.errors import AutograderError
from autograder.sandbox.base import MEBIBYTE, Limits, SandboxSpec
from autograder.sandbox.bubblewrap import BubblewrapSandbox, student_account
from autograder.sandbox.cgroup import CgroupTree
from autograder.sandbox.proof import Finding, Status, answer

__all__ = ["Finding", "Status", "examine"]

_TRIAL = Limits(memory_bytes=64 * MEBIBYTE, pids=24)
_FREE_BYTES = 2 << 30
_SYSCTL = Path("/proc/sys")

# What may forbid user namespaces: the setting, the value that forbids, the line to run.
_FORBIDDING = (
    ("kernel/unprivileged_userns_clone", "0", "sysctl -w kernel.unprivileged_userns_clone=1"),
    ("user/max_user_namespaces", "0", "sysctl -w user.max_user_namespaces=15000"),
    (
        "kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    ),
)

_DELEGATE = (
    "Run the grader as root, or, on a machine with cgroup version 2, as a user for whom systemd runs: "
    "`systemd-run --user --scope -p Delegate=yes autograder ...` is then done by itself, see docs/troubleshooting.md."
)


def examine(spec: SandboxSpec) -> list[Finding]:
    """What there is to say about grading ``spec``'s course on this machine, causes first."""
    findings = [_bubblewrap(), _account()]
    if findings[0].status is not Status.WRONG:
        findings += _trial(spec)
    return [*findings, _disk()]


def _trial(spec: SandboxSpec) -> list[Finding]:
    """Raise the real wall and try it."""
    started = time.monotonic()
    try:
        with BubblewrapSandbox(spec) as sandbox:
            seconds = time.monotonic() - started
            preload = ", ".join(spec.preload) or "nothing"
            ready = f"{spec.python} imports {preload} inside; ready in {seconds:.1f} s"
            return [
                Finding("course Python", Status.OK, ready),
                _nesting(sandbox),
                *sandbox.findings,
                _memory(sandbox),
                _processes(sandbox),
                _shares(sandbox.tree),
                _deadline(sandbox),
            ]
    except AutograderError as error:
        return [
            Finding("sandbox", Status.WRONG, f"{error} ({error.log.strip()})", remedy_for_namespaces(_SYSCTL))
        ]


def remedy_for_namespaces(sysctl: Path) -> str:
    """The line to run when a setting below ``sysctl`` forbids user namespaces."""
    for name, forbidding, line in _FORBIDDING:
        path = sysctl / name
        if path.exists() and path.read_text(encoding="ascii").strip() == forbidding:
            return f"As root: `{line}` (and the same in /etc/sysctl.d/ to keep it)."
    container = "start it with `--security-opt seccomp=unconfined --cap-add SYS_ADMIN`"
    return f"Read the reason given; when this is itself a container, {container}."


def _bubblewrap() -> Finding:
    program = shutil.which("bwrap")
    if program is None:
        remedy = "Install it: `apt install bubblewrap` or `dnf install bubblewrap`."
        return Finding("bubblewrap", Status.WRONG, "it is not installed", remedy)
    said = subprocess.run(
        [program, "--version"], capture_output=True, text=True, timeout=10, check=False
    ).stdout
    return Finding("bubblewrap", Status.OK, f"{said.strip()} at {program}, Linux {platform.release()}")


def _account() -> Finding:
    if os.geteuid() == 0:
        return Finding(
            "account",
            Status.OK,
            f"started by root; student code runs as the unused account {student_account()}",
        )
    return Finding("account", Status.OK, f"started by the ordinary account {os.geteuid()}")


def _nesting(sandbox: BubblewrapSandbox) -> Finding:
    if sandbox.spec.nested:
        return Finding("nested namespaces", Status.OK, "one fork server serves all submissions")
    if not sandbox.nested_refusal:
        return Finding(
            "nested namespaces", Status.WARNING, "switched off: every submission starts a sandbox of its own"
        )
    text = (
        f"refused ({sandbox.nested_refusal}): every submission starts a sandbox of its own, which is slower"
    )
    return Finding("nested namespaces", Status.WARNING, text, remedy_for_namespaces(_SYSCTL))


def _memory(sandbox: BubblewrapSandbox) -> Finding:
    """Let a kernel fill a memory file past its limit; it must die of that, and be seen to."""
    tree = sandbox.tree
    if not tree.bounds_memory:
        text = (
            "degraded: no control group can be written, so only private memory is bounded, not memory files"
        )
        return Finding("memory limit", Status.WARNING, text, _DELEGATE)
    with sandbox.check(_TRIAL, act="fill memory", bytes=_TRIAL.memory_bytes * 2) as guest:
        survived = answer(guest) is not None
        kills = guest.facts().oom_kills
    return _shown(
        "memory limit", not survived and kills > 0, _through(tree), "a kernel passed its memory limit"
    )


def _processes(sandbox: BubblewrapSandbox) -> Finding:
    """Let a kernel fork without end."""
    with sandbox.check(_TRIAL, act="fill processes", count=_TRIAL.pids * 4) as guest:
        said = answer(guest) or {"made": 0}
    bounded = 0 < said["made"] <= _TRIAL.pids
    if bounded and not sandbox.tree.bounds_pids:
        return Finding("process limit", Status.WARNING, "held by a resource limit alone", _DELEGATE)
    return _shown("process limit", bounded, _through(sandbox.tree), f"a kernel made {said['made']} processes")


def _shares(tree: CgroupTree) -> Finding:
    """Whether a submission with many busy processes gets no more of the processors than its neighbours."""
    if tree.shares_cpu:
        return Finding("processor shares", Status.OK, f"equal for all submissions, {_through(tree)}")
    text = (
        "degraded: no control group for processors, so a submission with many busy processes slows the others"
    )
    return Finding("processor shares", Status.WARNING, text, _DELEGATE)


def _deadline(sandbox: BubblewrapSandbox) -> Finding:
    """Kill a kernel with many children; nothing of it may be left."""
    with sandbox.check(_TRIAL, act="fill processes", count=8) as guest:
        answer(guest)
        started = time.monotonic()
        guest.kill(deadline_passed=True)
        seconds = time.monotonic() - started
    return _shown(
        "deadline",
        seconds < 2,
        f"a kernel and its children were gone in {seconds:.2f} s",
        "killing took too long",
    )


def _shown(name: str, good: bool, text: str, failure: str) -> Finding:
    if good:
        return Finding(name, Status.OK, text)
    return Finding(
        name, Status.WRONG, failure, "Do not grade here; report this with the output of `autograder doctor`."
    )


def _through(tree: CgroupTree) -> str:
    return f"held by control groups, {tree.kind}"


def _disk() -> Finding:
    places = {Path.cwd(), Path(tempfile.gettempdir())}
    free = {place: shutil.disk_usage(place).free for place in places}
    least = min(free, key=lambda place: free[place])
    text = f"{free[least] / 2**30:.1f} GiB free at {least}"
    if free[least] >= _FREE_BYTES:
        return Finding("disk", Status.OK, text)
    return Finding("disk", Status.WARNING, text, f"Free some space at {least}: a full disk stops grading.")
