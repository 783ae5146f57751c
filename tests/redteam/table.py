"""The table of cases in ``docs/security.md``: what each tries, what holds it, and how three graders fared."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from case import NOT_APPLICABLE, Case, Family, all_cases
from defences import all_defences

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
PAGE = HERE.parent.parent / "docs/security.md"
MARKS = {
    part: (f"<!-- begin: {part}, written by `make redteam` -->\n", f"<!-- end: {part} -->")
    for part in ("defences", "cases")
}
PEERS = ("nbgrader 0.9.6", "Otter 7.0.0")

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
        f"\n{len(all_cases())} cases: " + ", ".join(f"{counts[f]} {f.name.lower()}" for f in Family) + ".\n"
    ]
    for family, title in FAMILIES.items():
        lines += [f"\n### {title}\n", "| case | what it tries | held by | here | " + " | ".join(PEERS) + " |"]
        lines.append("|---" * 6 + "|")
        lines += [_row(case, results) for case in all_cases() if case.family is family]
    lines += ["\n### Not tried\n", "| case | why |", "|---|---|"]
    lines += [f"| {number} | {why} |" for number, why in NOT_APPLICABLE.items()]
    return "\n".join(lines) + "\n\n"


def _row(case: Case, results: Results) -> str:
    theirs = [_theirs(case, results[peer].get(case.number)) for peer in PEERS]
    return "| " + " | ".join([case.number, case.tries, case.defence, "holds", *theirs]) + " |"


def _theirs(case: Case, found: Sequence[str] | None) -> str:
    if found is None:
        return f"- ({case.not_nbgrader})" if case.not_nbgrader else "-"
    return "**falls**: " + found[0].removeprefix("REACHED").strip(" :") if found else "holds"
