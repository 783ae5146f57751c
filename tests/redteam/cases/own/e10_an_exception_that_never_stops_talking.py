from case import Case

CASE = Case(
    "E10",
    tries="raises, in a check's call, an exception whose text, name and traceback lie, are endless or raise in turn",
    defence="a student's exception is only that",
    cells={
        "upper": r"""
class Liar(Exception):
    __module__ = "pytest"
    __qualname__ = "Skipped" * 100_000

    def __str__(self):
        raise self

    def __getattribute__(self, name):
        if name in ("args", "__traceback__", "__cause__", "__context__"):
            raise self
        return super().__getattribute__(name)

def upper(text):
    raise Liar("x" * 50_000_000)
""",
        "spread": r"""
class Endless(Exception):
    def __str__(self):
        return "passed " * 20_000_000

def spread(n):
    raise Endless
""",
    },
    due=7,
    outcomes=("student error", "failed", "crashed"),
)
