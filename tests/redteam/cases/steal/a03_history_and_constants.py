from case import Case

CASE = Case(
    "A3",
    tries="reads `__main__`, the shell's history of cells, and the constants of functions defined in them",
    defence="two processes",
    cells={
        "note": """
import __main__

shell = get_ipython()
print(shell.user_ns.get("In"), getattr(shell, "_ih", None))
for name, value in [*vars(__main__).items(), *shell.user_ns.items()]:
    for part in (value, *(getattr(value, "__closure__", None) or ())):
        code = getattr(part, "__code__", None)
        print(name, getattr(code, "co_consts", ""), getattr(part, "cell_contents", ""))
""",
    },
    falls_without=("two processes",),
)
