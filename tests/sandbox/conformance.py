"""What every wall must do, written once against the interface of ``autograder.sandbox.base``.

``Works`` is what any backend does, the fake too. ``Isolates`` is what makes a backend a wall; the fake must
fail each of these, which shows that the suite can fail.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from autograder.guest.seccomp import MACHINES
from autograder.results import Outcome
from autograder.sandbox import Facts, GuestProcess, Limits, ProtocolState, Sandbox, blame

MEBIBYTE = 1 << 20
SMALL = Limits(memory_bytes=96 * MEBIBYTE, pids=40, tmp_bytes=8 * MEBIBYTE, tmp_inodes=500)
CANARY = "canary-9d1c6f"
SECONDS = 20.0


def tell(guest: GuestProcess, code: str) -> None:
    """Send ``code`` to a kernel of ``exec_entry``."""
    guest.socket.sendall((json.dumps(code) + "\n").encode())


def hear(guest: GuestProcess) -> dict[str, Any] | None:
    """The next reply; ``None`` when the kernel has hung up."""
    guest.socket.settimeout(SECONDS)
    data = b""
    try:
        while not data.endswith(b"\n"):
            if not (more := guest.socket.recv(65536)):
                return None
            data += more
    except ConnectionResetError:
        return None
    reply: dict[str, Any] = json.loads(data)
    return reply


def ask(guest: GuestProcess, code: str) -> Any:
    """Run ``code`` in the kernel and give back what it binds to ``answer``."""
    tell(guest, code)
    reply = hear(guest)
    assert reply is not None, "the kernel hung up"
    assert "error" not in reply, reply["trace"]
    return reply["answer"]


def end(guest: GuestProcess, code: str) -> Facts:
    """Run ``code``, which must end the kernel; what the supervisor then knows."""
    tell(guest, code)
    assert hear(guest) is None, "the kernel outlived what should have ended it"
    return guest.facts(ProtocolState.CLOSED)


@contextmanager
def opened(sandbox: Sandbox, limits: Limits = SMALL) -> Iterator[GuestProcess]:
    with sandbox.open(limits) as guest:
        yield guest


def processes_named(name: str) -> int:
    """How many of this machine's processes go by ``name``; a command line could block while it is read."""
    count = 0
    for path in Path("/proc").glob("[0-9]*/comm"):
        with suppress(OSError):  # it has ended meanwhile
            count += path.read_text(encoding="utf-8", errors="replace").strip() == name
    return count


def linger(name: str, seconds: int) -> str:
    """Code that leaves a child called ``name`` behind for ``seconds``."""
    return f"""
import os, time
if os.fork() == 0:
    open("/proc/self/comm", "w").write("{name}")
    time.sleep({seconds})
    os._exit(0)
time.sleep(0.3)
"""


class Works:
    """The functional part: a kernel runs code, ends, and is told apart by facts."""

    def test_a_kernel_keeps_its_names_from_one_request_to_the_next(self, sandbox: Sandbox) -> None:
        with opened(sandbox) as guest:
            ask(guest, "x = 20")
            assert ask(guest, "answer = x + 1") == 21

    def test_the_preload_is_there_when_a_kernel_starts(self, sandbox: Sandbox) -> None:
        with opened(sandbox) as guest:
            assert ask(guest, "import sys; answer = 'colorsys' in sys.modules")

    def test_the_kernel_starts_in_the_folder_that_it_is_told(self, sandbox: Sandbox) -> None:
        with opened(sandbox) as guest:
            folder = ask(guest, "import os; os.chdir(config['folder']); answer = os.getcwd()")
            assert folder == ask(guest, "answer = config['folder']")

    def test_an_interrupt_stops_the_cell_and_not_the_kernel(self, sandbox: Sandbox) -> None:
        with opened(sandbox) as guest:
            ask(guest, "x = 1")
            tell(guest, "while True: pass")
            time.sleep(0.2)
            guest.interrupt()
            reply = hear(guest)
            assert reply is not None
            assert reply["error"].startswith("KeyboardInterrupt")
            assert ask(guest, "answer = x") == 1

    def test_the_exit_status_is_told_by_init_and_not_by_the_kernel(self, sandbox: Sandbox) -> None:
        with opened(sandbox) as guest:
            facts = end(guest, "import os; os._exit(7)")
        assert (facts.exit_status, facts.signal, facts.ended) == (7, None, True)
        assert blame(facts) is Outcome.CRASHED

    def test_an_exit_status_that_looks_like_a_memory_kill_is_a_crash(self, sandbox: Sandbox) -> None:
        with opened(sandbox) as guest:
            facts = end(guest, "import os; os._exit(137)")
        assert blame(facts) is Outcome.CRASHED

    def test_a_segmentation_fault_is_told_by_its_signal(self, sandbox: Sandbox) -> None:
        with opened(sandbox) as guest:
            facts = end(guest, "import ctypes; ctypes.string_at(0)")
        assert facts.signal == signal.SIGSEGV
        assert blame(facts) is Outcome.CRASHED

    def test_a_crash_that_we_tidy_up_at_once_is_not_taken_for_our_kill(self, sandbox: Sandbox) -> None:
        with opened(sandbox) as guest:
            tell(guest, "import os; os.kill(os.getpid(), 9)")
            assert hear(guest) is None
            guest.kill()
            facts = guest.facts(ProtocolState.BUSY)
        assert not facts.killed_by_us
        assert blame(facts) is Outcome.CRASHED

    def test_our_kill_after_the_deadline_is_a_timeout(self, sandbox: Sandbox) -> None:
        with opened(sandbox) as guest:
            tell(guest, "import time; time.sleep(60)")
            guest.kill(deadline_passed=True)
            facts = guest.facts(ProtocolState.BUSY)
        assert facts.killed_by_us
        assert blame(facts) is Outcome.TIMEOUT

    def test_the_facts_stay_the_same_after_closing(self, sandbox: Sandbox) -> None:
        with opened(sandbox) as guest:
            before = end(guest, "import os; os._exit(3)")
        guest.close()
        after = guest.facts(ProtocolState.CLOSED)
        assert after.exit_status == before.exit_status
        # Linux accounts for a process's very last steps only after it says that it has ended.
        assert after.cpu_seconds == pytest.approx(before.cpu_seconds, abs=0.05)

    def test_the_next_kernel_starts_afresh_after_one_was_killed(self, sandbox: Sandbox) -> None:
        with opened(sandbox) as guest:
            ask(guest, "import builtins; builtins.len = None")
            guest.kill()
        with opened(sandbox) as guest:
            assert ask(guest, "answer = len('abc')") == 3

    @pytest.mark.parametrize("method", ["fork", "spawn"])
    def test_a_student_may_use_multiprocessing(self, sandbox: Sandbox, method: str) -> None:
        code = f"""
import multiprocessing
with multiprocessing.get_context({method!r}).Pool(2) as pool:
    answer = pool.map(abs, [-1, -2, -3])
"""
        with opened(sandbox, Limits()) as guest:
            assert ask(guest, code) == [1, 2, 3]

    def test_a_student_may_start_programs_and_threads(self, sandbox: Sandbox) -> None:
        code = """
import subprocess, threading
found = []
thread = threading.Thread(target=lambda: found.append(subprocess.check_output(["echo", "hello"], text=True)))
thread.start(); thread.join()
answer = found
"""
        with opened(sandbox) as guest:
            assert ask(guest, code) == ["hello\n"]


# Each line is a call that the kernel has to refuse; numbers are this processor's.
_CALLS = MACHINES.get(os.uname().machine, MACHINES["x86_64"]).calls
_REFUSED = {
    "a user namespace by unshare": f"syscall({_CALLS['unshare']}, 0x10000000)",
    "a user namespace by clone": f"syscall({_CALLS['clone']}, 0x10000000 | 17, 0, 0, 0, 0) or os._exit(0)",
    "ptrace": f"syscall({_CALLS['ptrace']}, 0, 0, 0, 0)",
    "io_uring": f"syscall({_CALLS['io_uring_setup']}, 4, ctypes.create_string_buffer(120))",
    "a new session keyring": f"syscall({_CALLS['keyctl']}, 1, 0)",
    "userfaultfd": f"syscall({_CALLS['userfaultfd']}, 1)",
    "a lock on a shared file": f"syscall({_CALLS['flock']}, os.open('/usr/bin/env', 0), 2)",
    "a file handle": f"syscall({_CALLS['name_to_handle_at']}, -100, b'/usr', handle, mount_id, 0)",
    "a netlink socket": f"syscall({_CALLS['socket']}, 16, 3, 0)",
    "reading another process": f"syscall({_CALLS['process_vm_readv']}, os.getpid(), *[vector, 1] * 2, zero)",
}
_CALL = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
syscall = libc.syscall
handle, mount_id = ctypes.create_string_buffer(b"\\x80\\0\\0\\0" + bytes(200)), ctypes.create_string_buffer(8)
memory, zero = ctypes.create_string_buffer(8), ctypes.c_long(0)
vector = (ctypes.c_size_t * 2)(ctypes.addressof(memory), 8)
answer = CALL
"""


class Isolates:
    """The wall: what a kernel must not be able to see, use up or reach."""

    def test_the_wall_says_that_it_isolates(self, sandbox: Sandbox) -> None:
        assert sandbox.is_isolated

    def test_a_kernel_sees_no_process_of_the_host(self, sandbox: Sandbox) -> None:
        with opened(sandbox) as guest:
            count = ask(guest, "import os; answer = sum(name.isdigit() for name in os.listdir('/proc'))")
        assert count <= 4

    def test_a_kernel_has_no_network(self, sandbox: Sandbox) -> None:
        code = """
import socket
names = [line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line]
routes = open("/proc/net/route").read().splitlines()[1:]
try:
    socket.create_connection(("192.0.2.1", 9), timeout=0.5)
    error = None
except OSError as refused:
    error = refused.strerror
answer = [names, routes, error]
"""
        with opened(sandbox) as guest:
            assert ask(guest, code) == [["lo"], [], "Network is unreachable"]

    def test_a_kernel_cannot_write_outside_its_own_folders(self, sandbox: Sandbox, tmp_path: Path) -> None:
        places = ["/", "/usr", "/etc", "/dev", "/opt", "/opt/autograder", "/data", str(tmp_path)]
        code = f"""
import os
answer = []
for folder in {places!r}:
    try:
        open(os.path.join(folder, "wall-test"), "w").close()
    except OSError:
        continue
    os.unlink(os.path.join(folder, "wall-test"))
    answer.append(folder)
"""
        with opened(sandbox) as guest:
            assert ask(guest, code) == []

    @pytest.mark.parametrize("folder", ["/tmp", "/dev/shm"])
    def test_what_one_kernel_writes_no_other_sees(self, sandbox: Sandbox, folder: str) -> None:
        path = f"{folder}/autograder-wall-test"
        try:
            with opened(sandbox) as first, opened(sandbox) as second:
                ask(first, f"open({path!r}, 'w').write('x')")
                assert not ask(second, f"import os; answer = os.path.exists({path!r})")
        finally:
            Path(path).unlink(missing_ok=True)

    def test_two_kernels_meet_neither_by_socket_nor_by_shared_memory(self, sandbox: Sandbox) -> None:
        common = "import ctypes, os, socket\nlibc = ctypes.CDLL(None)\n"
        make = "own = socket.socket(socket.AF_UNIX); own.bind('\\0wall-test'); own.listen()\n"
        memory = "answer = libc.shmget(0x77A11, 4096, 0o1600)"
        look = (
            "answer = [socket.socket(socket.AF_UNIX).connect_ex('\\0wall-test'), libc.shmget(0x77A11, 0, 0)]"
        )
        with opened(sandbox) as first, opened(sandbox) as second:
            number = ask(first, common + make + memory)
            assert number >= 0
            try:
                refused, found = ask(second, common + look)
            finally:
                ask(first, f"libc.shmctl({number}, 0, None)")
        assert refused == errno.ECONNREFUSED
        assert found == -1

    def test_a_kernel_sees_no_files_of_the_host(self, sandbox: Sandbox) -> None:
        repository = Path(__file__).resolve().parents[2]
        secret = [repository / "tests", repository / "source", repository / "autograder" / "sandbox"]
        names = [
            str(path) for path in (*secret, Path("/etc/shadow"), Path("/root/.bashrc"), Path("/var/lib"))
        ]
        code = f"""
import os
answer = [name for name in {names!r} if os.path.exists(name)]
"""
        with opened(sandbox) as guest:
            assert ask(guest, code) == []

    def test_a_kernel_inherits_no_descriptor_and_no_environment(self, sandbox: Sandbox) -> None:
        code = """
import os
answer = [os.environ.get("WALL_CANARY", ""), len(os.listdir("/proc/self/fd"))]
"""
        with opened(sandbox) as guest:
            value, descriptors = ask(guest, code)
            environments = ask(
                guest,
                "import glob\nanswer = ''\nfor name in glob.glob('/proc/[0-9]*/environ'):\n"
                "    try: answer += open(name).read()\n    except OSError: pass",
            )
        assert value == ""
        assert CANARY not in environments
        assert descriptors <= 5  # 0, 1, 2, the wire and the listing itself

    @pytest.mark.parametrize("what", _REFUSED)
    def test_a_dangerous_call_is_refused(self, sandbox: Sandbox, what: str) -> None:
        with opened(sandbox) as guest:
            answer = ask(guest, _CALL.replace("CALL", _REFUSED[what]))
            confined = "Seccomp:\t2" in ask(guest, "answer = open('/proc/self/status').read()")
        assert confined
        assert answer == -1

    def test_a_kernel_holds_no_capability_and_cannot_mount(self, sandbox: Sandbox) -> None:
        code = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
remount, bind = 32, 4096
answer = [libc.mount(b"none", b"/", None, remount | bind, None), libc.mount(b"t", b"/tmp", b"tmpfs", 0, None)]
status = open("/proc/self/status").read()
"""
        with opened(sandbox) as guest:
            status = ask(guest, "answer = open('/proc/self/status').read()")
            assert "NoNewPrivs:\t1" in status
            assert [line.split()[1] for line in status.splitlines() if line.startswith("Cap")] == [
                "0" * 16
            ] * 5
            assert ask(guest, code) == [-1, -1]

    def test_killing_everything_in_reach_reaches_nobody_else(self, sandbox: Sandbox) -> None:
        # A harmless process of ours stands for "everybody else": the fake can kill it.
        child = os.posix_spawn("/bin/sleep", ["sleep", "30"], {})
        try:
            with opened(sandbox) as guest:
                tell(guest, f"import os\nos.kill({child}, 9)")
                hear(guest)
            time.sleep(0.05)
            assert os.waitpid(child, os.WNOHANG) == (0, 0)
        finally:
            try:
                os.kill(child, 9)
                os.waitpid(child, 0)
            except (ProcessLookupError, ChildProcessError):
                pass

    @pytest.mark.parametrize(
        "code",
        [
            "x = bytearray(200 << 20)",
            "import os\nfd = os.memfd_create('x')\nfor _ in range(200): os.write(fd, bytes(1 << 20))",
        ],
        ids=["private memory", "a memory file"],
    )
    @pytest.mark.usefixtures("needs_cgroup")
    def test_too_much_memory_ends_that_kernel_alone(self, sandbox: Sandbox, code: str) -> None:
        with opened(sandbox) as neighbour, opened(sandbox) as guest:
            facts = end(guest, code)
            assert facts.oom_kills > 0
            assert blame(facts) is Outcome.OUT_OF_MEMORY
            assert ask(neighbour, "answer = 1") == 1
            assert neighbour.facts().oom_kills == 0

    def test_files_in_memory_are_bounded_in_size(self, sandbox: Sandbox) -> None:
        code = """
import errno
answer = 0
try:
    with open("/dev/shm/autograder-wall-fill", "wb", buffering=0) as file:
        for _ in range(20):
            answer += file.write(bytes(1 << 20))
except OSError as error:
    assert error.errno == errno.ENOSPC
import os; os.unlink("/dev/shm/autograder-wall-fill")
"""
        with opened(sandbox) as guest:
            assert ask(guest, code) <= SMALL.tmp_bytes

    def test_a_fork_bomb_is_contained(self, sandbox: Sandbox) -> None:
        code = """
import os, time
answer = 0
for _ in range(150):
    try:
        if os.fork() == 0:
            time.sleep(5); os._exit(0)
    except OSError:
        break
    answer += 1
"""
        with opened(sandbox) as guest:
            made = ask(guest, code)
        assert 0 < made <= SMALL.pids

    def test_a_daemon_that_ignores_signals_ends_with_its_kernel(self, sandbox: Sandbox) -> None:
        name = f"wall-{os.getpid()}"  # tells our daemon from that of another run
        code = f"""
import os, signal, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open("/proc/self/comm", "w").write("{name}")
        time.sleep(7)
    os._exit(0)
time.sleep(0.3)
"""
        with opened(sandbox) as guest:
            ask(guest, code)
            assert processes_named(name) == 1
            started = time.monotonic()
            guest.kill(deadline_passed=True)
            assert time.monotonic() - started < 2
            assert processes_named(name) == 0
