"""What honest notebooks do must go on behind the wall: each test is a piece of ordinary work in a real kernel."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest
from conformance import ask, opened
from machine import missing

from autograder.sandbox import Limits, Sandbox, SandboxSpec
from autograder.sandbox.base import MEBIBYTE
from autograder.sandbox.bubblewrap import BubblewrapSandbox

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("needs_bubblewrap")]


@pytest.fixture(scope="module")
def sandbox(spec: SandboxSpec) -> Iterator[Sandbox]:
    with BubblewrapSandbox(spec) as started:
        yield started


WORK = {
    "a pool, shared memory, a lock and a queue": (
        """
import multiprocessing
from multiprocessing import shared_memory
context = multiprocessing.get_context("fork")
def add(name, lock, queue):
    memory = shared_memory.SharedMemory(name)
    with lock:
        memory.buf[0] += 1
    memory.close()
    queue.put("done")
memory, lock, queue = shared_memory.SharedMemory(create=True, size=16), context.Lock(), context.Queue()
workers = [context.Process(target=add, args=(memory.name, lock, queue)) for _ in range(3)]
for worker in workers: worker.start()
said = [queue.get(timeout=10) for _ in workers]
for worker in workers: worker.join()
with context.Pool(2) as pool:
    answer = [memory.buf[0], len(said), sum(pool.map(abs, range(-10, 0)))]
memory.close(); memory.unlink()
""",
        [3, 3, 55],
    ),
    "a fork server and a manager": (
        """
import multiprocessing
with multiprocessing.get_context("forkserver").Pool(1) as pool:
    first = pool.apply(abs, (-4,))
with multiprocessing.get_context("spawn").Manager() as manager:
    shared = manager.dict(a=1)
    answer = [first, shared["a"]]
""",
        [4, 1],
    ),
    "programs": (
        """
import subprocess
shell = subprocess.run("echo one | tr a-z A-Z", shell=True, capture_output=True, text=True)
answer = [shell.stdout, subprocess.run(["false"]).returncode]
""",
        ["ONE\n", 1],
    ),
    "threads": (
        """
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(20) as pool:
    answer = sum(pool.map(lambda n: n * n, range(100)))
""",
        328350,
    ),
    "temporary files": (
        """
import os, pathlib, shutil, tempfile
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder, "a", "b"); path.mkdir(parents=True)
    (path / "x").write_text("hello"); os.link(path / "x", path / "y"); os.symlink("x", path / "z")
    shutil.copytree(path, pathlib.Path(folder, "copy"))
    answer = [(path / "z").read_text(), sorted(os.listdir(pathlib.Path(folder, "copy")))]
with tempfile.NamedTemporaryFile() as file: file.write(b"x")
""",
        ["hello", ["x", "y", "z"]],
    ),
    "databases with both kinds of journal": (
        """
import os, sqlite3
answer = []
for place in ("/tmp", config["folder"]):
    for journal in ("delete", "wal"):
        path = os.path.join(place, journal + ".db")
        first, second = (sqlite3.connect(path, timeout=0.2) for _ in range(2))
        first.execute("pragma journal_mode=" + journal)
        with first: first.execute("create table t (x)"); first.execute("insert into t values (7)")
        first.execute("begin immediate")
        try: second.execute("begin immediate"); locked = False
        except sqlite3.OperationalError: locked = True
        first.rollback()
        answer.append([second.execute("select x from t").fetchone()[0], locked])
        first.close(); second.close()
""",
        [[7, True]] * 4,
    ),
    "coroutines, with a server of its own and a program": (
        """
import asyncio
async def work():
    async def reply(reader, writer):
        writer.write((await reader.readline()).upper()); await writer.drain(); writer.close()
    server = await asyncio.start_server(reply, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
    writer.write(b"hello\\n"); heard = await reader.readline()
    writer.close(); server.close()
    program = await asyncio.create_subprocess_exec("echo", "x", stdout=-1)
    return [heard.decode(), (await program.communicate())[0].decode()]
answer = asyncio.run(work())
""",
        ["HELLO\n", "x\n"],
    ),
    "an alarm": (
        """
import signal, time
class Late(Exception): pass
def ring(*_): raise Late
signal.signal(signal.SIGALRM, ring); signal.setitimer(signal.ITIMER_REAL, 0.1)
try: time.sleep(5); answer = "slept"
except Late: answer = "woken"
""",
        "woken",
    ),
    "large output": ("answer = len('x' * (8 << 20)); big = 'y' * (1 << 20); answer = big", "y" * (1 << 20)),
    "recursion without end, caught": (
        """
def down(n): return down(n + 1)
try: down(0)
except RecursionError: answer = "caught"
import sys
sys.setrecursionlimit(20000)
def count(n): return 0 if n == 0 else 1 + count(n - 1)
answer = [answer, count(15000)]
""",
        ["caught", 15000],
    ),
    "warnings": (
        """
import warnings
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always"); warnings.warn("careful", UserWarning)
answer = str(seen[0].message)
""",
        "careful",
    ),
    "a terminal of its own": (
        """
import os, pty
child, master = pty.fork()
if child == 0:
    os.execv("/bin/echo", ["echo", "hello"])
answer = os.read(master, 100).decode().strip(); os.waitpid(child, 0)
""",
        "hello",
    ),
}

LIBRARIES = {
    "matplotlib": (
        """
import io
import matplotlib; matplotlib.use("agg")
import matplotlib.pyplot as plt
figure, axes = plt.subplots(); axes.plot([1, 2, 3]); axes.set_title("$x^2$")
buffer = io.BytesIO(); figure.savefig(buffer); figure.savefig("figure.pdf")
answer = buffer.getvalue()[:4] == b"\\x89PNG"
""",
        True,
    ),
    "pandas": (
        """
import pandas
frame = pandas.DataFrame({"a": [1, 2, 2], "b": [1.0, 2.0, 4.0]})
frame.to_csv("frame.csv")
answer = [pandas.read_csv("frame.csv", index_col=0).groupby("a").b.mean().to_dict(), int(frame.b.sum())]
""",
        [{"1": 1.0, "2": 3.0}, 7],
    ),
    "sklearn": (
        """
import numpy
from joblib import Parallel, delayed
from sklearn.linear_model import LinearRegression
x = numpy.arange(20.0)[:, None]
slopes = Parallel(n_jobs=2)(delayed(lambda k: LinearRegression().fit(x, k * x[:, 0]).coef_[0])(k) for k in (1, 2))
answer = [round(slope, 6) for slope in slopes]
""",
        [1.0, 2.0],
    ),
    "torch": (
        """
import torch
from torch.utils.data import DataLoader, TensorDataset
torch.manual_seed(0)
inputs = torch.randn(256, 4); targets = inputs @ torch.tensor([1.0, -2.0, 3.0, 0.5])
model = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
optimiser = torch.optim.Adam(model.parameters(), lr=0.02)
loader = DataLoader(TensorDataset(inputs, targets), batch_size=32, shuffle=True, num_workers=2)
losses = []
for epoch in range(3):
    for x, y in loader:
        optimiser.zero_grad(); loss = ((model(x)[:, 0] - y) ** 2).mean(); loss.backward(); optimiser.step()
    losses.append(float(loss))
torch.save(model.state_dict(), "model.pt"); torch.load("model.pt")
answer = [len(losses), losses[-1] < losses[0], float(torch.ones(3).share_memory_().sum())]
""",
        [3, True, 3.0],
    ),
    "tensorflow": (
        """
import numpy, tensorflow
model = tensorflow.keras.Sequential([tensorflow.keras.layers.Dense(1)])
model.compile("sgd", "mse")
x = numpy.random.rand(64, 3)
history = model.fit(x, x.sum(axis=1), epochs=2, verbose=0)
answer = len(history.history["loss"])
""",
        2,
    ),
}


@pytest.mark.parametrize("what", WORK)
def test_a_notebook_may_use(sandbox: Sandbox, what: str) -> None:
    code, due = WORK[what]
    with opened(sandbox, Limits()) as guest:
        assert ask(guest, code) == due


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_works_as_everywhere(sandbox: Sandbox, library: str) -> None:
    if importlib.util.find_spec(library) is None:
        missing(library)
    code, due = LIBRARIES[library]
    with opened(sandbox, Limits(memory_bytes=4096 * MEBIBYTE)) as guest:
        assert ask(guest, code) == due
