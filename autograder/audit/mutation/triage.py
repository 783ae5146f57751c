"""What people have decided about mutants that no check notices, in ``audit/<assignment>/survivors.toml``.

[[survivor]]
key = "5c28f27b7aeb44cf"
label = "equivalent"            # or "unspecified", or "missing check"
why = "Any shift of a row cancels, the smallest value as well as the largest."
operator = "rename call"        # this and other fields are for the reader
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from autograder.audit.model import Ending, Label, Mutant, MutantFate
from autograder.errors import AssignmentError

UNDECIDED: Final = "?"
"""What stands for the label until a person has decided."""

_KEY: Final = re.compile(r"[0-9a-f]{16}")
_LABELS: Final = ", ".join(f'"{label}"' for label in Label)


def read_labels(path: Path) -> Mapping[str, tuple[Label, str]]:
    """The labels in the file at ``path`` and the reasons for them, by the mutants' keys; a missing file has none.

    Raises:
        AssignmentError: the file is not as it should be; names the entry.
    """
    if not path.exists():
        return {}
    labels: dict[str, tuple[Label, str]] = {}
    for number, entry in enumerate(_entries(path), 1):
        key, label, why = _label_of(entry, f"{path}: survivor {number}")
        if key in labels:
            raise AssignmentError(
                f"{path}: survivor {number} has the key {key} of one before it; delete one of the two"
            )
        labels[key] = (label, why)
    return labels


def _entries(path: Path) -> list[Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise AssignmentError(
            f"{path} cannot be read as text: {error}; write it anew, or delete it"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise AssignmentError(f"{path} is not TOML: {error}; mend that line") from None
    entries = content.pop("survivor", [])
    if content:
        raise AssignmentError(
            f"{path} has {', '.join(sorted(content))}; begin each entry with `[[survivor]]`"
        )
    if not isinstance(entries, list):
        raise AssignmentError(f"{path} has one `survivor` alone; begin each entry with `[[survivor]]`")
    return entries


def _label_of(entry: Any, where: str) -> tuple[str, Label, str]:
    if not isinstance(entry, dict):
        raise AssignmentError(f"{where} is no table; begin each entry with `[[survivor]]`")
    key, label, why = (entry.get(field) for field in ("key", "label", "why"))
    if not (isinstance(key, str) and _KEY.fullmatch(key)):
        raise AssignmentError(f"{where} has no key of 16 hexadecimal digits; copy it from the audit's report")
    if label == UNDECIDED:
        raise AssignmentError(f"{where} ({key}) is not decided yet; make its label one of {_LABELS}")
    if label not in [str(known) for known in Label]:
        raise AssignmentError(f"{where} ({key}) has the label {label!r}; make it one of {_LABELS}")
    if not (isinstance(why, str) and why.strip()):
        raise AssignmentError(f'{where} ({key}) gives no reason; write one line as its `why = "…"`')
    if "\n" in why.strip():
        raise AssignmentError(f"{where} ({key}) gives its reason in several lines; make it one")
    return key, Label(label), why.strip()


def stale(labels: Iterable[str], mutants: Iterable[Mutant]) -> tuple[str, ...]:
    """The keys of ``labels`` that belong to none of ``mutants``: the code that they were given for has changed."""
    known = {mutant.key for mutant in mutants}
    return tuple(key for key in labels if key not in known)


def to_paste(fates: Iterable[MutantFate]) -> str:
    """Entries for the survivors without a label, to append to the file; each is refused until it is decided."""
    waiting = (fate.mutant for fate in fates if fate.ending is Ending.SURVIVED and fate.label is None)
    unique = {mutant.key: mutant for mutant in waiting}
    return "\n".join(map(_entry, unique.values()))


def _entry(mutant: Mutant) -> str:
    fields = {
        "key": mutant.key,
        "label": UNDECIDED,
        "why": "",
        "operator": mutant.operator,
        "where": f"{mutant.cell}: {mutant.function}, in {mutant.base}",
    }
    lines = (f"{name} = {_quoted(value)}" for name, value in fields.items())
    return "\n".join(("[[survivor]]", *map(_comment, mutant.diff.split("\n")), *lines, ""))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace(
        "\x7f", "\\u007f"
    )  # the one that JSON allows and TOML not


def _comment(line: str) -> str:
    shown = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)
    return f"# {shown}".rstrip()
