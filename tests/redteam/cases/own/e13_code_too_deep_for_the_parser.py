from case import Case

CASE = Case(
    "E13",
    tries="writes code that is too deep for Python's parser, on the host as in its own process",
    defence="damaged files",
    cells={"note": '"-" * 3\n' + "-" * 20_000 + "1"},
    not_nbgrader="it parses no code of a student's outside of their kernel",
)
