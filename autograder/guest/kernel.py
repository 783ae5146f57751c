"""The guest's side of the wire: runs a submission's cells and answers calls with data only.

One request at a time comes in, one reply goes out; between the two there may be ``output`` events and
questions to the host's own functions, during which the host may ask again.
"""

from __future__ import annotations

import builtins
import importlib
import os
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from autograder.guest.arguments import Arguments, Original
from autograder.guest.libraries import fix_chance, warm_up
from autograder.guest.objects import HostFunction, ObjectTable
from autograder.guest.outputs import Output, Outputs
from autograder.guest.raised import describe, rebuild
from autograder.guest.shell import GuestShell, make_shell
from autograder.guest.verbs import VERBS
from autograder.wire.channel import Channel, Message
from autograder.wire.codec import Decoder, Encoder
from autograder.wire.limits import MAX_OUTPUT_CHARACTERS, WireError

Buffers: TypeAlias = list[memoryview]
Operation: TypeAlias = Callable[[Message, Buffers], object]

_NEVER = object()


def prepare(preload: Sequence[str]) -> GuestShell:
    """Import ``preload`` and make the shell: all that is done once, before any fork."""
    shell = make_shell()
    for name in preload:
        importlib.import_module(name)
    warm_up()
    return shell


def serve(shell: GuestShell, sock: socket.socket, config: dict[str, Any]) -> NoReturn:
    """Answer the host until it hangs up; never returns.

    ``config`` holds ``seed``, ``threads`` and ``folder``, the student's own.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.chdir(config["folder"])
    sys.path.insert(0, "")
    fix_chance(config["seed"], config["threads"])
    Kernel(shell, Channel(sock)).answer_for_ever()


class Kernel:
    """Runs requests against one shell."""

    def __init__(self, shell: GuestShell, channel: Channel) -> None:
        self._shell = shell
        self._names: dict[str, Any] = shell.user_ns
        self._own_names = dict(shell.user_ns)
        self._channel = channel
        self._pid = os.getpid()
        self._table = ObjectTable(self._ask_host)
        self._outputs = Outputs(self._send_output, MAX_OUTPUT_CHARACTERS)
        self._busy = 0
        self._operations: dict[str, Operation] = {
            "run": self._run,
            "get": self._get,
            "has": self._has,
            "set": self._set,
            "delete": self._delete,
            "verb": self._verb,
            "call": self._call,
            "probe": self._probe,
            "file": self._file,
        }
        self._probes: dict[str, Any] = {}
        shell.attach(self._outputs)

    def answer_for_ever(self) -> NoReturn:
        """The loop: the host hangs up when it is done."""
        try:
            while True:
                self._answer(*self._channel.receive())
        finally:  # also for a child that the student forked and that fell through to here
            os._exit(0)

    def _answer(self, message: Message, buffers: Buffers) -> None:
        self._table.drop(message["drop"])
        try:
            value = self._while_busy(self._operations[message["op"]], message, buffers)
            reply, encoder = self._encoded("value", value)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                _end_other_processes()
            reply, encoder = self._raised(error)
        if os.getpid() != self._pid:
            os._exit(0)
        self._outputs.flush()
        self._send(reply, encoder.buffers if encoder else [])

    def _raised(self, error: BaseException) -> tuple[Message, Encoder]:
        """An exception as words, with the object itself and its class, should a check look closer."""
        encoder = Encoder(self._table.keep)
        return {"raised": {**describe(error), "object": encoder.encode((error, type(error)))}}, encoder

    def _while_busy(self, operation: Operation, message: Message, buffers: Buffers) -> object:
        self._busy += 1
        try:
            return operation(message, buffers)
        finally:
            self._busy -= 1

    def _decode(self, node: Any, buffers: Buffers) -> Any:
        return Decoder(buffers, self._table.find).decode(node)

    def _for_a_check(self, message: Message, do: Callable[..., Any], args: Sequence[Any], kwargs: Any) -> Any:
        """Let the host hear what student code prints, and see to what it has put in the place of builtins."""
        if self._busy == 1:
            self._outputs.begin(text_only=True)
        if "builtins" not in message:
            return do(*args, **kwargs)
        own = {name: getattr(builtins, name) for name in message["builtins"]}
        try:
            for name in own:
                setattr(builtins, name, self._decode(message["builtins"][name], []))
            return do(*args, **kwargs)
        finally:
            for name, function in own.items():
                setattr(builtins, name, function)

    def _on_interrupt(self, *_: object) -> None:
        """Interrupt a request, and only that: between two, the loop itself must go on."""
        if self._busy:
            raise KeyboardInterrupt

    def _send(self, reply: Message, buffers: Sequence[Any]) -> None:
        try:
            self._channel.send(reply, buffers)
        except WireError as error:
            if type(error) is not WireError:
                os._exit(0)
            self._channel.send({"raised": describe(error)})

    def _encoded(self, key: str, value: object) -> tuple[Message, Encoder]:
        encoder = Encoder(self._table.keep)
        return {key: encoder.encode(value)}, encoder

    def _send_output(self, output: Output) -> None:
        try:
            self._channel.send({"output": output})
        except WireError:
            self._channel.send({"output": _notice("an output was too large to keep")})

    def _ask_host(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if os.getpid() != self._pid or threading.current_thread() is not threading.main_thread():
            raise RuntimeError(
                "a function that was passed in can be called by the notebook's main thread alone"
            )
        self._outputs.flush()
        call, encoder = self._encoded("arguments", (args, kwargs))
        self._channel.send({"ask": number, **call}, encoder.buffers)
        while True:
            message, buffers = self._channel.receive()
            if "op" not in message:
                break
            self._answer(message, buffers)
        if "raised" in message:
            raise rebuild(message["raised"]["type"], message["raised"]["text"])
        return self._decode(message["value"], buffers)

    def _run(self, message: Message, _: Buffers) -> bool:
        self._outputs.begin()
        if (
            sys.stdout is None or sys.stderr is None
        ):  # a cell before set them so; the shell cannot run without
            self._shell.attach(self._outputs)
        signal.signal(signal.SIGINT, self._on_interrupt)  # a cell before may have put its own in place
        self._shell.execution_count = message["count"]
        try:
            run_cell: Callable[..., Any] = self._shell.run_cell
            result = run_cell(message["source"], store_history=False)
        finally:
            self._outputs.end()
            self._outputs.begin(silent=True)
        return bool(result.success)

    def _get(self, message: Message, _: Buffers) -> object:
        if not self._has(message, _):
            raise LookupError
        return self._names[message["name"]]

    def _has(self, message: Message, _: Buffers) -> bool:
        name = message["name"]
        return name in self._names and self._names[name] is not self._own_names.get(name, _NEVER)

    def _set(self, message: Message, buffers: Buffers) -> None:
        self._names[message["name"]] = self._decode(message["value"], buffers)

    def _delete(self, message: Message, _: Buffers) -> None:
        self._names.pop(message["name"], None)

    def _verb(self, message: Message, buffers: Buffers) -> object:
        operands = self._decode(message["operands"], buffers)
        return self._for_a_check(message, VERBS[message["verb"]], operands, {})

    def _call(self, message: Message, buffers: Buffers) -> tuple[object, dict[int, Any]]:
        """Call a function; with the result goes what became of the arguments, where the host asks for it."""
        function, args, kwargs = self._decode(message["operands"], buffers)
        if "same" not in message:
            return self._for_a_check(message, function, args, kwargs), {}
        same = dict(message["same"])
        mine = Arguments(same)
        args, kwargs = mine.join(args), mine.join(kwargs)
        result = self._for_a_check(message, function, args, kwargs)
        if result is not None and not message["always"]:
            return result, {}
        sent = Arguments(same)
        for part in self._decode(message["operands"], buffers)[1:]:
            sent.join(part)
        try:
            before, after = sent.contents(), mine.contents()
            return mine.mark(result), {n: now for n, now in after.items() if _differ(before.get(n), now)}
        except RecursionError:  # an argument holds itself now, which cannot travel
            return result, {}

    def _probe(self, message: Message, buffers: Buffers) -> object:
        source, name = message["source"], message["name"]
        if source not in self._probes:
            names: dict[str, Any] = {"__name__": "probe"}
            exec(compile(source, "<probe>", "exec"), names)
            self._probes[source] = names[name]
        args, kwargs = self._decode(message["arguments"], buffers)
        return self._for_a_check(message, self._probes[source], args, kwargs)

    def _file(self, message: Message, buffers: Buffers) -> None:
        path = Path(message["path"])
        _make_way(path)
        path.write_bytes(bytes(buffers[0]))


def _differ(before: object, after: object) -> bool:
    """Whether two values are different as data; what stays here is itself alone."""
    one, other = Encoder(_named), Encoder(_named)
    try:
        return one.encode(before) != other.encode(after) or one.buffers != other.buffers
    except WireError:  # it cannot travel, so the host would not learn of the change
        return False


def _named(value: object) -> list[Any]:
    if type(value) is HostFunction:
        return [value.number, "callback"]
    return [value.number, "argument"] if type(value) is Original else [id(value)]


def _make_way(path: Path) -> None:
    """Clear the place of a file, for a later one wins: the assignment's own come after the student's."""
    if path.is_symlink():  # to the course's data, which nobody may write
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
    for parent in path.parents:
        if parent.is_file():
            parent.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)


def _end_other_processes() -> None:
    """After an interrupt, end what the interrupted code has started: a fork bomb goes on without its parent."""
    if (os.getpid(), os.getppid()) == (2, 1):  # else this pid namespace is not ours alone
        with suppress(ProcessLookupError):  # there are no others
            os.kill(-1, signal.SIGKILL)


def _notice(text: str) -> Output:
    return {"output_type": "stream", "name": "stderr", "text": f"[{text}]\n"}
