from case import Case

CASE = Case(
    "D7d",
    tries="leaves a process in a session of its own, ends its kernel, and looks for the process from the next one",
    defence="all ends with the kernel",
    cells={
        "upper": """
import os, time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open("/proc/self/comm", "w").write("rtleft-D7d")
        time.sleep(50)
    os._exit(0)
time.sleep(0.1)
os._exit(1)
""",
        "note": """
import glob

for path in glob.glob("/proc/[0-9]*/comm"):
    if "rtleft-D7d" in open(path).read():
        print("REA" "CHED", "the process of the kernel before runs on:", path)
""",
    },
    due=9,
    outcomes=("crashed",),
    falls_without=("all ends with the kernel",),
)
