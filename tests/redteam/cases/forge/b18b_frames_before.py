from case import Case

FORGE = """
import json
import os
import stat
import struct

def forge(**message):
    header = json.dumps({**message, "buffers": []}).encode()
    for name in os.listdir("/proc/self/fd"):
        try:
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                os.write(int(name), struct.pack(">4sIQ", b"AGW1", len(header), 0) + header)
        except OSError:
            pass
"""

CASE = Case(
    "B18b",
    tries="writes forged answers for the grader ahead of its questions, so that each gets that of another",
    defence="two processes",
    cells={
        "upper": FORGE
        + """
def upper(text):
    return text

for _ in range(3):
    forge(value=True)
"""
    },
    due=3,
    outcomes=("crashed",),
    not_nbgrader="the order of its messages carries no answers; that they can be forged is B18",
)
