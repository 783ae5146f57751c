from case import Case

CASE = Case(
    "C20",
    tries="kills whatever runs it, again in each try, so that nobody behind it is graded",
    defence="process namespace",
    cells={
        "note": """
import os, signal

for pid in (os.getppid(), os.getpid()):
    os.kill(pid, signal.SIGKILL)
""",
        "upper": """
import os, signal

def upper(text):
    os.kill(os.getppid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
""",
    },
    due=9,
    outcomes=("crashed",),
)
