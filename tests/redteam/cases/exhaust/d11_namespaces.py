from case import Case

CASE = Case(
    "D11",
    tries="makes namespaces of its own, by unshare, clone and clone3, to be root in them",
    defence="no further namespaces",
    cells={
        "note": """
import ctypes, os, signal, struct

libc = ctypes.CDLL(None, use_errno=True)
USER, MOUNT = 0x10000000, 0x00020000
call = {"x86_64": {"clone": 56}, "aarch64": {"clone": 220}}[os.uname().machine] | {"clone3": 435}

def made(number, *words):
    child = libc.syscall(number, *words)
    if child == 0:
        os._exit(0)
    if child > 0:
        print("REA" "CHED", "a user namespace by call", number)

for flags in (USER, USER | MOUNT):
    made(call["clone"], ctypes.c_long(flags | signal.SIGCHLD), None, None, None, None)
    words = ctypes.create_string_buffer(struct.pack("8Q", flags, 0, 0, 0, signal.SIGCHLD, 0, 0, 0))
    made(call["clone3"], words, ctypes.c_long(64))
    if os.fork() == 0:
        os._exit(libc.unshare(flags) == 0)
    if os.waitstatus_to_exitcode(os.wait()[1]) == 1:
        print("REA" "CHED", "a user namespace by unshare")
""",
    },
    falls_without=("no further namespaces",),
)
