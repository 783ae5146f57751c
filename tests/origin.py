"""Small files in the place of those on the internet: a server, and a site file that makes libraries ask it.

The libraries' own loaders and checks of hashes run; only addresses and hashes in them are replaced.
"""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

SITE = """\
import importlib.abc, importlib.util, sys

ADDRESS, HASHES = {address!r}, {hashes!r}

def here(get_file):
    def get(fname=None, origin=None, file_hash=None, **more):
        name = origin.rsplit("/", 1)[-1]
        return get_file(fname, ADDRESS + name, file_hash=HASHES.get(name) if file_hash else None, **more)
    return get

class Patch(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != "keras.src.utils.file_utils":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        run = spec.loader.exec_module
        def exec_module(module):
            run(module)
            module.get_file = here(module.get_file)
        spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Patch())
"""

TORCHVISION = """\
class models:
    @staticmethod
    def list_models():
        return ["tinynet"]

    @staticmethod
    def get_model_weights(name):
        return type("Weights", (), {{"__members__": {{"V1": None}}}})

    @staticmethod
    def get_model(name, weights):
        from torch.hub import load_state_dict_from_url
        return load_state_dict_from_url({address!r} + "tinynet-{digest}.pth", check_hash=True)
"""


def mnist() -> bytes:
    """Twenty pictures for training and ten for testing, as ``mnist.npz`` keeps them."""
    rng, file = np.random.default_rng(0), io.BytesIO()
    parts = {}
    for part, n in (("train", 20), ("test", 10)):
        parts[f"x_{part}"] = rng.integers(0, 256, (n, 28, 28), dtype=np.uint8)
        parts[f"y_{part}"] = np.arange(n, dtype=np.uint8) % 10
    np.savez(file, **parts)
    return file.getvalue()


@dataclass
class Origin:
    """A server on this machine with ``files``, and what it was asked for."""

    files: dict[str, bytes]
    address: str = ""
    asked: list[str] = field(default_factory=list)
    breaks_off: bool = False

    @cached_property
    def hashes(self) -> dict[str, str]:
        return {name: hashlib.sha256(data).hexdigest() for name, data in self.files.items()}

    def site(self, folder: Path) -> Path:
        """A folder for ``PYTHONPATH`` that makes Keras ask here, and has a torchvision of one small network."""
        folder.mkdir(exist_ok=True)
        (folder / "sitecustomize.py").write_text(SITE.format(address=self.address, hashes=self.hashes))
        if "tinynet.pth" in self.files:
            digest = self.hashes["tinynet.pth"][:8]
            self.files[f"tinynet-{digest}.pth"] = self.files["tinynet.pth"]
            (folder / "torchvision.py").write_text(TORCHVISION.format(address=self.address, digest=digest))
        return folder


@contextmanager
def served(files: dict[str, bytes]) -> Iterator[Origin]:
    """A server with ``files`` for as long as the body runs."""
    origin = Origin(dict(files))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rsplit("/", 1)[-1]
            origin.asked.append(name)
            data = origin.files.get(name)
            self.send_response(404 if data is None else 200)
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write((data or b"")[: len(data or b"") // (2 if origin.breaks_off else 1)])

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        origin.address = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield origin
        server.shutdown()
        thread.join()
