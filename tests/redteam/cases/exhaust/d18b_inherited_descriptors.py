from case import Case

CASE = Case(
    "D18b",
    tries="reads and writes what it inherited of open files, pipes and sockets, but for its own wire",
    defence="closed descriptors",
    cells={
        "note": """
import os

found = []
for name in os.listdir("/proc/self/fd"):
    if int(name) > 2:
        try:
            found.append(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:
            pass
if len(found) > 1:
    print("REA" "CHED", found)
""",
    },
    falls_without=("closed descriptors",),
)
