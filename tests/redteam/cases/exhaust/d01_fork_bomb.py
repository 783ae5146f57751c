from case import Case

CASE = Case(
    "D1",
    tries="forks until nothing else can start",
    defence="bound on processes",
    cells={
        "note": """
import os, signal, time

children = []
try:
    while len(children) < 130:
        child = os.fork()
        if child == 0:
            time.sleep(30)
            os._exit(0)
        children.append(child)
    print("REA" "CHED", len(children), "processes, where 100 are allowed")
except OSError as error:
    print(len(children), error)
for child in children:
    os.kill(child, signal.SIGKILL)
""",
    },
    falls_without=("bound on processes",),
    needs="control group",
)
