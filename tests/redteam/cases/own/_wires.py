"""How a payload finds the sockets that its process holds, without asking the code that uses them."""

WIRES = r"""
import os, socket

def wires():
    for number in range(3, 64):
        try:
            one = socket.socket(fileno=os.dup(number))
        except OSError:
            continue
        if one.family == socket.AF_UNIX:
            yield one
"""
