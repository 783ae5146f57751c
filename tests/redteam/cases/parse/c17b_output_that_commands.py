from pathlib import Path

from case import Case

OBEYED = ("\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u200f")


def on_pages(root: Path, student: str) -> list[str]:
    text = "".join(path.read_text() for path in (root / "feedback" / student).rglob("*.html"))
    return [f"a page has {sign!a}" for sign in OBEYED if sign in text]


def print_output(_: Path) -> str:
    return "; ".join(f"a terminal gets {sign!a}" for sign in OBEYED)


CASE = Case(
    "C17b",
    tries="turns text around and hides it, in outputs, exceptions, comments and names of functions",
    defence="plain text",
    cells={
        "double": """
def double(x):
    return 2 * x

# \u202e}sruoy si noitulos eht{
import sys
print("\\x1b[2J\\x1b]0;owned\\x07\\x9b2K \\u202edessap \\u2066 \\u200f")
print("\\x1b[8m hidden \\x1b[0m", file=sys.stderr)
raise type("\\u202eorrE", (Exception,), {})("\\x1b[1A\\u202edessap")
"""
    },
    inspect=on_pages,
    falls_without=("plain text",),
    control=print_output,
    not_nbgrader="its score is not touched by this, and its page is nbconvert's",
)
