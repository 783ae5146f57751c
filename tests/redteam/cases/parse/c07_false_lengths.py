import struct
from pathlib import Path

from case import Case

from cases.parse._frames import FORGE


def read(_: Path) -> str:
    frame = struct.pack(">I", 1 << 20) + b"short"
    promised = struct.unpack(">I", frame[:4])[0]
    return f"{promised} bytes promised, and {len(frame) - 4} there" if len(frame[4:]) < promised else ""


CASE = Case(
    "C7",
    tries="answers with frames whose lengths are huge, negative, or do not add up",
    defence="strict frames",
    cells={
        "upper": FORGE
        + """
def upper(text):
    answer_with(struct.pack(">4sIQ", b"AGW1", 0xFFFFFFFF, 1 << 63))
""",
        "spread": """
import numpy as np

def spread(n):
    right = np.linspace(0.0, 1.0, n).tobytes()
    value = ["t", ["a", "<f8", [n], 0], ["d"]]
    answer_with(frame_of({"value": value, "buffers": [len(right)]}, right + b"and more"))
""",
        "classify": """
def classify(images):
    answer_with(frame_of({"value": ["t", ["b", 1], ["d"]], "buffers": [-8, 16]}, bytes(8)))
""",
    },
    due=4,
    outcomes=("crashed",),
    falls_without=("strict frames",),
    control=read,
    not_nbgrader="it has no wire",
)
