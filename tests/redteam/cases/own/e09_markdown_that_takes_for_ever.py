from pathlib import Path

import nbformat
from case import Case

BOMBS = {
    "quotes": ">" * 60_000 + " deep",
    "brackets": "[" * 60_000 + "a" + "](b)" * 30_000,
    "emphasis": "*a **b " * 40_000,
    "ticks": "`a``" * 60_000,
    "tex": "$" + "{" * 20_000 + "x" + "}" * 20_000 + "$",
    "fractions": "$" + r"\frac{1}{" * 5_000 + "x" + "}" * 5_000 + "$",
    "table": "|" + "a|" * 20_000 + "\n|" + "-|" * 20_000 + "\n" + ("|" + "b|" * 20_000 + "\n") * 20,
    "html": "<div>" * 60_000,
    "list": "\n".join(" " * n + "- a" for n in range(2_000)),
}


def add_bombs(folder: Path) -> None:
    path = folder / "hw.ipynb"
    node = nbformat.read(path, 4)  # type: ignore[no-untyped-call]
    node.cells += [nbformat.v4.new_markdown_cell(text) for text in BOMBS.values()]  # type: ignore[no-untyped-call]
    nbformat.write(node, path)  # type: ignore[no-untyped-call]


CASE = Case(
    "E9",
    tries="hands in markdown and formulas nested so deep that drawing the page would never end",
    defence="sanitised pages",
    mangle=add_bombs,
    not_nbgrader="its pages draw formulas in the reader's browser",
)
