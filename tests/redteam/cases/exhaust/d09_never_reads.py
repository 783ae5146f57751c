from case import Case

CASE = Case(
    "D9",
    tries="promises a frame of 400 MB on the wire, sends a byte of it now and then, and reads nothing any more",
    defence="deadline of a check",
    cells={
        "upper": """
import os, struct, time

def upper(text):
    wire = next(fd for fd in range(3, 64) if os.path.exists(f"/proc/self/fd/{fd}")
                and os.readlink(f"/proc/self/fd/{fd}").startswith("socket:"))
    os.write(wire, struct.pack(">4sIQ", b"AGW1", 1000, 400 << 20))
    while True:
        try:
            time.sleep(0.5)
            os.write(wire, b" ")
        except KeyboardInterrupt:
            pass
""",
    },
    due=9,
    outcomes=("timeout",),
    not_nbgrader="it has no wire",
)
