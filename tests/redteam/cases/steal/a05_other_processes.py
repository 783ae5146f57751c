from case import Case

CASE = Case(
    "A5",
    tries="reads the memory, environment and open files of the process that started it, through /proc",
    defence="empty environment",
    cells={
        "double": r"""
import os

MARK = b"AUTOGRADER_" + b"REDTEAM="

def memory(pid):
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as file:
        for line in maps:
            place, rights, *_, = line.split()
            if rights.startswith("rw") and ("[stack]" in line or "[heap]" in line):
                start, end = (int(part, 16) for part in place.split("-"))
                file.seek(start)
                yield file.read(min(end - start, 1 << 25))

def environment(pid):
    with open(f"/proc/{pid}/environ", "rb") as file:
        yield file.read()

for pid in filter(str.isdigit, os.listdir("/proc")):
    for way in (environment, memory):
        try:
            for block in way(pid):
                if MARK in block:
                    print(pid, way.__name__, block[block.index(MARK):][:200])
        except OSError:
            pass
    try:
        for number in os.listdir(f"/proc/{pid}/fd"):
            target = os.readlink(f"/proc/{pid}/fd/{number}")
            if target.endswith((".db", ".ipynb", ".npz")):
                with open(f"/proc/{pid}/fd/{number}", "rb") as file:
                    print(pid, target, file.read(1 << 20))
    except OSError:
        pass

def double(x):
    return 2 * x
""",
    },
    falls_without=("empty environment",),
)
