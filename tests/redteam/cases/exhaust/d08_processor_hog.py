from case import Case

CASE = Case(
    "D8",
    tries="raises its own priority and runs 60 busy processes, so that its neighbours get nothing",
    defence="bound on processes",
    cells={
        "note": """
import os, time
from contextlib import suppress

for niceness in (-20, -10, -1):
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, niceness)
        print("REA" "CHED", "niceness", niceness)
for policy in (os.SCHED_FIFO, os.SCHED_RR):
    with suppress(OSError):
        os.sched_setscheduler(0, policy, os.sched_param(1))
        print("REA" "CHED", "real-time priority")
end = time.monotonic() + 1
for _ in range(60):
    if os.fork() == 0:
        while time.monotonic() < end:
            pass
        os._exit(0)
time.sleep(1)
""",
    },
    not_nbgrader="it runs submissions one after the other, so the machine's other users are the neighbours",
)
