from case import Case

CASE = Case(
    "A21",
    tries="crashes a process with a core dump, which the host's handler or the folder would keep",
    defence="resource limits",
    cells={
        "note": """
import glob, os, resource

def crash():
    child = os.fork()
    if child == 0:
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
        os.execv("/bin/sh", ["sh", "-c", "kill -SEGV $$"])
    return os.waitpid(child, 0)[1]

if os.WCOREDUMP(crash()) or glob.glob("core*"):
    print("REA" "CHED a core dump " + str(glob.glob("core*")))
""",
    },
    falls_without=("resource limits",),
)
