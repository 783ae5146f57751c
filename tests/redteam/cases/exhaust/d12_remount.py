from case import Case

CASE = Case(
    "D12",
    tries="mounts over the machine's folders, or makes them writable, by every call that can",
    defence="no further namespaces",
    cells={
        "note": """
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
REMOUNT, BIND = 32, 4096

def try_all(who):
    for source, target, kind, flags in (
        (b"none", b"/", None, REMOUNT),
        (b"none", b"/usr", None, REMOUNT | BIND),
        (b"none", b"/dev", None, REMOUNT),
        (b"tmpfs", b"/usr", b"tmpfs", 0),
        (b"tmpfs", b"/tmp", b"tmpfs", 0),
        (b"proc", b"/proc", b"proc", 0),
        (b"/", b"/tmp", None, BIND),
    ):
        if libc.mount(source, target, kind, flags, None) == 0:
            print("REA" "CHED", who, "mounted", source, "on", target)
    if libc.umount2(b"/proc", 2) == 0 or libc.syscall(428, -100, b"/", 1) >= 0 or libc.chroot(b"/tmp") == 0:
        print("REA" "CHED", who, "changed what is mounted")

child = os.fork()
if child == 0:
    try_all("as it is")
    os._exit(0)
os.waitpid(child, 0)
read, write = os.pipe()
if os.fork() == 0:
    os.dup2(write, 1)
    if libc.unshare(0x10020000) == 0 and libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None) == 0:
        os.write(write, b"mounted a folder in a namespace of its own")
    os._exit(0)
os.close(write)
if said := os.read(read, 100):
    print("REA" "CHED", said.decode())
""",
    },
)
