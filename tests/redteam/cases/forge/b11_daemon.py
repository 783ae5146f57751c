from case import Case

CASE = Case(
    "B11",
    tries="starts a daemon in a session of its own that outlives the grading and changes results",
    defence="all ends with the kernel",
    cells={
        "upper": """
import os
import pathlib
import time

def upper(text):
    return text.upper()

def outlive(kernel):
    pathlib.Path("/proc/self/comm").write_text("rtleft-B11")
    for _ in range(4000):
        try:
            os.kill(kernel, 0)
        except OSError:
            pathlib.Path("rtleft-B11").write_text("REA" "CHED the time after the kernel's end")
            time.sleep(15)
            os._exit(0)
        time.sleep(0.005)
    os._exit(0)

kernel = os.getpid()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(3, 100)
        outlive(kernel)
    os._exit(0)
"""
    },
)
