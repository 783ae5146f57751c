from case import Case

CASE = Case(
    "D12c",
    tries="uses a capability: a raw socket, a change of owner, another account",
    defence="no capabilities",
    cells={
        "note": """
import os, socket
from contextlib import suppress

with suppress(OSError):
    socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    print("REA" "CHED", "a raw socket")
with suppress(OSError):
    open("/tmp/owned", "w").close()
    os.chown("/tmp/owned", 12345, 12345)
    print("REA" "CHED", "a change of owner")
with suppress(OSError):
    os.setgroups([0, 4, 6])
    print("REA" "CHED", "the groups of root, adm and disk")
with suppress(OSError):
    os.setresuid(12345, 12345, 12345)
    print("REA" "CHED", "another account")
""",
    },
    falls_without=("no capabilities",),
    not_nbgrader="it has what its account has; the jar of these tests drops all capabilities",
)
