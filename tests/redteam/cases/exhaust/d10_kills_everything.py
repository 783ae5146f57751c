from case import Case

CASE = Case(
    "D10",
    tries="signals every process there is, and its supervisor by name",
    defence="process namespace",
    cells={
        "note": """
import os, signal, time
from contextlib import suppress

with suppress(OSError):
    above = os.getppid()
    if above == 1 or os.path.exists("/proc/1"):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGSTOP, signal.SIGKILL):
            with suppress(OSError):
                os.kill(above, number)
                os.kill(1, number)
    with suppress(OSError):
        os.kill(-1, signal.SIGKILL)
    time.sleep(0.1)
    if os.getppid() != above:
        print("REA" "CHED", "the supervisor was killed")
""",
    },
    falls_without=("process namespace",),
)
