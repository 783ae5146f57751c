from pathlib import Path

from case import Case

from cases.parse._pages import MARKDOWN, SCRIPTS, drawn_by_nbconvert, opened_feedback, shows, writes


def mangle(folder: Path) -> None:
    writes(folder, (*SCRIPTS, *MARKDOWN))


def draw(folder: Path) -> str:
    return "; ".join(drawn_by_nbconvert(folder, SCRIPTS[0], SCRIPTS)[:3])


CASE = Case(
    "C16b",
    tries="fills pages with scripts, should one get past the sanitiser",
    defence="content policy",
    cells={"double": shows(SCRIPTS)},
    mangle=mangle,
    inspect=opened_feedback,
    falls_without=("content policy",),
    control=draw,
    not_nbgrader="its pages are opened by people: this is tried on the page that it draws",
    needs="browser",
)
