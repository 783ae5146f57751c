from case import Case

CASE = Case(
    "D18d",
    tries="reads where this machine keeps it, and with it the grader's process number and how many it has graded",
    defence="control group namespace",
    cells={
        "note": """
for line in open("/proc/self/cgroup"):
    path = line.strip().split(":", 2)[2]
    if path != "/" and ("autograder" in path or ".." in path):
        print("REA" "CHED", line.strip())
""",
    },
    falls_without=("control group namespace",),
    needs="control group",
)
