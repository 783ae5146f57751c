"""Frames on a socket: whole, strict, capped and in time."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.wire.channel import Channel
from autograder.wire.limits import MAX_HEADER_BYTES, ChannelClosed, DeadlinePassed, WireError

Pair = tuple[Channel, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A channel and the bare socket at its other end."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


def frame(
    header: bytes, body: bytes = b"", *, magic: bytes = b"AGW1", sizes: tuple[int, int] | None = None
) -> bytes:
    head, tail = sizes or (len(header), len(body))
    return struct.pack(">4sIQ", magic, head, tail) + header + body


def soon(seconds: float = 2.0) -> float:
    return time.monotonic() + seconds


def test_a_message_arrives_with_its_buffers(pair: Pair) -> None:
    channel, theirs = pair
    Channel(theirs).send({"op": "x", "text": "é\ud800"}, [b"abc", b"", memoryview(b"defg")])
    message, buffers = channel.receive(deadline=soon())
    assert message == {"op": "x", "text": "é\ud800"}
    assert [bytes(b) for b in buffers] == [b"abc", b"", b"defg"]


def test_a_large_buffer_arrives_whole(pair: Pair) -> None:
    channel, theirs = pair
    data = bytes(range(256)) * 40_000
    sender = threading.Thread(target=Channel(theirs).send, args=({}, [data]))
    sender.start()
    assert bytes(channel.receive(deadline=soon(10))[1][0]) == data
    sender.join()


@pytest.mark.parametrize(
    "junk",
    [
        frame(b'{"buffers":[]}', magic=b"HTTP"),
        frame(b"{}"),
        frame(b"[]"),
        frame(b"{"),
        frame(b'{"buffers":[],"buffers":[]}'),
        frame(b'{"buffers":[],"a":{"x":1,"x":2}}'),
        frame(b'{"buffers":[],"a":NaN}'),
        frame(b'{"buffers":[],"a":-Infinity}'),
        frame(b'{"buffers":[],"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
        frame(b'{"buffers":[],"a":' + b"1" * 10_000 + b"}"),
        frame(b'{"buffers":[3]}', b"ab"),
        frame(b'{"buffers":[1]}', b"ab"),
        frame(b'{"buffers":[-1,3]}', b"ab"),
        frame(b'{"buffers":[true,true]}', b"ab"),
        frame(b'{"buffers":[2.0]}', b"ab"),
        frame(b'{"buffers":"ab"}', b"ab"),
        frame(b"\xff\xfe{}"),
        frame(b"", sizes=(MAX_HEADER_BYTES + 1, 0)),
        frame(b"", sizes=(2, 1 << 60)),
    ],
    ids=lambda junk: repr(junk[16:46]),
)
def test_a_frame_that_breaks_a_rule_is_refused(pair: Pair, junk: bytes) -> None:
    channel, theirs = pair
    theirs.sendall(junk)
    with pytest.raises(WireError) as caught:
        channel.receive(deadline=soon())
    assert type(caught.value) is WireError


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.booleans())
def test_random_bytes_give_a_wire_error_and_nothing_else(data: bytes, begins_well: bool) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(frame(data, sizes=(len(data), 0)) if begins_well else data)
        theirs.shutdown(socket.SHUT_WR)
        with pytest.raises(WireError):
            Channel(ours).receive(deadline=soon())


def test_a_forged_length_costs_no_memory_before_the_bytes_arrive(pair: Pair) -> None:
    import tracemalloc

    channel, theirs = pair
    theirs.sendall(frame(b'{"buffers":[536870912]}', b"abc", sizes=(23, 512 << 20)))
    theirs.shutdown(socket.SHUT_WR)
    tracemalloc.start()
    with pytest.raises(ChannelClosed):
        channel.receive(deadline=soon())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 << 20


def test_a_sender_of_single_bytes_meets_the_deadline(pair: Pair) -> None:
    channel, theirs = pair
    stop = threading.Event()

    def dribble() -> None:
        for byte in frame(b'{"buffers":[]}'):
            if stop.wait(0.1):
                return
            theirs.send(bytes([byte]))

    sender = threading.Thread(target=dribble)
    sender.start()
    started = time.monotonic()
    with pytest.raises(DeadlinePassed):
        channel.receive(deadline=started + 0.5)
    assert 0.4 < time.monotonic() - started < 1.5
    stop.set()
    sender.join()


def test_a_frame_that_a_deadline_cut_in_two_is_whole_at_the_next_call(pair: Pair) -> None:
    channel, theirs = pair
    data = frame(b'{"a":1,"buffers":[3]}', b"abc")
    theirs.sendall(data[:20])
    with pytest.raises(DeadlinePassed):
        channel.receive(deadline=soon(0.05))
    theirs.sendall(data[20:] + data)
    assert channel.receive(deadline=soon())[0] == {"a": 1}
    assert channel.receive(deadline=soon())[0] == {"a": 1}


def test_a_reader_that_does_not_read_meets_the_deadline(pair: Pair) -> None:
    channel, _ = pair
    with pytest.raises(DeadlinePassed):
        channel.send({}, [bytes(50 << 20)], deadline=soon(0.2))


def test_the_end_of_the_other_side_is_told_apart_from_a_broken_frame(pair: Pair) -> None:
    channel, theirs = pair
    theirs.close()
    with pytest.raises(ChannelClosed):
        channel.receive(deadline=soon())
    with pytest.raises(ChannelClosed):
        channel.send({}, [bytes(10 << 20)], deadline=soon())


@pytest.mark.parametrize("message", [{"a": "x" * (MAX_HEADER_BYTES + 1)}, {}])
def test_what_is_larger_than_the_caps_is_not_sent(message: dict[str, Any]) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        channel = Channel(ours, max_body=1000)
        with pytest.raises(WireError, match="larger than the wire allows"):
            channel.send(message, [bytes(1001)])
        Channel(ours).send({"next": True})
        assert Channel(theirs).receive(deadline=soon())[0] == {"next": True}


def test_nan_never_gets_into_a_header(pair: Pair) -> None:
    channel, _ = pair
    with pytest.raises(ValueError, match="JSON"):
        channel.send({"a": float("nan")})
    assert json.loads("NaN") != json.loads("NaN"), "which Python's own reader would have let through"


def test_many_tiny_frames_are_read_in_time_that_grows_with_their_number_alone(pair: Pair) -> None:
    channel, theirs = pair
    count, tiny = 100_000, frame(b'{"buffers":[]}')
    sender = threading.Thread(target=theirs.sendall, args=(tiny * count,))
    sender.start()
    started = time.thread_time()
    for _ in range(count):
        assert channel.receive(deadline=soon(60)) == ({}, [])
    assert time.thread_time() - started < 10  # a tenth of a millisecond for each, ten times what it takes
    sender.join()


def test_a_large_frame_is_not_copied_and_the_next_one_not_lost(pair: Pair) -> None:
    import tracemalloc

    channel, theirs = pair
    size = 20 << 20
    data = frame(b'{"buffers":[%d]}' % size, bytes(size)) + frame(b'{"a":2,"buffers":[]}')
    sender = threading.Thread(target=theirs.sendall, args=(data,))
    tracemalloc.start()
    sender.start()
    _, buffers = channel.receive(deadline=soon(30))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    sender.join()
    assert peak < 1.5 * size
    assert channel.receive(deadline=soon())[0] == {"a": 2}
    assert (len(buffers[0]), buffers[0].readonly) == (size, True)


def test_bytes_that_trickle_in_for_ever_end_with_the_deadline_and_are_kept(pair: Pair) -> None:
    channel, theirs = pair
    stop = threading.Event()

    def trickle() -> None:
        while not stop.wait(0.02):
            theirs.send(b"A" if not channel._held else b"GW1"[len(channel._held) - 1 :][:1] or b"\0")

    sender = threading.Thread(target=trickle)
    sender.start()
    for _ in range(2):
        started = time.monotonic()
        with pytest.raises(DeadlinePassed):
            channel.receive(deadline=started + 0.1)
        assert time.monotonic() - started < 1
    stop.set()
    sender.join()


def test_a_frame_that_begins_a_byte_late_is_refused(pair: Pair) -> None:
    channel, theirs = pair
    theirs.sendall(frame(b'{"buffers":[]}') + b"x" + frame(b'{"buffers":[]}'))
    assert channel.receive(deadline=soon()) == ({}, [])
    with pytest.raises(WireError, match="does not begin as frames do"):
        channel.receive(deadline=soon())


@pytest.mark.parametrize("kept", [3, 16, 20, 33])
def test_half_a_frame_and_a_hang_up_is_the_end(pair: Pair, kept: int) -> None:
    channel, theirs = pair
    theirs.sendall(frame(b'{"buffers":[3]}', b"abc")[:kept])
    theirs.close()
    with pytest.raises(ChannelClosed, match="closed the connection"):
        channel.receive(deadline=soon())


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_descriptors_that_come_with_the_bytes_never_reach_the_host(pair: Pair) -> None:
    channel, theirs = pair
    data = frame(b'{"buffers":[]}')
    with Path("/dev/null").open("rb") as file:
        before = descriptors()
        for _ in range(50):
            for part in (data[:7], data[7:]):
                socket.send_fds(theirs, [part], [file.fileno()] * 20)
            assert channel.receive(deadline=soon()) == ({}, [])
        assert descriptors() == before
