"""What is bubblewrap's own: data files, failures to start, and doing without nested namespaces."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest
from conformance import SMALL, ask, hear, opened, processes_named, tell

from autograder.errors import SandboxError
from autograder.results import Outcome
from autograder.sandbox import Limits, ProtocolState, SandboxSpec, blame, cgroup, proof
from autograder.sandbox.bubblewrap import BubblewrapSandbox, student_account

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("needs_bubblewrap")]


@pytest.fixture(scope="module")
def sandbox(spec: SandboxSpec) -> Iterator[BubblewrapSandbox]:
    with BubblewrapSandbox(spec) as started:
        yield started


def test_data_files_lie_in_the_students_folder_and_cannot_be_changed(
    spec: SandboxSpec, tmp_path: Path
) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "digits.csv").write_text("1,2\n")
    with (
        BubblewrapSandbox(dataclasses.replace(spec, data_dir=tmp_path)) as sandbox,
        opened(sandbox) as guest,
    ):
        assert ask(guest, "answer = open('digits.csv').read()") == "1,2\n"
        tell(guest, "open('digits.csv', 'w')")
        reply = hear(guest)
    assert reply is not None
    assert reply["error"].startswith("OSError: [Errno 30]")


def test_a_preload_that_does_not_exist_is_named(spec: SandboxSpec) -> None:
    sandbox = BubblewrapSandbox(dataclasses.replace(spec, preload=("no_such_framework",)))
    with pytest.raises(SandboxError, match="No module named 'no_such_framework'"):
        sandbox.start()
    sandbox.close()


def test_a_preload_that_takes_too_long_is_given_up(spec: SandboxSpec, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "slow_import.py").write_text("import time; time.sleep(60)")
    bind = (tmp_path / "slow_import.py", "/opt/autograder/slow_import.py")
    slow = dataclasses.replace(spec, preload=("slow_import",), binds=(*spec.binds, bind), start_seconds=1.0)
    started = time.monotonic()
    with pytest.raises(SandboxError, match="not ready after 1 seconds"):
        BubblewrapSandbox(slow).start()
    assert time.monotonic() - started < 5


def test_the_fork_servers_own_death_is_the_platforms_fault(spec: SandboxSpec) -> None:
    with BubblewrapSandbox(spec) as sandbox, opened(sandbox) as guest:
        ask(guest, "x = 1")
        server = sandbox._server
        assert server is not None
        assert server.first_pidfd is not None
        tell(guest, "import time; time.sleep(30)")
        signal.pidfd_send_signal(server.first_pidfd, signal.SIGKILL)
        assert hear(guest) is None
        assert blame(guest.facts(ProtocolState.CLOSED)) is Outcome.PLATFORM_ERROR
        with pytest.raises(SandboxError):
            sandbox.open(SMALL)


def test_everything_inside_ends_with_the_sandbox(spec: SandboxSpec) -> None:
    with BubblewrapSandbox(spec) as sandbox:
        guest = sandbox.open(SMALL)
        ask(guest, "x = 1")
    guest.socket.settimeout(5)
    assert hear(guest) is None
    guest.close()


def test_a_machine_that_refuses_nesting_gets_one_sandbox_for_each_submission(
    spec: SandboxSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = BubblewrapSandbox._look

    def refuse(self: BubblewrapSandbox) -> None:
        if self.spec.nested:
            raise SandboxError("refused", log="unshare: Operation not permitted")
        look(self)

    monkeypatch.setattr(BubblewrapSandbox, "_look", refuse)
    with BubblewrapSandbox(spec) as sandbox:
        assert not sandbox.spec.nested
        assert sandbox.nested_refusal == "unshare: Operation not permitted"
        assert sandbox.is_isolated
        with opened(sandbox) as first, opened(sandbox) as second:
            ask(first, "open('mine', 'w').close()")
            assert ask(second, "import os; answer = os.path.exists('mine')") is False


def test_the_number_of_files_in_memory_is_bounded(sandbox: BubblewrapSandbox) -> None:
    code = """
answer = 0
try:
    for answer in range(2000):
        open(f"/tmp/{answer}", "w").close()
except OSError:
    pass
"""
    with opened(sandbox) as guest:
        assert 0 < ask(guest, code) <= SMALL.tmp_inodes


def test_a_real_fork_bomb_is_over_in_two_seconds(sandbox: BubblewrapSandbox) -> None:
    code = """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
"""
    with opened(sandbox) as neighbour, opened(sandbox) as guest:
        tell(guest, code)
        time.sleep(0.3)
        assert ask(neighbour, "answer = 1") == 1
        started = time.monotonic()
        guest.kill(deadline_passed=True)
        assert time.monotonic() - started < 2
        facts = guest.facts(ProtocolState.BUSY)
    assert blame(facts) is Outcome.TIMEOUT
    assert facts.pids_limit_hits > 0 or not sandbox.tree.bounds_pids


def test_the_kernel_can_neither_read_nor_end_its_init(sandbox: BubblewrapSandbox) -> None:
    code = """
import os, signal
answer = []
for name in ("mem", "environ", "fd/2", "maps"):
    try:
        answer.append(bool(open(f"/proc/1/{name}", "rb").read(1)))
    except OSError:
        pass
for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM):
    os.kill(1, number)
"""
    with opened(sandbox) as guest:
        assert ask(guest, code) == []
        assert ask(guest, "answer = os.getppid()") == 1


def test_student_code_never_runs_as_the_account_of_a_root_grader(
    sandbox: BubblewrapSandbox, needs_root: None
) -> None:
    with opened(sandbox) as guest:
        assert ask(guest, "import os; answer = os.getuid()") == 1000
        inner = ask(guest, "answer = open('/proc/self/uid_map').read().split()")
    assert inner == ["1000", str(student_account()), "1"]


def test_graders_in_a_container_of_few_accounts_use_one_that_it_has(tmp_path: Path) -> None:
    (tmp_path / "uid_map").write_text("         0     100000      65536\n")
    assert 64646 <= student_account(tmp_path) < 65534
    (tmp_path / "uid_map").write_text("         0          0 4294967295\n")
    assert student_account(tmp_path) == 0x7000_0000 + os.getpid()


def test_nothing_of_a_grader_lies_in_the_temporary_folder(
    spec: SandboxSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with BubblewrapSandbox(spec) as started, opened(started) as guest:
        names = ask(guest, "import pwd; answer = [account.pw_name for account in pwd.getpwall()]")
        assert ask(guest, "import os; answer = os.stat('/etc/passwd').st_mode & 0o777") == 0o444
        assert list(tmp_path.iterdir()) == []
    assert names == ["root", "student"]


def test_processor_time_of_children_that_were_never_waited_for_is_known(
    sandbox: BubblewrapSandbox, needs_cgroup: None
) -> None:
    code = """
import os, time
for _ in range(2):
    if os.fork() == 0:
        os.setsid()
        while time.process_time() < 0.3: pass
        time.sleep(60)
time.sleep(1.5)
"""
    with opened(sandbox) as guest:
        ask(guest, code)
        assert guest.facts(ProtocolState.BUSY).cpu_seconds > 0.5


def test_opening_and_closing_a_kernel_is_cheap(sandbox: BubblewrapSandbox) -> None:
    rounds = 10
    started = time.monotonic()
    for _ in range(rounds):
        with opened(sandbox, Limits()) as guest:
            ask(guest, "answer = 1")
    # It takes about 11 ms; the bound catches only a change of kind, such as an import after the fork.
    assert (time.monotonic() - started) / rounds < 0.5


def test_a_wall_with_a_hole_is_not_believed(sandbox: BubblewrapSandbox) -> None:
    with sandbox.check(SMALL, act="look", secrets=["/usr"]) as guest:
        seen = proof.answer(guest)
    assert seen is not None
    wrong = [finding.name for finding in proof.judge(seen, SMALL, nested=True) if finding.status == "wrong"]
    assert wrong == ["host files"]


_HOST = """
import subprocess, sys, time
from conformance import SMALL, ask, linger
from autograder.sandbox import SandboxSpec
from autograder.sandbox.bubblewrap import BubblewrapSandbox
from pathlib import Path

spec = SandboxSpec(python=Path(sys.executable), preload=(), entry="exec_entry",
                   binds=((Path(sys.argv[1]), "/opt/autograder/exec_entry.py"),))
sandbox = BubblewrapSandbox(spec)
sandbox.start()
guest = sandbox.open(SMALL)
ask(guest, linger(sys.argv[2], 60))
print("ready", flush=True)
time.sleep(60)
"""


def test_a_killed_grader_leaves_no_process_and_its_groups_are_swept(spec: SandboxSpec) -> None:
    name = f"left-{os.getpid()}"
    tests = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), str(tests.parents[1])])}
    words = [sys.executable, "-c", _HOST, str(tests / "exec_entry.py"), name]
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=environment) as host:
        assert host.stdout is not None
        assert host.stdout.readline() == b"ready\n"
        assert processes_named(name) == 1
        host.kill()
    deadline = time.monotonic() + 2
    while processes_named(name) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert processes_named(name) == 0
    tree = cgroup.find()
    assert bool(leaves(tree, host.pid)) == (tree.bounds_memory or tree.bounds_pids)
    with BubblewrapSandbox(spec):
        assert leaves(tree, host.pid) == []


def leaves(tree: cgroup.CgroupTree, pid: int) -> list[Path]:
    """The folders of the sandboxed kernels that the grader ``pid`` made."""
    roots = tree.roots.values() if isinstance(tree, cgroup.V1Tree) else [getattr(tree, "root", None)]
    return [path for root in roots if root for path in root.glob(f"{cgroup.PREFIX}{pid}-*")]


def test_a_virtual_environment_in_the_temporary_folder_serves_as_any_other(
    spec: SandboxSpec, tmp_path: Path
) -> None:
    packages = sysconfig.get_path("purelib")
    venv.create(tmp_path / "env", with_pip=False, symlinks=True)
    (own,) = (tmp_path / "env" / "lib").glob("python*/site-packages")
    (own / "shared.pth").write_text(packages)
    python, binds = tmp_path / "env" / "bin" / "python", ((Path(packages), packages), *spec.binds)
    with BubblewrapSandbox(dataclasses.replace(spec, python=python, binds=binds)) as sandbox:
        assert sandbox.is_isolated
