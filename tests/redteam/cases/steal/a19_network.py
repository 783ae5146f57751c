"""The control is a plain process on this machine, which finds a server of the test's own."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from case import Case

_REACH = r'''
import socket, urllib.request

def outside():
    with open("/proc/self/net/dev") as file:
        names = [line.split(":")[0].strip() for line in list(file)[2:]]
    return [name for name in names if name != "lo"]

def listening():
    """Local addresses on which somebody listens."""
    for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        with open(f"/proc/self/net/{table}") as file:
            for line in list(file)[1:]:
                words = line.split()
                if words[3] == "0A":
                    yield family, int(words[1].rpartition(":")[2], 16)

def reached():
    yield from outside()
    for family, port in listening():
        with socket.socket(family) as wire:
            wire.settimeout(0.2)
            try:
                wire.connect(("localhost", port))
                yield port
            except OSError:
                pass
    for address in ("192.0.2.1", "169.254.169.254", "10.0.0.1"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            try:
                wire.sendto(b"rtleft-A19", (address, 53))
                yield address
            except OSError:
                pass
    try:
        yield urllib.request.urlopen("http://192.0.2.1/", timeout=0.2).status
    except OSError:
        pass

found = list(reached())
if found:
    print("REA" "CHED the network: " + str(found))
'''


def _naive(folder: Path) -> str:
    with socket.create_server(("127.0.0.1", 0)):
        done = subprocess.run(
            [sys.executable, "-c", _REACH], cwd=folder, capture_output=True, text=True, check=False
        )
    return done.stdout


CASE = Case(
    "A19",
    tries="looks for a network: interfaces, servers on this machine, addresses outside",
    defence="no network",
    cells={"note": _REACH},
    control=_naive,
    not_nbgrader="it has the network, but the jar in which these tests run it has none",
    falls_without=("no network",),
)
