from case import Case

_FIND = """
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
found = libc.shmget(0x52544431, 4096, {flags})
"""

CASE = Case(
    "D17b",
    tries="leaves shared memory behind for the next kernel, by a key that both know",
    defence="IPC namespace",
    cells={
        "upper": _FIND.format(flags="0o1666") + "import os\nos._exit(1)",
        "note": _FIND.format(flags="0")
        + "if found >= 0:\n    print('REA' 'CHED', 'shared memory of the kernel before')",
    },
    due=9,
    outcomes=("crashed",),
    falls_without=("IPC namespace",),
)
