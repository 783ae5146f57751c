from case import Case

CASE = Case(
    "D7",
    tries="hangs in C code that no interrupt ends, with every signal blocked and children that wait as well",
    defence="deadline of a cell",
    cells={
        "note": """
import ctypes, os, signal, time

signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
for number in range(1, 65):
    if number not in (signal.SIGKILL, signal.SIGSTOP, 32, 33):
        signal.signal(number, signal.SIG_IGN)
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        os.fork()
        ctypes.CDLL(None).pause()
end = time.monotonic() + 7
while time.monotonic() < end:
    ctypes.PyDLL(None).usleep(400_000)
print("REA" "CHED", "7 s in a cell that may take 4")
""",
    },
    outcomes=("timeout",),
    falls_without=("deadline of a cell",),
    not_nbgrader="its limit is 15 s here; past it, a cell that ignores the interrupt costs the whole notebook",
)
