"""Code that payloads of this family share: it looks through the files that it can reach."""

from __future__ import annotations

SEARCH = r'''
import os, sys, time

def files(*endings):
    """Texts of files with these endings around this folder, and where courses usually lie; for 3 seconds at most."""
    until = time.monotonic() + 3
    around = [os.path.abspath(os.path.join(*[".."] * n)) for n in (1, 2, 3)]
    roots = [os.getcwd(), *around, "/opt", "/data", "/srv", "/home", "/tmp", "/var", *sys.path]
    own = ("/usr", "/sys", "/proc", "/dev", "/lib", sys.prefix, sys.base_prefix)
    for root in filter(os.path.isabs, roots):
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders if not os.path.join(folder, name).startswith(own)]
            if time.monotonic() > until:
                return
            for name in names:
                if name.endswith(endings):
                    try:
                        with open(os.path.join(folder, name), "rb") as file:
                            yield os.path.join(folder, name), file.read(1 << 20).decode("utf-8", "replace")
                    except OSError:
                        pass
'''
