from case import Case

CASE = Case(
    "B8",
    tries="ends the process with status 0 before any assert can fail",
    defence="two processes",
    cells={"upper": "import os\n\ndef upper(text):\n    os._exit(0)"},
    due=9,
    outcomes=("crashed",),
)
