from case import Case

CASE = Case(
    "D5",
    tries="fills every folder that it can write to: /, /dev, /dev/shm, /tmp, /run and its own",
    defence="size of folders",
    cells={
        "note": """
import os

block = b"x" * (1 << 20)
for folder in ("/", "/dev", "/dev/shm", "/dev/mqueue", "/tmp", "/var/tmp", "/run", "/data", "/etc", "."):
    path, size = os.path.join(folder, "rtleft-D5-fill"), 0
    try:
        with open(path, "wb", buffering=0) as file:
            while size < 40:
                file.write(block)
                size += 1
            print("REA" "CHED", size, "MiB in", folder, "where 32 are allowed")
    except OSError as error:
        print(folder, size, error)
    if os.path.exists(path):
        os.unlink(path)
""",
    },
    falls_without=("size of folders",),
)
