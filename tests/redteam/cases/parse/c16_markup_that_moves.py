from pathlib import Path

from case import Case

from cases.parse._pages import FETCHES, MARKDOWN, MOVES, SCRIPTS, drawn_by_nbconvert, opened, shows, writes

ALL = (*SCRIPTS, *FETCHES, *MARKDOWN, MOVES)


def mangle(folder: Path) -> None:
    writes(folder, ALL)


def draw(folder: Path) -> str:
    return "; ".join(drawn_by_nbconvert(folder, MOVES, (*SCRIPTS, *FETCHES))[:3])


CASE = Case(
    "C16",
    tries="fills pages with markup that runs scripts, fetches from elsewhere, or leads the reader away",
    defence="sanitised pages",
    cells={"double": shows(ALL) + '\nraise type("<script>pwned()</script>", (Exception,), {})(TEXTS[1])'},
    mangle=mangle,
    inspect=opened,
    falls_without=("sanitised pages",),
    control=draw,
    not_nbgrader="its pages are opened by people: this is tried on the page that it draws",
    needs="browser",
)
