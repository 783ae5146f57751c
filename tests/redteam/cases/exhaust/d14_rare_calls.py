from case import Case

CASE = Case(
    "D14",
    tries="makes the calls that most ways out of a container begin with: io_uring, userfaultfd, bpf, keyrings, vsock",
    defence="system call filter",
    cells={
        "note": """
import ctypes, errno, os, socket

libc = ctypes.CDLL(None, use_errno=True)
place = {"x86_64": 0, "aarch64": 1}[os.uname().machine]
numbers = {"keyctl": (250, 219), "add_key": (248, 217), "userfaultfd": (323, 282), "bpf": (321, 280),
           "perf_event_open": (298, 241), "io_uring_setup": (425, 425), "memfd_secret": (447, 447),
           "name_to_handle_at": (303, 264)}
parameters = ctypes.create_string_buffer(256)
words = {"keyctl": (0, -3, 1), "add_key": (b"user", b"rt", b"x", 1, -3), "userfaultfd": (1,),
         "bpf": (0, parameters, 64), "perf_event_open": (parameters, 0, -1, -1, 0),
         "io_uring_setup": (4, parameters), "memfd_secret": (0,),
         "name_to_handle_at": (-100, b"/tmp", parameters, parameters, 0)}
for name, number in numbers.items():
    ctypes.set_errno(0)
    answer = libc.syscall(number[place], *words[name])
    said = ctypes.get_errno()
    if answer >= 0 or said not in (errno.ENOSYS, errno.EPERM):
        print("REA" "CHED", name, "answered", answer, errno.errorcode.get(said))
for family in (40, 16, 17, 38, 31, 29, 44):
    try:
        socket.socket(family, socket.SOCK_RAW if family in (16, 17) else socket.SOCK_SEQPACKET)
        print("REA" "CHED", "a socket of family", family)
    except OSError as error:
        if error.errno not in (errno.EAFNOSUPPORT, errno.EPERM):
            print("REA" "CHED", "family", family, "is known:", error)
""",
    },
    falls_without=("system call filter",),
)
