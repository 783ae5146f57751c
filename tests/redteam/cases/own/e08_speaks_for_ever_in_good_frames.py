from case import Case

from cases.own._wires import WIRES

CASE = Case(
    "E8",
    tries="answers a call with valid output frames for ever, so that the host is never without something to read",
    defence="deadline of a check",
    cells={
        "upper": WIRES
        + r"""
from autograder.wire.channel import Channel

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
