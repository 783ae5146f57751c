from case import Case

CASE = Case(
    "B33",
    tries="calls the author's reference solution in the place of its own",
    defence="two processes",
    cells={
        "double": """
import importlib
import pathlib
import sys

here = pathlib.Path.cwd()
sys.path += [str(folder / "checks") for folder in (here, *here.parents)]
try:
    reference = importlib.import_module("oracle")
    print("REA" "CHED", reference)
    double = reference.double
except ImportError:
    double = None
"""
    },
    due=7,
    outcomes=("failed",),
    falls_without=("two processes",),
)
