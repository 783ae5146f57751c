"""The table of cases in ``docs/security.md``: what each tries, what holds it, and how three graders fared."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from case import NOT_APPLICABLE, Case, Family, all_cases
from defences import all_defences
from evidence import REACHED

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
README = HERE.parent.parent / "README.md"
PAGE = HERE.parent.parent / "docs/security.md"
MARKS = {
    part: (f"<!-- begin: {part}, written by `make redteam` -->\n", f"<!-- end: {part} -->")
    for part in ("defences", "cases")
}
PEERS = ("nbgrader 0.9.6", "Otter 7.0.0")

NO_GRADE = "no grade"
_UNGRADED = ("it was not graded", "the grader ended with status")
_RUN = re.compile(r"/tmp/redteam-\S*|\b\d{6,}(?:-\d+)*\b")
_WIDEST = 70

FAMILIES = {
    Family.STEAL: "Steal: hidden checks, labels, other people's work",
    Family.FORGE: "Forge: points that were not earned",
    Family.PARSE: "Poison: what the host must read",
    Family.EXHAUST: "Exhaust and escape",
    Family.OWN: "Found while building the others",
}

Results = Mapping[str, Mapping[str, Sequence[str]]]
"""Grader -> number of the case -> what the attack got there; nothing where the grader held."""


def kept_results() -> Results:
    """What the last whole run found of the graders that have no wall."""
    results: Results = json.loads(RESULTS.read_text())
    return results


def keep(results: Results) -> None:
    """Write the results down, and the tables into the page."""
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
    write_page()


def write_page() -> None:
    """Write the tables of defences and of cases into the page."""
    text = PAGE.read_text()
    for part, table in {"defences": render_defences(), "cases": render(kept_results())}.items():
        begin, end = MARKS[part]
        before, rest = text.split(begin)
        text = before + begin + table + end + rest.split(end)[1]
    PAGE.write_text(text)
    lines = README.read_text().split("\n")
    row = readme_row(kept_results())
    README.write_text("\n".join(row if line.startswith("| [attacks]") else line for line in lines))


def readme_row(results: Results) -> str:
    """The line of the README's comparison that sums it all up."""
    falls = [sum(_said(f).startswith("**") for f in results[peer].values()) for peer in PEERS]
    theirs = [f"{count} of {len(results[peer])}" for count, peer in zip(falls, PEERS, strict=True)]
    what = "[attacks](docs/security.md#the-attacks) that get points, secrets or past a limit"
    return f"| {what} | {theirs[0]} | {theirs[1]} | 0 of {len(all_cases())} |"


def in_page(part: str) -> str:
    """The table ``part`` as the page has it."""
    begin, end = MARKS[part]
    return PAGE.read_text().split(begin)[1].split(end)[0]


def render_defences() -> str:
    """Every defence, and which cases get through without it."""
    lines = ["\n| defence | what it does | without it, these get through |", "|---|---|---|"]
    for name, defence in all_defences().items():
        falling = ", ".join(case.number for case in all_cases() if name in case.falls_without)
        lines.append(f"| {name} | {defence.holds} | {falling} |")
    return "\n".join(lines) + "\n\n"


def render(results: Results) -> str:
    """The whole table, family by family, with counts."""
    counts = Counter(case.family for case in all_cases())
    lines = [
        f"\n{len(all_cases())} cases: " + ", ".join(f"{counts[f]} {f.name.lower()}" for f in Family) + "."
    ]
    lines += ["All hold here. " + " ".join(_tally(peer, results[peer]) for peer in PEERS)]
    for family, title in FAMILIES.items():
        lines += [f"\n### {title}\n", "| case | what it tries | held by | here | " + " | ".join(PEERS) + " |"]
        lines.append("|---" * 6 + "|")
        lines += [_row(case, results) for case in all_cases() if case.family is family]
    lines += ["\n### Not tried\n", "| case | why |", "|---|---|"]
    lines += [f"| {number} | {why} |" for number, why in NOT_APPLICABLE.items()]
    return "\n".join(lines) + "\n\n"


def _tally(peer: str, found: Mapping[str, Sequence[str]]) -> str:
    words = [_said(breaches) for breaches in found.values()]
    falls, ungraded = sum(word.startswith("**") for word in words), words.count(NO_GRADE)
    rest = len(words) - falls - ungraded
    tried = f"Of the {len(words)} that can be tried on {peer}"
    return (
        f"{tried}, {falls} get through, {ungraded} keep it from giving a grade, and it holds against {rest}."
    )


def _row(case: Case, results: Results) -> str:
    why = f"- ({case.not_nbgrader})" if case.not_nbgrader else "-"
    theirs = [_said(results[peer][case.number]) if case.number in results[peer] else "-" for peer in PEERS]
    theirs[0] = why if theirs[0] == "-" else theirs[0]
    return "| " + " | ".join([case.number, case.tries, case.defence, "holds", *theirs]) + " |"


def _said(found: Sequence[str]) -> str:
    """What an attack got from another grader; to be left without a grade is not yet to have won something."""
    gains = [breach for breach in found if not breach.startswith(_UNGRADED)]
    if not gains:
        return NO_GRADE if found else "holds"
    first = next((gain for gain in gains if not gain.startswith(REACHED)), gains[0])
    return f"**falls**: {_tidy(first.removeprefix(REACHED).strip(' :'))}"


def _tidy(text: str) -> str:
    """One short line without what differs from run to run, or what Markdown would obey."""
    text = _RUN.sub("...", text)
    plain = "".join(letter for letter in text if letter.isprintable() and letter not in "|`<>*[]")
    return plain if len(plain) <= _WIDEST else plain[:_WIDEST].rsplit(" ", 1)[0] + " ..."
