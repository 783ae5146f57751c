"""What of this machine a kernel may see: the course's Python, the system's libraries, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import SandboxError, UsageError
from autograder.guest import isolate, layout
from autograder.sandbox import covers
from autograder.sandbox.base import SandboxSpec

GUEST_ROOT = "/opt/autograder"

# Libraries and programs of the system, and the few files in /etc that libraries read: no secrets.
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_ETC = (
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "alternatives",
    "fonts",
    "localtime",
    "mime.types",
    "ssl/certs",
)
_PROCESSORS = "/sys/devices/system/cpu"

# A fresh file system covers these in each kernel, so what else lies below them is shown somewhere else.
_COVERED = (Path("/tmp"), Path("/dev"), Path("/proc"), Path(isolate.HOME))

_MOVED = "/opt/course"

# Whole trees that hold other people's files; a Python whose prefix is one of these would show them all.
_TOO_WIDE = tuple(
    Path(path) for path in ("/", "/root", "/home", "/etc", "/var", "/work", "/srv", "/mnt", "/opt")
)

PASSWD = "root:x:0:0:root:/:/usr/sbin/nologin\nstudent:x:1000:1000:student:{home}:/bin/sh\n"
GROUP = "root:x:0:\nstudent:x:1000:\n"

_ASK = (
    "import json, sys; print(json.dumps({'own': [sys.prefix, sys.exec_prefix], "
    "'base': [sys.base_prefix, sys.base_exec_prefix]}))"
)


@dataclass(frozen=True, slots=True)
class Bind:
    """One path of this machine (or, where ``target`` is set, a link) at its place inside."""

    source: Path
    inside: str
    target: str | None = None


def binds(spec: SandboxSpec) -> list[Bind]:
    """Everything that is shown read-only, outer folders first.

    Raises:
        SandboxError: the course's Python does not run.
        UsageError: it lies where it cannot be shown without showing too much, or the data cannot be read.
    """
    package = Path(__file__).resolve().parent.parent
    found = [_system_bind(Path(path)) for path in _SYSTEM if Path(path).exists()]
    found += [Bind(Path("/etc", name), f"/etc/{name}") for name in _ETC if Path("/etc", name).exists()]
    if Path(_PROCESSORS).exists():
        found.append(Bind(Path(_PROCESSORS), _PROCESSORS))
    found += [Bind(path, str(place(path))) for path in python_prefixes(spec.python)]
    found += [Bind(package / name, f"{GUEST_ROOT}/autograder/{name}") for name in ("guest", "wire")]
    found += [Bind(source, inside) for source, inside in spec.binds]
    if spec.data_dir is not None:
        found.append(_data_bind(spec.data_dir))
    shown = {bind.source: bind.inside for bind in found if bind.target is None}
    searched = [spec.data_dir] if spec.data_dir is not None else []
    return [*found, *(Bind(Path(os.devnull), place) for place in covers.covered(shown, searched))]


def place(path: Path) -> Path:
    """Where ``path`` is found inside: at its own place, unless a fresh file system covers that.

    A virtual environment may be moved so: it finds its packages from where its interpreter was started.
    """
    covered = any(path.is_relative_to(folder) for folder in _COVERED)
    return Path(_MOVED + str(path)) if covered else path


def python_prefixes(python: Path) -> list[Path]:
    """The folders that ``python`` needs besides the system's, the outer first.

    Raises:
        SandboxError: it does not run.
        UsageError: a folder lies where it cannot be shown.
    """
    answer = _ask(python)
    base = {Path(path) for path in answer["base"]}
    prefixes = sorted(base | {Path(path) for path in answer["own"]})
    prefixes = [path for path in prefixes if not path.is_relative_to("/usr")]
    for path in prefixes:
        if path in _TOO_WIDE or path == Path.home():
            raise UsageError(
                f"The course's Python fills {path}, which holds more than that; use a virtual environment."
            )
        # A virtual environment names its base by an absolute path, so that one cannot be moved.
        if path in base and place(path) != path:
            raise UsageError(
                f"The course's Python lies in {path}, which every submission gets afresh; move it elsewhere."
            )
    return prefixes


def environment(spec: SandboxSpec) -> dict[str, str]:
    """The whole environment of the fork server and its kernels; the host's own is not passed on."""
    threads = str(spec.threads)
    pools = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB_MAXIMUM", "NUMBA", "BLIS")
    names = [f"{pool}_NUM_THREADS" for pool in pools]
    return {
        "PATH": f"{place(spec.python).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": isolate.HOME,
        "USER": "student",
        "NBGRADER_EXECUTION": "autograde",  # by which a notebook tells grading from validating
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "TMPDIR": "/tmp",
        "XDG_CACHE_HOME": "/tmp/.cache",
        "MPLCONFIGDIR": "/tmp/.matplotlib",
        "IPYTHONDIR": "/tmp/.ipython",
        "KERAS_HOME": layout.KERAS_HOME,
        "TORCH_HOME": layout.TORCH_HOME,
        "HF_HOME": layout.HF_HOME,
        "HF_HUB_OFFLINE": "1",  # else it tries the network before it looks into its cache
        "MPLBACKEND": "agg",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_NUM_INTRAOP_THREADS": threads,
        "TF_NUM_INTEROP_THREADS": threads,
        "PYTHONHASHSEED": str(spec.seed % 2**32),  # else sets of strings change their order from run to run
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        **dict.fromkeys(names, threads),
        **spec.environment,
    }


def boot_code(package_path: str, search_path: str) -> str:
    """What ``python -c`` runs: make ``autograder`` mean our two folders, then start the fork server.

    A course's environment may have this very package installed; its own folder must not win over the
    one that we mount, and the current folder must not be on the path. A notebook's ``%load_ext autograder``
    does nothing there.
    """
    return (
        "import sys, types; sys.path[:] = [p for p in sys.path if p]; "
        f"sys.path.insert(0, {search_path!r}); package = types.ModuleType('autograder'); "
        f"package.__path__ = [{package_path!r}]; sys.modules['autograder'] = package; "
        "package.load_ipython_extension = lambda shell: None; "
        "from autograder.guest import forkserver; forkserver.main(int(sys.argv[1]))"
    )


def _data_bind(folder: Path) -> Bind:
    """The assignment's data; kernels of a root-started grader read it as another account."""
    if not folder.is_dir():
        raise UsageError(f"There is no data folder {folder}.")
    if os.geteuid() == 0 and folder.stat().st_mode & 0o005 != 0o005:
        raise UsageError(f"Student code may not read {folder}; run `chmod -R a+rX {folder}`.")
    return Bind(folder.resolve(), isolate.DATA)


def _system_bind(path: Path) -> Bind:
    return Bind(path, str(path), str(path.readlink()) if path.is_symlink() else None)


def _ask(python: Path) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [python, "-I", "-c", _ASK], capture_output=True, text=True, timeout=30, check=True
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise SandboxError(
            f"The course's Python {python} does not run; set its path in the settings.", log=str(error)
        ) from error
    return answer
