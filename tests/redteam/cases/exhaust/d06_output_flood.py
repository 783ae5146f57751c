from case import Case

CASE = Case(
    "D6",
    tries="floods its output, past the guest's own cut, which it has taken out of the way",
    defence="output cap",
    cells={
        "note": """
import sys
from contextlib import suppress

with suppress(AttributeError):
    sys.stdout._outputs._left = 1 << 40
for _ in range(400):
    print("x" * 10_000)
print("REA" "CHED", "4 MB of output, where 1 is allowed")
""",
    },
    outcomes=("crashed",),
    falls_without=("output cap",),
)
