from case import Case

CASE = Case(
    "D17d",
    tries="looks for a network device that leads anywhere",
    defence="no network",
    cells={
        "note": """
import socket
from contextlib import suppress

for name in (line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line):
    if name != "lo":
        print("REA" "CHED", "the device", name)
with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
    handle.connect(("192.0.2.1", 9))
    print("REA" "CHED", "a way out from", handle.getsockname())
""",
    },
    falls_without=("no network",),
    not_nbgrader="it has the machine's network; the jar of these tests has none",
)
