from case import Case

CASE = Case(
    "D1c",
    tries="opens files until the machine has no descriptors left, after raising its own limit",
    defence="resource limits",
    cells={
        "note": """
import os, resource
from contextlib import suppress

with suppress(OSError, ValueError):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
held = []
try:
    while len(held) < 3000:
        held.append(os.open("/dev/null", os.O_RDONLY))
    print("REA" "CHED", len(held), "open files, where 1024 are allowed")
except OSError as error:
    print(len(held), error)
for descriptor in held:
    os.close(descriptor)
""",
    },
    falls_without=("resource limits",),
)
