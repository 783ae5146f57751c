"""The libraries that student code works with: made ready before any fork, and their chance fixed after it."""

from __future__ import annotations

import gc
import importlib
import io
import platform
import random
import sys
from contextlib import suppress
from typing import Any, Final

from autograder.wire.codec import Encoder

_NAMED: Final = ("numpy", "pandas", "scipy", "sklearn", "matplotlib", "torch", "tensorflow", "keras")


def warm_up() -> None:
    """Do once what each child would otherwise do on first use: lazy imports, fonts, the parser of formulas."""
    if "numpy" in sys.modules:
        importlib.import_module("numpy.random")
    if "torch" in sys.modules:
        with suppress(ImportError):  # torch before 2.0
            importlib.import_module("torch._dynamo")  # the first optimiser would, for most of a second
    Encoder(lambda _: []).encode(object())  # asks each library in turn for its forms
    if "matplotlib.pyplot" in sys.modules:
        _draw()
        _close_fonts()


def _draw() -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    axes = FigureCanvasAgg(figure).figure.subplots()
    axes.plot([0, 1], label="$x^2$")
    axes.set_title("warm")
    axes.legend()
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")


def _close_fonts() -> None:
    """A font that a child forgot would close its descriptor's number, which by then is another file's."""
    from matplotlib import font_manager, mathtext

    memories: Any = (vars(font_manager).get("_get_font"), vars(mathtext.MathTextParser).get("_parse_cached"))
    for memory in filter(None, memories):  # matplotlib's own, which another version may call otherwise
        memory.cache_clear()
    gc.collect()  # figures are rings of references


def fix_chance(seed: int, threads: int) -> None:
    """Seed all generators, and let the frameworks calculate with ``threads`` threads and the same way each time.

    It must not start tensorflow's runtime, whose threads the student's code may still choose.
    """
    if "tensorflow" in sys.modules:
        _fix_tensorflow(seed, threads)
    if "torch" in sys.modules:
        _fix_torch(seed, threads)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(seed % 2**32)
    random.seed(seed)


def _fix_torch(seed: int, threads: int) -> None:
    torch = sys.modules["torch"]
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True, warn_only=True)
    # It would else fill what torch.empty gives with nan, which it does not at the student's desk.
    torch.utils.deterministic.fill_uninitialized_memory = False


def _fix_tensorflow(seed: int, threads: int) -> None:
    """Its own switch for determinism stays off: it makes operations raise that work at the student's desk."""
    tensorflow = sys.modules["tensorflow"]
    # What was preloaded may have started the runtime: then its environment counts.
    with suppress(RuntimeError):
        tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
        tensorflow.config.threading.set_inter_op_parallelism_threads(threads)
    tensorflow.random.set_seed(seed)
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(seed % 2**32)


def versions() -> dict[str, str]:
    """Those of Python and of the loaded libraries that results depend on."""
    loaded = {name: sys.modules[name] for name in _NAMED if name in sys.modules}
    return {"python": platform.python_version()} | {
        name: str(getattr(module, "__version__", "")) for name, module in loaded.items()
    }
