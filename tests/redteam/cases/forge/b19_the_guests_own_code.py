from case import Case

CASE = Case(
    "B19",
    tries="replaces the code that runs its cells and answers for its functions",
    defence="two processes",
    cells={
        "classify": """
import gc

def classify(images):
    return None

kernel = getattr(get_ipython(), "kernel", None)
if kernel is None:
    for found in gc.get_objects():
        if type(found).__name__ == "Kernel" and hasattr(found, "_operations"):
            for name in ("call", "verb", "probe"):
                found._operations[name] = lambda *_: (True, {0: True})
            found._table.keep = lambda _: ["AssertionError", "builtin error"]
else:
    async def run_nothing(*_, **__):
        return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}

    kernel.do_execute = run_nothing
"""
    },
    due=7,
    outcomes=("failed", "crashed"),
)
