from case import Case

CASE = Case(
    "D17c",
    tries="tells the next kernel a number through the network's counters",
    defence="network namespace of each kernel",
    cells={
        "upper": """
import os, socket

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
    for _ in range(777):
        handle.sendto(b"x", ("127.0.0.1", 9))
os._exit(1)
""",
        "note": """
lines = [line.split() for line in open("/proc/net/snmp") if line.startswith("Udp:")]
sent = int(lines[1][lines[0].index("OutDatagrams")])
if sent >= 777:
    print("REA" "CHED", sent, "datagrams were counted before")
""",
    },
    due=9,
    outcomes=("crashed",),
    falls_without=("network namespace of each kernel",),
)
