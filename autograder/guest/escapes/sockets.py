"""Ways to reach a network, the host's services, or parts of Linux that speak through sockets."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from typing import Any

from autograder.guest.escapes.attempts import attempt

_ICMP = 1
_SECONDS = 0.5
_PACKET, _NETLINK, _VSOCK = 17, 16, 40
_NOWHERE = ("192.0.2.1", 9)  # reserved for documentation: nobody answers, whatever the network

# Number, and a type that the family has. Most are in few machines.
_RARE = {
    "vsock": (_VSOCK, socket.SOCK_STREAM),
    "alg": (38, socket.SOCK_SEQPACKET),
    "xdp": (44, socket.SOCK_RAW),
    "bluetooth": (31, socket.SOCK_RAW),
    "tipc": (30, socket.SOCK_DGRAM),
    "can": (29, socket.SOCK_RAW),
    "rds": (21, socket.SOCK_SEQPACKET),
    "key": (15, socket.SOCK_RAW),
    "nfc": (39, socket.SOCK_SEQPACKET),
}


def _made(family: int, kind: int, protocol: int = 0) -> str:
    return attempt(lambda: socket.socket(family, kind, protocol).close())


def _raw(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "raw": _made(socket.AF_INET, socket.SOCK_RAW, _ICMP),
        "raw, version 6": _made(socket.AF_INET6, socket.SOCK_RAW, 58),
    }


def _packet(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {"packet": _made(_PACKET, socket.SOCK_RAW)}


def _netlink(_given: Mapping[str, Any]) -> dict[str, Any]:
    families = {"route": 0, "netfilter": 12, "events": 15, "audit": 9}
    return {name: _made(_NETLINK, socket.SOCK_RAW, number) for name, number in families.items()}


def _rare(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _made(family, kind) for name, (family, kind) in _RARE.items()}


def _connected(family: int, address: Any) -> str:
    def connect() -> None:
        with socket.socket(family, socket.SOCK_STREAM) as handle:
            handle.settimeout(_SECONDS)
            handle.connect(address)

    return attempt(connect)


def _network(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "a service of the host": _connected(socket.AF_INET, ("127.0.0.1", given["port"])),
        "outside": _connected(socket.AF_INET, _NOWHERE),
    }


def _abstract(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"a service of the host": _connected(socket.AF_UNIX, "\0" + given["abstract"])}


def _in_files(given: Mapping[str, Any]) -> dict[str, Any]:
    return {path: _connected(socket.AF_UNIX, path) for path in given["socket_files"]}


PROBES: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "raw sockets": _raw,
    "packet sockets": _packet,
    "netlink sockets": _netlink,
    "rare sockets": _rare,
    "network": _network,
    "abstract sockets": _abstract,
    "socket files": _in_files,
}
