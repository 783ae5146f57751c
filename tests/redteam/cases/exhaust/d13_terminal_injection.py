from case import Case

CASE = Case(
    "D13",
    tries="types into a terminal as if somebody sat at it",
    defence="system call filter",
    cells={
        "note": """
import fcntl, os, pty, termios

child, terminal = pty.fork()
if child == 0:
    try:
        for letter in b"id":
            fcntl.ioctl(0, termios.TIOCSTI, bytes([letter]))
        os._exit(1)
    except OSError:
        os._exit(0)
if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1:
    print("REA" "CHED", "words in a terminal")
for path in ("/dev/tty", "/dev/console", "/dev/tty1"):
    try:
        fcntl.ioctl(os.open(path, os.O_RDWR), termios.TIOCSTI, b"x")
        print("REA" "CHED", path)
    except OSError as error:
        print(path, error)
""",
    },
    falls_without=("system call filter",),
)
