from case import Case

CASE = Case(
    "D18c",
    tries="asks for the name of the machine",
    defence="host name",
    cells={
        "note": """
import os, socket

for name in {socket.gethostname(), os.uname().nodename, open("/proc/sys/kernel/hostname").read().strip()}:
    if name != "student":
        print("REA" "CHED", name)
""",
    },
    falls_without=("host name",),
)
