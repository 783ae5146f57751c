from case import Case

CASE = Case(
    "D2",
    tries="fills its memory past the limit, in one process and in ten",
    defence="bound on memory",
    cells={
        "spread": """
import os, time
import numpy as np

children = []
for _ in range(10):
    read, write = os.pipe()
    if os.fork() == 0:
        block = np.ones(64 << 17)
        os.write(write, b"x")
        time.sleep(30)
        os._exit(0)
    os.close(write)
    children.append(read)
held = sum(len(os.read(child, 1)) for child in children)
if held == 10 and os.waitpid(-1, os.WNOHANG) == (0, 0):
    print("REA" "CHED", "640 MiB in ten processes, where 512 are allowed")

def spread(n):
    return np.linspace(0.0, 1.0, n)
""",
        "note": """
import numpy as np

block = np.ones(700 << 17)
print("REA" "CHED", block.nbytes >> 20, "MiB, where 512 are allowed")
""",
    },
    outcomes=("passed", "out of memory", "crashed", "timeout"),
    falls_without=("bound on memory",),
    needs="control group",
)
