from case import Case

CASE = Case(
    "B18",
    tries="writes forged messages to whatever carries results to the grader, before and while it is called",
    defence="two processes",
    cells={
        "upper": """
import json
import os
import stat
import struct

def sockets():
    for name in os.listdir("/proc/self/fd"):
        try:
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                yield int(name)
        except OSError:
            pass

def forge(**message):
    header = json.dumps({**message, "buffers": []}).encode()
    for descriptor in sockets():
        try:
            os.write(descriptor, struct.pack(">4sIQ", b"AGW1", len(header), 0) + header)
        except OSError:
            pass

def upper(text):
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        forge(value=["tuple", [True, ["dict", []]]], score=11, outcome="passed")
    else:
        send = kernel.session.send
        kernel.session.send = lambda stream, kind, *rest, **more: (
            None if kind == "error" else send(stream, kind, *rest, **more)
        )
        data = {"data": {"text/plain": "2.0"}, "metadata": {}, "execution_count": 1}
        send(kernel.iopub_socket, "execute_result", data, parent=kernel.get_parent())
    return text
"""
    },
    due=9,
    outcomes=("crashed", "failed"),
)
