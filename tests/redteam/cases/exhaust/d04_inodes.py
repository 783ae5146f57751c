from case import Case

CASE = Case(
    "D4",
    tries="makes empty files, which take no size, until there is no room for names",
    defence="number of files",
    cells={
        "note": """
import os

made = 0
try:
    for made in range(20_000):
        os.mknod(f"/dev/shm/rtleft-D4-{made}")
    print("REA" "CHED", made + 1, "files, where 16384 are allowed")
except OSError as error:
    print(made, error)
for number in range(made):
    os.unlink(f"/dev/shm/rtleft-D4-{number}")
""",
    },
    falls_without=("number of files",),
)
