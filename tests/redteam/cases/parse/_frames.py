"""How a payload answers with a frame of its own making."""

FORGE = """
import json, struct, sys, time

def wire():
    frame = sys._getframe()
    while frame is not None:
        found = frame.f_locals.get("self")
        if type(found).__name__ == "Kernel":
            return found._channel
        frame = frame.f_back

def frame_of(header, body=b"", promised=None):
    header = header if type(header) is bytes else json.dumps(header).encode()
    return struct.pack(">4sIQ", b"AGW1", len(header), len(body) if promised is None else promised) + header + body

def answer_with(*parts, pause=0.0):
    channel = wire()
    if channel is None:
        return
    def forged(*_, **__):
        del channel.send
        for part in parts:
            time.sleep(pause)
            channel._send_all(part, None)
    channel.send = forged
"""
