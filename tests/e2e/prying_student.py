# ruff: noqa
# Written as a student might; to the tests it is text, and never imported.
# The code of a student who looks everywhere. It knows what a secret looks like, not what it is:
# "secret", a colon or underscore, then 24 hexadecimal digits. No text here matches its own pattern.
import atexit
import base64
import gc
import os
import re
import sys
import threading

PATTERN = re.compile(b"".join([b"sec", b"ret", b"[:_]", b"[0-9a-f]{24}"]))
FOUND = {}
BLOCK = 1 << 24


def note(moment, where, data):
    for hit in PATTERN.findall(data):
        FOUND.setdefault(hit.decode(), set()).add(f"{moment} in {where}")


def of_file(moment, path, most=1 << 23):
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return
    try:
        note(moment, "files", os.read(descriptor, most))
    except OSError:
        pass
    os.close(descriptor)


def of_folders(moment):
    here = os.getcwd()
    system = ("/usr", "/sys", "/proc", sys.prefix, sys.base_prefix)
    for root in [here, *[os.path.join(here, *[".."] * n) for n in (1, 2, 3)]]:
        for folder, folders, names in os.walk(os.path.abspath(root)):
            folders[:] = [name for name in folders if not os.path.join(folder, name).startswith(system)]
            for name in names:
                note(moment, "file names", name.encode("utf-8", "replace"))
                of_file(moment, os.path.join(folder, name))


def of_descriptors(moment):
    for number in range(3, 256):
        try:
            note(moment, "descriptors", os.pread(number, 1 << 20, 0))
        except OSError:
            pass
        try:
            of_file(moment, f"/proc/self/fd/{number}")
            note(moment, "descriptors", os.readlink(f"/proc/self/fd/{number}").encode())
        except OSError:
            pass


def of_processes(moment):
    for pid in filter(str.isdigit, os.listdir("/proc")):
        for name in ("cmdline", "environ", "maps", "mountinfo", "status"):
            of_file(moment, f"/proc/{pid}/{name}")
    note(moment, "environment", repr((dict(os.environ), sys.argv, getattr(sys, "orig_argv", ()))).encode())


def of_memory(moment, pid):
    try:
        maps = open(f"/proc/{pid}/maps").read().splitlines()
        memory = open(f"/proc/{pid}/mem", "rb", 0)
    except OSError:
        return
    for line in maps:
        place, rights = line.split()[:2]
        start, end = (int(part, 16) for part in place.split("-"))
        if rights[0] != "r" or line.endswith("[vsyscall]") or line.endswith("[vvar]"):
            continue
        while start < end:
            try:
                memory.seek(start)
                block = memory.read(min(BLOCK, end - start))
            except (OSError, ValueError, OverflowError):
                break
            note(moment, "memory", block)
            # One block may end in the middle of a secret.
            start += max(1, len(block) - 64) if len(block) == BLOCK else max(1, end - start)


def of_objects(moment):
    for frame in sys._current_frames().values():
        while frame is not None:
            note(moment, "frames", repr((frame.f_locals, frame.f_code.co_consts)).encode("utf-8", "replace"))
            frame = frame.f_back
    for thing in gc.get_objects():
        if type(thing) in (dict, list, tuple):
            try:
                note(moment, "objects", repr(thing)[:200_000].encode("utf-8", "replace"))
            except Exception:
                pass
    for module in list(sys.modules.values()):
        note(moment, "modules", repr(list(vars(module))).encode("utf-8", "replace"))


def look(moment):
    of_folders(moment)
    of_descriptors(moment)
    of_processes(moment)
    of_memory(moment, "self")
    for pid in filter(str.isdigit, os.listdir("/proc")):
        if int(pid) != os.getpid() and os.getppid() in (0, 1, int(pid)):
            of_memory(moment, pid)
    of_objects(moment)


def smuggle():
    """Say what was found in all the ways that a filter might miss, and leave it in files."""
    for secret, places in sorted(FOUND.items()):
        data = secret.encode()
        shapes = (secret, base64.b64encode(data).decode(), data.hex(), secret[::-1])
        for shape in shapes:
            print(shape, sorted(places))
            print(shape, file=sys.stderr)
        for folder in (".", "/tmp", "figures"):
            try:
                os.makedirs(folder, exist_ok=True)
                with open(os.path.join(folder, "found.txt"), "a") as file:
                    file.write("\n".join(shapes))
            except OSError:
                pass
    print("LOOKED", sorted({place for places in FOUND.values() for place in places}))


def in_a_thread(moment):
    thread = threading.Thread(target=look, args=(moment,))
    thread.start()
    thread.join()


def at_the_end():
    look("at exit")
    smuggle()


# A secret of one's own, that only memory holds whole: whoever looks well must find it.
OWN = bytearray(b"".join([b"sec", b"ret", b":", b"0123456789ab" * 2]))
atexit.register(at_the_end)
look("in a cell")
in_a_thread("in a thread")
smuggle()
