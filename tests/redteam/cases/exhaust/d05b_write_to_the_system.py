from case import Case

CASE = Case(
    "D5b",
    tries="opens the course's Python, the system's programs and settings for writing, and its folders for new files",
    defence="read-only system",
    cells={
        "note": """
import os, sys
from contextlib import suppress
import numpy

files = [os.__file__, numpy.__file__, sys.executable, "/bin/sh", "/etc/ld.so.cache", "/usr/bin/env", "/etc/passwd"]
for path in files:
    with suppress(OSError):
        os.close(os.open(path, os.O_WRONLY))
        print("REA" "CHED", path, "can be written")
for folder in {"/", "/usr", "/etc", "/dev", "/opt", "/opt/autograder", *map(os.path.dirname, files)}:
    if os.access(folder, os.W_OK):
        print("REA" "CHED", folder, "can be written")
""",
    },
    falls_without=("read-only system",),
    not_nbgrader="it writes wherever its account may; the jar of these tests shows it a read-only machine",
)
