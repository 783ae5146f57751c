"""Sockets and named pipes of this machine in folders that a kernel is shown: they are covered.

A mount that is read-only keeps nobody from connecting to a socket on it, or from opening a pipe for writing; and
neither network namespaces nor mount namespaces part the two ends.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_BOUND_SOCKETS = Path("/proc/net/unix")


def covered(shown: Mapping[Path, str], searched: Iterable[Path]) -> Iterator[str]:
    """Where, inside, something must be covered; ``shown`` folders are at these places inside.

    Linux lists bound sockets, which is quick. The ``searched`` folders are walked as well: for pipes, and for sockets
    that were bound in other network namespaces, in containers say.
    """
    found = {*_bound_sockets(), *(path for folder in searched for path in _doors_below(folder))}
    for path in sorted(found):
        for source, inside in shown.items():
            if path.is_relative_to(source.resolve()):
                yield str(Path(inside) / path.relative_to(source.resolve()))


def _bound_sockets() -> Iterator[Path]:
    """The files of all sockets of this network namespace; abstract ones have none, and cannot be seen inside."""
    for line in _BOUND_SOCKETS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()[1:]:
        words = line.split(maxsplit=7)
        if len(words) == 8 and words[7].startswith("/"):
            yield from _doors([Path(words[7])])


def _doors_below(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from _doors(Path(place, name) for name in names)


def _doors(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        # Student code has no more rights than we have: what we may not look at, it cannot reach.
        with contextlib.suppress(PermissionError):
            if not path.is_symlink() and (path.is_socket() or path.is_fifo()):
                yield path.resolve()
