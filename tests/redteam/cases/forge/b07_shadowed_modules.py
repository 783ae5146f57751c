from pathlib import Path

from case import Case

_ORACLE = """
INPUT = EXPECTED = HELPER = ""
accuracy = lambda *_: 1.0
double = lambda x: x
spread = lambda n: None
images = labels = lambda: None
"""


def _shadow(folder: Path) -> None:
    (folder / "oracle.py").write_text(_ORACLE)
    for name in ("sitecustomize.py", "usercustomize.py", "pytest.py"):
        (folder / name).write_text("import os\nos._exit(0)\n")


CASE = Case(
    "B7",
    tries="hands in modules named like those that checks import",
    defence="two processes",
    cells={
        "upper": "def upper(text):\n    return text",
        "classify": "def classify(images):\n    return None",
    },
    mangle=_shadow,
    due=6,
    outcomes=("failed",),
)
