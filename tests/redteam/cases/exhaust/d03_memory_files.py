from case import Case

CASE = Case(
    "D3",
    tries="keeps its memory in memory files and shared mappings, which no limit of a process counts",
    defence="bound on memory",
    cells={
        "note": """
import mmap, os

held, block = [], b"x" * (1 << 20)
for number in range(350):
    if number % 50 == 0:
        file = os.memfd_create("held")
        held.append(file)
    os.write(file, block)
shared = mmap.mmap(-1, 250 << 20)
for place in range(0, len(shared), 4096):
    shared[place] = 1
print("REA" "CHED", "600 MiB in memory files, where 512 are allowed")
""",
    },
    outcomes=("out of memory",),
    falls_without=("bound on memory",),
    needs="control group",
)
