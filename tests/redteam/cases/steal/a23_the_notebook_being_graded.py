from case import Case

CASE = Case(
    "A23",
    tries="looks for hidden cells that the grader has put back: in the notebook being graded, and in its own page",
    defence="released text",
    cells={
        "note": """
import glob, json, os

for folder in (".", os.getcwd(), os.environ.get("HOME", ".")):
    for path in glob.glob(os.path.join(folder, "*.ipynb")):
        with open(path) as file:
            for cell in json.load(file)["cells"]:
                print(path, "".join(cell["source"]))
""",
    },
    falls_without=("released text",),
)
