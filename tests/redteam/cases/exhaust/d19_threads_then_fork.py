from case import Case

CASE = Case(
    "D19",
    tries="holds a lock in one thread, forks, and waits for a child that can never have it",
    defence="deadline of a cell",
    cells={
        "note": """
import os, threading, time
import numpy as np

lock = threading.Lock()
np.ones((300, 300)) @ np.ones((300, 300))

def hold():
    with lock:
        time.sleep(60)

threading.Thread(target=hold).start()
time.sleep(0.1)
child = os.fork()
if child == 0:
    with lock:
        os._exit(0)
os.waitpid(child, 0)
print("REA" "CHED", "the child has ended")
""",
    },
    outcomes=("timeout",),
    not_nbgrader="its limit of time ends the cell too",
)
