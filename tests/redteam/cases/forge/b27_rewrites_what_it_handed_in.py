from case import Case

CASE = Case(
    "B27",
    tries="rewrites its own submission while it is graded, so that what is on file is not what was graded",
    defence="two processes",
    cells={
        "note": """
import pathlib

here = pathlib.Path.cwd()
for folder in (here, *here.parents):
    for mine in folder.glob("submitted/attacker/hw/*.ipynb"):
        mine.write_text(mine.read_text().replace("nothing", "something"))
        print("REA" "CHED", mine)
"""
    },
)
