"""Coverage-guided fuzzing of the host's side of the wire: any bytes give values or a ``WireError``.

    python tests/wire/fuzz/target.py SECONDS FOLDER

Inputs that broke something lie in FOLDER/crashes; called with such a file instead of SECONDS, it runs that alone.
"""

from __future__ import annotations

import random
import sys
import warnings
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))
# Data of these is decoded by numpy's means; to import them takes longer than an input may.
sys.modules["torch"] = sys.modules["tensorflow"] = None  # type: ignore[assignment]

with atheris.instrument_imports(include=["autograder.wire"]):
    import autograder.wire.codec  # noqa: F401

from fuzz.mutate import changed_bytes, mutated  # noqa: E402  (what they import has to be instrumented first)
from fuzz.seeds import VALUES, encoded, reply  # noqa: E402
from fuzz.stream import first, read_all  # noqa: E402

_LONGEST = 1 << 14
_RULES = (
    "-timeout=5",
    "-rss_limit_mb=1024",
    f"-max_len={_LONGEST}",
    "-print_final_stats=1",
    "-verbosity=0",
)


def mutate(data: bytes, longest: int, seed: int) -> bytes:
    """Another input: a lie in the tree of a frame, in its bytes, or whatever libFuzzer thinks of."""
    rng = random.Random(seed)
    choice = rng.random()
    if choice < 0.6 and (lie := _lie(data, rng)):
        return lie[:longest]
    return changed_bytes(data, rng)[:longest] if choice < 0.8 else atheris.Mutate(data, longest)


def _lie(data: bytes, rng: random.Random) -> bytes:
    """The first frame of ``data`` with lies in it; nothing where there is none, or no words for the lie."""
    found = first(data)
    try:
        return b"" if found is None else reply(*mutated(*found, rng))
    except (ValueError, RecursionError):
        return b""


def main(what: str, folder: str) -> None:
    """Fuzz for some seconds, or run one input again."""
    warnings.simplefilter("ignore")
    root = Path(folder)
    corpus, crashes = root / "corpus", root / "crashes"
    for place in (corpus, crashes):
        place.mkdir(parents=True, exist_ok=True)
    for name, value in VALUES.items():
        (corpus / f"honest {name}").write_bytes(reply(*encoded(value)))
    work = [f"-max_total_time={what}", str(corpus)] if what.isdecimal() else [what]
    atheris.Setup(
        [sys.argv[0], *_RULES, f"-artifact_prefix={crashes}/", *work], read_all, custom_mutator=mutate
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
