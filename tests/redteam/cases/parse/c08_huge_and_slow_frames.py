import socket
import threading
from pathlib import Path

from case import Case

from cases.parse._frames import FORGE


def read_all(_: Path) -> str:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        threading.Thread(target=_flood, args=(theirs,)).start()
        held = b""
        while piece := ours.recv(1 << 20):
            held += piece
    return f"{len(held)} bytes were held" if len(held) > 1 << 24 else ""


def _flood(end: socket.socket) -> None:
    for _ in range(32):
        end.sendall(bytes(1 << 20))
    end.shutdown(socket.SHUT_WR)


CASE = Case(
    "C8",
    tries="answers with a frame of 560 MiB, and with one that comes byte by byte and never ends",
    defence="bounded frames",
    cells={
        "upper": FORGE
        + """
def upper(text):
    size = 560 << 20
    header = {"value": ["t", ["b", 0], ["d"]], "buffers": [size]}
    answer_with(frame_of(header, promised=size), *[bytes(1 << 20)] * 560)
""",
        "spread": """
def spread(n):
    answer_with(*[bytes([byte]) for byte in frame_of({"value": n, "buffers": []})], pause=0.5)
""",
    },
    due=7,
    outcomes=("crashed", "timeout"),
    falls_without=("bounded frames",),
    control=read_all,
    not_nbgrader="it has no wire",
)
