from case import Case

from cases.steal._search import SEARCH

CASE = Case(
    "A4",
    tries="looks through the file system for the checks' modules, their bytecode, and the author's repository",
    defence="narrow view",
    cells={
        "double": SEARCH
        + """
for path, text in files(".py", ".pyc", ".ipynb", "HEAD", "packed-refs"):
    if "source" in path or "checks" in path or "oracle" in path or ".git" in path:
        print(path, " ".join(text.split()))

def double(x):
    return 2 * x
""",
    },
)
