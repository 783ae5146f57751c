from case import Case

CASE = Case(
    "A6",
    tries="prints its environment and arguments, and those of every child that it starts",
    defence="empty environment",
    cells={
        "double": """
import os, subprocess, sys

print(dict(os.environ), sys.argv, sys.orig_argv)
print(subprocess.run(["env"], capture_output=True, text=True).stdout)

def double(x):
    return 2 * x
""",
    },
    falls_without=("empty environment",),
)
