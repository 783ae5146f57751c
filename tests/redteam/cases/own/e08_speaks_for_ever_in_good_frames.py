from case import Case

CASE = Case(
    "E8",
    tries="answers a call with valid output frames for ever, so that the host is never without something to read",
    defence="deadline of a check",
    cells={
        "upper": r"""
import os, socket
from autograder.wire.channel import Channel

def wires():
    for number in range(3, 64):
        try:
            one = socket.socket(fileno=os.dup(number))
        except OSError:
            continue
        if one.family == socket.AF_UNIX and one.type == socket.SOCK_STREAM:
            yield one

def upper(text):
    for wire in wires():
        channel = Channel(wire)
        while True:
            try:
                channel.send({"output": {"output_type": "stream", "name": "stdout", "text": "x" * 1000}})
            except BaseException:
                pass
""",
    },
    due=9,
    outcomes=("timeout", "crashed"),
    not_nbgrader="it has no wire",
)
