from case import Case

CASE = Case(
    "D10b",
    tries="opens the memory, the descriptors and the environment of its supervisor, and traces it",
    defence="closed supervisor",
    cells={
        "note": """
import ctypes, os
from contextlib import suppress

above = os.getppid()
for name in ("mem", "environ", "fd/0", "maps", "cwd"):
    with suppress(OSError):
        path = f"/proc/{above}/{name}"
        print("REA" "CHED", path, os.readlink(path) if "/" in name or name == "cwd" else open(path, "rb"))
if ctypes.CDLL(None).ptrace(0x4206, above, 0, 0) == 0:
    print("REA" "CHED", "the supervisor is traced")
""",
    },
    falls_without=("closed supervisor",),
)
