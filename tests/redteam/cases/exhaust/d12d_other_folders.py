from case import Case

CASE = Case(
    "D12d",
    tries="searches the whole file system for what belongs to the machine or to others",
    defence="narrow view",
    cells={
        "note": """
import os

accounts = open("/etc/passwd").read().split()
roots = ["/"] + [os.path.join(a, b) for a in ("/opt", "/mnt", "/media", "/srv", "/data") if os.path.isdir(a)
                 for b in os.listdir(a)]
for root in roots:
    for name in ("etc/machine-id", "etc/shadow", "etc/hostname", "etc/ssh", "var/log", "var/lib", "boot", "run/lock"):
        if os.path.lexists(os.path.join(root, name)):
            print("REA" "CHED", os.path.join(root, name), "is there")
""",
    },
    falls_without=("narrow view",),
)
