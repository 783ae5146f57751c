from case import Case

CASE = Case(
    "D12b",
    tries="opens Linux's own settings for writing: the handler of core dumps runs as root outside every wall",
    defence="root is left",
    cells={
        "note": """
import glob, os
from contextlib import suppress

for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sysrq-trigger",
             "/proc/sys/vm/overcommit_memory", "/proc/sys/kernel/hostname", "/proc/sys/fs/binfmt_misc/register",
             "/sys/kernel/uevent_helper", *glob.glob("/sys/devices/system/cpu/cpu*/online"),
             *glob.glob("/sys/fs/cgroup/**/release_agent", recursive=True)):
    with suppress(OSError):
        os.close(os.open(path, os.O_WRONLY))
        print("REA" "CHED", path, "can be written")
""",
    },
    falls_without=("root is left",),
    not_nbgrader="run by root it may write them all; the jar of these tests covers them",
)
