"""The host's handle on one kernel: every question that is put to student code goes through here.

Between a request and its reply the guest may show outputs and ask for functions of the host's.
"""

from __future__ import annotations

import builtins
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final
from weakref import WeakValueDictionary

import numpy as np

from autograder.checker.inplace import apply_changes, may_change
from autograder.checker.outputs import checked_output, output_size
from autograder.checker.proxy import Proxy, make_proxy, number_of
from autograder.checker.raised import (
    CheckerTimeout,
    GuestException,
    GuestTimeout,
    MissingName,
    NotData,
    StudentErrorType,
    rebuild,
    student_error_class,
)
from autograder.errors import GuestDied, ProtocolError
from autograder.guest.arguments import Arguments
from autograder.sandbox.base import GuestProcess
from autograder.sandbox.blame import Facts, ProtocolState
from autograder.wire.channel import Channel, Message
from autograder.wire.codec import Decoder, Encoder
from autograder.wire.limits import (
    MAX_OUTPUT_CHARACTERS,
    ChannelClosed,
    DeadlinePassed,
    Interrupted,
    MissingLibrary,
    WireError,
)

INTERRUPT_GRACE_SECONDS: Final = 2.0
"""How long an interrupted kernel has to come back before it is killed."""

_DEFAULT_SECONDS: Final = 30.0
"""How long the kernel has for what is asked outside of any check or cell: small things, done at once."""

_MAX_CALLBACK_DEPTH: Final = 50
_MAX_ERROR_BASES: Final = 20
_MAX_DEAD: Final = 100_000  # told with one request, so that the news of them never outgrows a frame
_MAX_NUMBER: Final = 1 << 53
_MAX_READ_SECONDS: Final = 1.0  # of a reply; an honest one takes as long only near the wire's caps
PATCHABLE: Final = {"input": builtins.input, "print": builtins.print}
"""What a check may put something else in the place of, for student code as well."""

_MAX_OUTPUT_SIZE: Final = 2 * MAX_OUTPUT_CHARACTERS + 100_000  # names and notices count here


class Guest:
    """One kernel, asked one thing at a time.

    ``ended`` says why nothing more can be asked, with the supervisor's ``facts``; ``timed_out`` that some
    request of the current check or cell ran out of time. ``in_place`` is the setting of that name; ``changed`` is
    told of each of the host's objects that student code has changed so, ``before_call`` of each call's arguments.
    ``asked`` counts the requests: what does not change it told student code nothing.
    ``has_own_python`` tells that libraries may be there which the host lacks.
    What is in ``patches``, or in a ``sys.stdin`` that is not ``stdin``, student code meets in its own builtins.
    """

    def __init__(self, process: GuestProcess, in_place: str = "auto") -> None:
        self.process = process
        self.in_place = in_place
        self.changed: Callable[[object], None] | None = None
        self.before_call: Callable[[tuple[Any, ...]], None] | None = None
        self.may_print = MAX_OUTPUT_CHARACTERS
        self.stdin: Any = None
        self.patches: dict[str, Callable[..., Any]] = {}
        self.ended: GuestDied | None = None
        self.timed_out = False
        self.asked = 0
        self.has_own_python = False
        self.facts: Facts | None = None
        self._channel = Channel(process.socket)
        self._deadline: float | None = None
        self._outputs: list[dict[str, Any]] = []
        self._output_size = 0
        self._functions: list[Callable[..., Any]] = []
        self._numbers: dict[int, int] = {}
        self._proxies: WeakValueDictionary[int, Proxy] = WeakValueDictionary()
        self._sent: dict[int, int] = {}
        self._dead: list[list[int]] = []
        self._errors: dict[int, StudentErrorType] = {}
        self._arguments = _NO_ARGUMENTS
        self._lent = False
        self._depth = 0
        self._is_running = False

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Everything asked inside has to be answered within ``seconds``, together."""
        before, now = self._deadline, time.monotonic()
        self._deadline = now + seconds if before is None else min(before, now + seconds)
        try:
            yield
        finally:
            self._deadline = before

    @contextmanager
    def in_any_case(self) -> Iterator[None]:
        """What is asked inside is asked even when the time is over: it puts right what a check has left."""
        before, self._deadline = self._deadline, None
        try:
            yield
        finally:
            self._deadline = before

    def run(self, source: str, count: int) -> bool:
        """Run one cell; its outputs are then in ``take_outputs``. False when it raised."""
        self._outputs, self._output_size = [], 0
        self._is_running = True
        try:
            return self._ask({"op": "run", "source": source, "count": count}) is True
        finally:
            self._is_running = False

    def take_outputs(self) -> list[dict[str, Any]]:
        """The outputs of the cell that ran last, also when it did not come to its end."""
        outputs, self._outputs = self._outputs, []
        return outputs

    def find(self, name: str) -> Any:
        """The guest's global ``name``: data by value, anything else as a proxy.

        Raises:
            MissingName: the notebook does not define it.
        """
        try:
            return frozen(self._ask({"op": "get", "name": name}))
        except LookupError:
            raise MissingName(f"the notebook does not define {name!r}", name=name) from None

    def has(self, name: str) -> bool:
        """Whether the guest has a global ``name``."""
        return self._ask({"op": "has", "name": name}) is True

    def bind(self, name: str, value: object) -> None:
        """Bind a global in the guest to a copy of ``value``."""
        encoder = Encoder(self._keep)
        self._ask({"op": "set", "name": name, "value": encoder.encode(value)}, encoder)

    def unbind(self, name: str) -> None:
        """Delete a global in the guest."""
        self._ask({"op": "delete", "name": name})

    def verb(self, name: str, *operands: object) -> Any:
        """Let the guest do one of its verbs (``call``, ``getattr``, ``add``, ...) and return what came of it."""
        encoder = Encoder(self._keep)
        message = {"op": "verb", "verb": name, "operands": encoder.encode(operands)}
        return self._ask(self._with_patches(message), encoder)

    def call(self, function: Proxy, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call student code; what it did to its arguments is done to the host's own objects, if it may be."""
        if self.before_call is not None:
            self.before_call(args)
        encoder, arguments, outer = Encoder(self._keep), _NO_ARGUMENTS, self._arguments
        message: Message = {"op": "call", "operands": encoder.encode((function, args, kwargs))}
        if self.in_place != "never" and may_change(args, kwargs):
            arguments = Arguments()
            arguments.join((args, kwargs))
            message["same"] = [[number, first] for number, first in arguments.same.items()]
            message["always"] = self.in_place == "always"
        self._arguments = arguments
        try:
            return self._result_of(self._ask(self._with_patches(message), encoder), arguments)
        finally:
            self._arguments = outer

    def _result_of(self, reply: Any, arguments: Arguments) -> Any:
        """The result in the reply to a call, once the changes that came with it are made."""
        try:
            result, changes = reply
            if result is not None and self.in_place != "always" and (changes or self._lent):
                raise WireError("it changes the arguments of a function that returned something")
            changed = apply_changes(arguments, changes) if changes else []
        except (WireError, TypeError, ValueError) as error:
            broken = ProtocolError(f"the reply to a call is malformed: {error}")
            raise self._end(broken, ProtocolState.BROKEN_FRAME) from error
        for value in changed:
            if self.changed is not None:
                self.changed(value)
        return result

    def _with_patches(self, message: Message) -> Message:
        """Add what the check has put in the place of ``input`` and ``print``, so that student code calls it."""
        if builtins.input is PATCHABLE["input"] and builtins.print is PATCHABLE["print"] and not self.patches:
            patched = {} if self.stdin is None or sys.stdin is self.stdin else {"input": builtins.input}
        else:
            now = {name: getattr(builtins, name) for name in PATCHABLE}
            patched = {
                **{name: new for name, new in now.items() if new is not PATCHABLE[name]},
                **self.patches,
            }
        if patched:
            message["builtins"] = {name: ["ref", *self._keep(value)] for name, value in patched.items()}
        return message

    def probe(self, source: str, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Run an instructor's function inside the guest."""
        encoder = Encoder(self._keep)
        message = {"op": "probe", "source": source, "name": name}
        return self._ask({**message, "arguments": encoder.encode((args, dict(kwargs)))}, encoder)

    def put_file(self, path: str, data: bytes) -> None:
        """Write a file below the student's folder."""
        encoder = Encoder(self._keep)
        encoder.buffer(data)
        self._ask({"op": "file", "path": path}, encoder)

    def hang_up(self) -> None:
        """Let the kernel end by itself, so that the supervisor learns what it used."""
        if self.ended is None:
            self.ended = GuestDied("the kernel was closed")
            with suppress(OSError):
                self.process.socket.shutdown(socket.SHUT_RDWR)
            self.facts = self.process.facts(ProtocolState.CLOSED)

    def give_up(self) -> None:
        """End the kernel because the submission's time is over; every further request fails at once."""
        if self.ended is None:
            self.process.kill(deadline_passed=True)
            self._end(GuestDied("the submission's time is over"), ProtocolState.BUSY)

    def proxy_died(self, number: int) -> None:
        """Tell the guest, with the next request, that nobody holds an object any more."""
        self._dead.append([number, self._sent.pop(number, 0)])

    def _ask(self, message: Message, encoder: Encoder | None = None) -> Any:
        if self.ended:
            # It is raised again and again, and would else carry the frames of all the checks before.
            raise self.ended.with_traceback(None)
        self.asked += 1
        deadline = self._deadline or time.monotonic() + _DEFAULT_SECONDS
        try:
            return self._converse(message, encoder, deadline)
        except DeadlinePassed as late:
            self.timed_out = True
            self.process.kill(deadline_passed=True)
            died = GuestDied("the student's code took too long and ignored the interrupt")
            raise self._end(died, ProtocolState.BUSY) from late
        except ChannelClosed as gone:
            raise self._end(GuestDied("the student's process ended"), ProtocolState.CLOSED) from gone
        except ProtocolError as broken:
            self._end(broken, ProtocolState.BROKEN_FRAME)
            raise

    def _end(self, error: GuestDied, state: ProtocolState) -> GuestDied:
        if state is ProtocolState.BROKEN_FRAME:
            self.process.kill()  # it lives, and would be waited for
        # Else the facts first: once we have killed it, nothing tells who else did.
        self.ended, self.facts = error, self.process.facts(state)
        self.process.kill()
        return error

    def _converse(self, message: Message, encoder: Encoder | None, deadline: float) -> Any:
        if time.monotonic() >= deadline:
            # The time went by between two requests, so there is nothing to interrupt.
            self.timed_out = True
            raise GuestTimeout("the student's code took too long")
        dead, self._dead = self._dead[:_MAX_DEAD], self._dead[_MAX_DEAD:]
        buffers = encoder.buffers if encoder else []
        self._channel.send({**message, "drop": dead}, buffers, deadline=deadline)
        try:
            return self._result(*self._next_reply(deadline))
        except DeadlinePassed:
            pass
        self.timed_out = True
        self.process.interrupt()
        self._next_reply(time.monotonic() + INTERRUPT_GRACE_SECONDS)
        raise GuestTimeout("the student's code took too long")

    def _result(self, reply: Message, buffers: list[memoryview]) -> Any:
        if "raised" in reply:
            raise self._rebuilt(reply["raised"], buffers)
        try:
            return self._decoded(reply["value"], buffers)
        except (WireError, KeyError) as error:
            raise ProtocolError(f"a reply breaks a rule of the wire: {error}") from error

    def _decoded(self, node: Any, buffers: list[memoryview]) -> Any:
        """The value of a node; ``_lent`` then tells whether the host's own arguments are in it."""
        self._lent, decoder = False, Decoder(buffers, self._find)
        try:
            return decoder.decode(node)
        except MissingLibrary as missing:
            if self.has_own_python and not self._is_running:
                raise ImportError(str(missing)) from missing  # the environment is at fault, not the student
            raise
        except Interrupted as late:
            if decoder.spent.seconds() < _MAX_READ_SECONDS:
                raise  # the check itself has used up its time
            raise ProtocolError("what the guest sent takes too long to read") from late

    def _rebuilt(self, raised: Any, buffers: list[memoryview]) -> GuestException:
        """The exception that was raised, with handles on the object and its class where they came along."""
        held = kind = None
        if isinstance(raised, dict) and "object" in raised:
            try:
                held, kind = Decoder(buffers, self._find).decode(raised["object"])
            except (WireError, TypeError, ValueError) as error:
                raise ProtocolError(f"a report of an exception is malformed: {error}") from error
        return rebuild(raised, held if isinstance(held, Proxy) else None, kind)

    def _next_reply(self, deadline: float) -> tuple[Message, list[memoryview]]:
        while True:
            try:
                message, buffers = self._channel.receive(deadline=deadline)
            except (DeadlinePassed, ChannelClosed):
                raise
            except WireError as error:
                raise ProtocolError(f"a frame breaks a rule of the wire: {error}") from error
            if "output" in message:
                self._add_output(message["output"])
            elif "ask" in message:
                self._answer(message, buffers, deadline)
            else:
                return message, buffers

    def _add_output(self, output: object) -> None:
        checked = checked_output(output)
        if not self._is_running:
            return self._print(checked)
        self._output_size += output_size(checked)
        if self._output_size > _MAX_OUTPUT_SIZE:
            raise ProtocolError("the guest sends more output than it may")
        self._outputs.append(checked)
        return None

    def _print(self, output: dict[str, Any]) -> None:
        """What student code prints while a check calls it is the check's to look at, up to a bound."""
        if output["output_type"] == "stream" and self.may_print > 0:
            text = output["text"][: self.may_print]
            self.may_print -= len(text)
            (sys.stdout if output["name"] == "stdout" else sys.stderr).write(text)

    def _answer(self, message: Message, buffers: list[memoryview], deadline: float) -> None:
        """Call a function of the host's for the guest; a failure goes back by its type alone."""
        if self._depth >= _MAX_CALLBACK_DEPTH:
            raise ProtocolError("callbacks are nested too deep")
        function, args, kwargs = self._question(message, buffers)
        self._depth += 1
        encoder = Encoder(self._keep)
        try:
            reply: Message = {"value": encoder.encode(function(*args, **kwargs))}
        except (GuestDied, CheckerTimeout):
            raise
        except Exception as error:  # whatever the check's function raises belongs to who called it
            # Its text might hold hidden values, so only the type crosses.
            text = "the function that was passed in raised this"
            reply, encoder = {"raised": {"type": type(error).__name__, "text": text}}, Encoder(self._keep)
        finally:
            self._depth -= 1
        self._channel.send(reply, encoder.buffers, deadline=deadline)

    def _question(self, message: Message, buffers: list[memoryview]) -> tuple[Callable[..., Any], Any, Any]:
        try:
            function = self._function(message["ask"])
            args, kwargs = self._decoded(message["arguments"], buffers)
        except (WireError, KeyError, TypeError, ValueError) as error:
            raise ProtocolError(f"a question breaks a rule of the wire: {error}") from error
        if type(args) is not tuple or type(kwargs) is not dict or self._lent:
            raise ProtocolError("a question has no arguments")
        return function, args, kwargs

    def _function(self, number: object) -> Callable[..., Any]:
        if type(number) is not int or not 0 <= number < len(self._functions):
            raise WireError("a question is for a function that was never passed")
        return self._functions[number]

    def _keep(self, value: object) -> list[Any]:
        if isinstance(value, StudentErrorType) and value.student is not None:
            value = value.student
        elif isinstance(value, GuestException) and value.held is not None:
            value = value.held
        if isinstance(value, Proxy):
            return [number_of(value, self)]
        if isinstance(value, type) and _is_builtin_error(value):
            return [value.__name__, "builtin error"]
        if not callable(value):
            raise NotData(f"a {type(value).__name__} cannot be passed to the student's code: it is not data")
        number = self._numbers.setdefault(id(value), len(self._functions))
        if number == len(self._functions):
            self._functions.append(value)  # held, so that its id stays its own
        return [number, "callback", str(getattr(value, "__name__", "function"))]

    def _find(self, rest: list[Any]) -> object:
        match rest:
            case [int(number), "callback", str()]:
                return self._function(number)
            case [int(number), "argument"] if number in self._arguments.objects:
                self._lent = True
                return self._arguments.objects[number]
            case [str(name), "builtin error"]:
                return _builtin_error(name)
            case [int(number), "error", str(name), str(kin), list(bases)]:
                return self._error_class(number, name, kin, bases)
            case [int(number), str(kind), str(type_name), str(label), bool(is_callable)]:
                return self._proxy(number, (kind, type_name, label), is_callable=is_callable)
        raise WireError("a reference is malformed")

    def _proxy(self, number: int, words: tuple[str, str, str], *, is_callable: bool) -> Proxy:
        if not 0 <= number < _MAX_NUMBER:
            raise WireError("a reference has a number that the guest does not give")
        self._sent[number] = self._sent.get(number, 0) + 1
        proxy = self._proxies.get(number)
        if proxy is None:
            proxy = make_proxy(self, number, words, is_callable=is_callable)
            self._proxies[number] = proxy
        return proxy

    def _error_class(self, number: int, name: str, kin: str, bases: list[Any]) -> StudentErrorType:
        """The class of the host's for a class of exceptions, one for as long as the kernel lives."""
        if len(bases) > _MAX_ERROR_BASES or len(self._errors) > 100 * _MAX_ERROR_BASES:
            raise WireError("there are too many classes of exceptions")
        parents = [self._find(base) for base in bases]
        proxy = self._proxy(number, ("class", "type", name[:200]), is_callable=True)
        if number not in self._errors:
            kinds = [parent for parent in parents if isinstance(parent, StudentErrorType)]
            self._errors[number] = student_error_class(name[:200], kin, kinds, proxy)
        return self._errors[number]


_NO_ARGUMENTS: Final = Arguments()


def _builtin_error(name: str) -> type[BaseException]:
    found = vars(builtins).get(name)
    if not (isinstance(found, type) and _is_builtin_error(found)):
        raise WireError("there is no such exception among Python's own")
    return found


def _is_builtin_error(kind: type) -> bool:
    return issubclass(kind, BaseException) and kind.__module__ == "builtins"


def frozen(value: Any) -> Any:
    """``value``, read-only where it is an array: live state arrives as a copy, so a write would be lost."""
    if type(value) is np.ndarray:
        value.flags.writeable = False
    return value
