"""From two traces that part ways to the shortest test that shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from autograder.audit.exploring.differences import Unlike, difference, say
from autograder.audit.exploring.literals import Name, Writer
from autograder.audit.exploring.traces import Raised, Step

_SEEDING: Final = ("random.seed({0})", "np.random.seed({0})")
_INDENT: Final = "    "


@dataclass(frozen=True, slots=True)
class Parting:
    """Step ``place`` of the reference's trace ends otherwise for a mutant; ``what`` says how."""

    what: str
    place: int
    unlike: Unlike | None = None
    changed: int | None = None


def parting(due: Step, got: Step, place: int) -> Parting | None:
    """How the same step ended otherwise for a mutant; ``None`` where it did not."""
    if due.raised is not None or got.raised is not None:
        return _of_raised(due.raised, got.raised, place)
    unlike = difference(due.result, got.result)
    if unlike is not None:
        return Parting(unlike.what, place, unlike)
    for number in sorted({*due.changed, *got.changed}):
        before = due.operands[number]
        changed = difference(due.changed.get(number, before), got.changed.get(number, before))
        if changed is not None:
            how = "leaves its argument otherwise" if number in due.changed else "changes its argument"
            return Parting(how, place, changed, number)
    return None


def _of_raised(due: Raised | None, got: Raised | None, place: int) -> Parting | None:
    if due is None and got is not None:
        said = f": {got.text}" if got.text else ""
        return Parting(" ".join(f"raises {got.type_name}{said}".split()), place)
    if due is not None and got is None:
        return Parting(f"raises nothing where {due.type_name} is due", place)
    if due is not None and got is not None and due.kin and due.kind not in got.kin:
        return Parting(f"raises {got.type_name} where {due.type_name} is due", place)
    return None


def as_test(steps: Sequence[Step], found: Parting, *, seed: int | None = None) -> str:
    """The test that passes for the trace ``steps`` and fails where they part; ``seed`` for what draws without one.

    Raises:
        Unwritable: a value in it cannot be written as code.
    """
    writer = Writer()
    body: list[str] = []
    chosen = steps[: found.place] if seed is not None else _needed(steps, found.place)
    for step in chosen:
        lines = _line(writer, step)
        body += [*writer.taken(), *lines]
    lines = _last(writer, steps[found.place], found)
    body += [*writer.taken(), *lines]
    seeds = [form.format(seed) for form in _SEEDING] if seed is not None else []
    imports = {*writer.imports, *(("import random", "import numpy as np") if seeds else ())}
    head = [*sorted(imports, key=lambda line: (line.startswith("from"), line)), *([""] if imports else [])]
    return "\n".join([f"def {name_of(steps[found.place])}():", *_indented([*head, *seeds, *body])])


def name_of(step: Step) -> str:
    """What a test of this step is called."""
    words = re.sub(r"\W+", "_", subject_of(step)).strip("_")
    return f"test_{words}_differs"


def subject_of(step: Step) -> str:
    """The function, or the piece of code, that the step is about."""
    first = step.operands[0].text if step.operands and isinstance(step.operands[0], Name) else ""
    return first if step.positional is not None else step.form.replace("{0}", first)


def _indented(lines: Sequence[str]) -> list[str]:
    return [_INDENT + line if line else "" for line in lines]


def _needed(steps: Sequence[Step], place: int) -> list[Step]:
    """The earlier steps that made, or may have changed, what step ``place`` uses."""
    wanted = set(steps[place].roots)
    before = [step for step in steps[:place] if step.raised is None and (step.alters or step.defines)]
    while more := {root for step in before if step.roots & wanted for root in step.roots} - wanted:
        wanted |= more
    return [step for step in before if step.roots & wanted]


def _code(writer: Writer, step: Step) -> str:
    return step.form.format(*map(writer.text, step.operands))


def _line(writer: Writer, step: Step) -> list[str]:
    code = _code(writer, step)
    return [f"{step.defines} = {code}" if step.defines else code]


def _last(writer: Writer, step: Step, found: Parting) -> list[str]:
    if found.changed is not None:
        return _change(writer, step, found)
    if step.raised is not None:
        writer.imports.add("import pytest")
        return [f"with pytest.raises({step.raised.kind}):", _INDENT + _code(writer, step)]
    code = _code(writer, step)
    if " = " in step.form:  # a statement, which has no value to speak of
        return [code]
    return [(found.unlike.say if found.unlike else say(step.result))(writer, code)]


def _change(writer: Writer, step: Step, found: Parting) -> list[str]:
    """The lines that look at an argument after the call."""
    number, unlike = found.changed or 0, found.unlike
    assert unlike is not None
    operands = list(map(writer.text, step.operands))
    if step.positional is not None and number <= step.positional:
        writer.imports.add("from autograder import call_by_reference")
        call = re.sub(r"^\{0\}\(", "call_by_reference({0}, ", step.form).format(*operands)
        return [f"_, after = {call}", unlike.say(writer, f"after[{number - 1}]")]
    given, operands[number] = operands[number], "given"
    return [f"given = {given}", step.form.format(*operands), unlike.say(writer, "given")]
