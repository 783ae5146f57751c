"""What honest students do, by name: each a cell that defines ``work``, which gives ``"done"``."""

from __future__ import annotations

from collections.abc import Mapping

WORK: Mapping[str, str] = {
    "trains a network with torch": """
import torch
from torch.utils.data import DataLoader, TensorDataset

def work():
    inputs = torch.randn(256, 4)
    targets = inputs @ torch.tensor([1.0, -2.0, 0.5, 3.0])
    loader = DataLoader(TensorDataset(inputs, targets), batch_size=32, shuffle=True, num_workers=2)
    model = torch.nn.Linear(4, 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.2)
    for _ in range(6):
        for x, y in loader:
            optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(model(x).squeeze(1), y)
            loss.backward()
            optimizer.step()
    torch.save(model.state_dict(), "model.pt")
    model.load_state_dict(torch.load("model.pt"))
    return "done" if loss.item() < 1 else loss.item()
""",
    "maps over a pool of forked processes": """
import multiprocessing as mp

def square(x):
    return x * x

def work():
    with mp.get_context("fork").Pool(3) as pool:
        return "done" if pool.map(square, range(20)) == [x * x for x in range(20)] else "wrong"
""",
    "maps over a pool of spawned processes": """
import math
import multiprocessing as mp

def work():
    with mp.get_context("spawn").Pool(2) as pool:
        return "done" if pool.map(math.sqrt, [4.0, 9.0]) == [2.0, 3.0] else "wrong"
""",
    "shares memory and locks between processes": """
import multiprocessing as mp
from multiprocessing import shared_memory
import numpy as np

def add(name, lock):
    block = shared_memory.SharedMemory(name)
    numbers = np.ndarray(1, dtype=np.int64, buffer=block.buf)
    for _ in range(200):
        with lock:
            numbers[0] += 1
    del numbers
    block.close()

def work():
    block = shared_memory.SharedMemory(create=True, size=8)
    numbers = np.ndarray(1, dtype=np.int64, buffer=block.buf)
    numbers[0] = 0
    context = mp.get_context("fork")
    lock = context.Lock()
    team = [context.Process(target=add, args=(block.name, lock)) for _ in range(3)]
    for one in team:
        one.start()
    for one in team:
        one.join()
    total = int(numbers[0])
    del numbers
    block.close()
    block.unlink()
    return "done" if total == 600 else total
""",
    "works with threads and executors": """
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

def work():
    seen = []
    team = [threading.Thread(target=seen.append, args=(number,)) for number in range(20)]
    for one in team:
        one.start()
    for one in team:
        one.join()
    with ThreadPoolExecutor(4) as threads, ProcessPoolExecutor(2) as processes:
        sums = list(threads.map(sum, [[1, 2], [3, 4]])) + list(processes.map(abs, [-1, -2]))
    return "done" if len(seen) == 20 and sums == [3, 7, 1, 2] else sums
""",
    "works with asyncio": """
import asyncio

async def both():
    async def twice(x):
        await asyncio.sleep(0.01)
        return 2 * x
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    server.close()
    return await asyncio.gather(twice(1), twice(2))

values = await both()

def work():
    made = []
    def run():
        made.extend(asyncio.run(both()))
    import threading
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return "done" if values == made == [2, 4] else made
""",
    "draws figures": """
import matplotlib.pyplot as plt
import numpy as np

def work():
    figure, axes = plt.subplots(2, 2)
    axes[0, 0].plot(np.sin(np.linspace(0, 6, 100)), label="$\\\\sin x$")
    axes[0, 0].legend()
    axes[0, 1].imshow(np.random.rand(20, 20))
    axes[1, 0].hist(np.random.randn(500))
    figure.savefig("figure.png")
    plt.show()
    return "done"
""",
    "works with tables": """
import io
import pandas as pd

def work():
    table = pd.read_csv(io.StringIO("a,b\\n1,x\\n2,y\\n3,x"))
    table.to_pickle("table.pkl")
    sums = pd.read_pickle("table.pkl").groupby("b")["a"].sum()
    return "done" if sums.to_dict() == {"x": 4, "y": 2} else sums
""",
    "prints more than is kept": """
def work():
    for _ in range(110):
        print("x" * 9_999)
    return "done"
""",
    "catches a recursion that is too deep": """
def deep(n):
    return deep(n + 1)

def work():
    try:
        deep(0)
    except RecursionError:
        return "done"
""",
    "warns and writes to standard error": """
import logging, os, sys, warnings

def work():
    warnings.warn("take care")
    print("also here", file=sys.stderr)
    logging.getLogger("work").error("and here")
    os.write(2, b"and past Python")
    return "done"
""",
    "uses temporary files and folders": """
import pathlib, shutil, tempfile

def work():
    with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile("w+") as file:
        path = pathlib.Path(folder, "a", "b.txt")
        path.parent.mkdir()
        path.write_text("text")
        shutil.copy(path, "kept.txt")
        file.write("more")
        file.flush()
        return "done" if open("kept.txt").read() + open(file.name).read() == "textmore" else "wrong"
""",
    "keeps a database": """
import contextlib, sqlite3

def work():
    with contextlib.closing(sqlite3.connect("numbers.db")) as base:
        base.execute("pragma journal_mode=wal")
        base.execute("create table if not exists t (x)")
        base.execute("delete from t")
        with base:
            base.executemany("insert into t values (?)", [(n,) for n in range(100)])
        return "done" if base.execute("select sum(x) from t").fetchone() == (4950,) else "wrong"
""",
    "runs programs": """
import subprocess, sys

def work():
    text = subprocess.run("echo one | tr a-z A-Z", shell=True, capture_output=True, text=True, check=True).stdout
    number = subprocess.check_output([sys.executable, "-c", "import numpy; print(numpy.ones(3).sum())"], text=True)
    return "done" if (text, number) == ("ONE\\n", "3.0\\n") else (text, number)
""",
    "holds an array of 200 MB": """
import numpy as np

def work():
    big = np.ones(25_000_000)
    return "done" if float(big.sum()) == 25_000_000.0 else "wrong"
""",
    "reads the assignment's data and writes beside it": """
import csv

def work():
    with open("data.csv") as file:
        rows = list(csv.DictReader(file))
    with open("sum.txt", "w") as file:
        file.write(str(sum(int(row["x"]) for row in rows)))
    return "done" if open("sum.txt").read() == "6" else rows
""",
    "solves equations in many threads": """
from concurrent.futures import ThreadPoolExecutor
import numpy as np

def solve(seed):
    chance = np.random.default_rng(seed)
    a, x = chance.normal(size=(200, 200)), chance.normal(size=200)
    np.linalg.svd(a)
    return bool(np.allclose(np.linalg.solve(a, a @ x), x, atol=1e-6))

def work():
    with ThreadPoolExecutor(4) as threads:
        return "done" if all(threads.map(solve, range(12))) else "wrong"
""",
    "sets an alarm": """
import signal, time

def work():
    rang = []
    before = signal.signal(signal.SIGALRM, lambda *_: rang.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    time.sleep(0.2)
    signal.signal(signal.SIGALRM, before)
    return "done" if rang else "silent"
""",
}

TENSORFLOW = """
import tensorflow as tf

def work():
    inputs = tf.random.normal((256, 4))
    targets = tf.reduce_sum(inputs, axis=1, keepdims=True)
    model = tf.keras.Sequential([tf.keras.layers.Input((4,)), tf.keras.layers.Dense(1)])
    model.compile(optimizer=tf.keras.optimizers.Adam(0.1), loss="mse")
    model.fit(tf.data.Dataset.from_tensor_slices((inputs, targets)).shuffle(256).batch(32), epochs=8, verbose=0)
    model.save("model.keras")
    again = tf.keras.models.load_model("model.keras")
    loss = float(again.evaluate(inputs, targets, verbose=0))
    return "done" if loss < 1 else loss
"""
