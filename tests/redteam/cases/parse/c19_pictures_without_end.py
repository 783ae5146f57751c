import base64
import re
import struct
import zlib
from pathlib import Path

from case import Case

SIDE = 30_000
_PICTURE = re.compile(r"data:image/([\w+]+);base64,([A-Za-z0-9+/=]+)")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def vast_png() -> bytes:
    """A picture of 900 million pixels, which are all black, in some hundred kilobytes."""
    rows = zlib.compress(bytes((SIDE // 8 + 1) * SIDE), 1)
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows)[:1000])
        + _chunk(b"IEND", b"")
    )


LAUGHS = """<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha">{entities}]>
<svg xmlns="http://www.w3.org/2000/svg"><text>&i;</text></svg>""".format(
    entities="".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
)
DOUBLES = '<svg xmlns="http://www.w3.org/2000/svg"><g id="a0"><path/></g>{}</svg>'.format(
    "".join(f'<g id="a{n + 1}"><use href="#a{n}"/><use href="#a{n}"/></g>' for n in range(30))
)


def endless(text: str) -> list[str]:
    """The pictures in a page that unpack to more than anybody can look at."""
    found = []
    for kind, coded in _PICTURE.findall(text):
        data = base64.b64decode(coded)
        if kind == "png" and struct.unpack(">II", data[16:24])[0] >= SIDE:
            found.append(f"a page shows a picture {SIDE} pixels wide")
        if kind == "svg+xml" and (b"<!ENTITY" in data or data.count(b"<use") > 50):
            found.append("a page shows a drawing that doubles itself thirty times")
    return found


def on_pages(root: Path, student: str) -> list[str]:
    return endless("".join(path.read_text() for path in (root / "feedback" / student).rglob("*.html")))


def draw(_: Path) -> str:
    coded = base64.b64encode(vast_png()).decode()
    drawing = base64.b64encode(LAUGHS.encode()).decode()
    return "; ".join(endless(f"data:image/png;base64,{coded} data:image/svg+xml;base64,{drawing}"))


CASE = Case(
    "C19",
    tries="shows small pictures and drawings that fill all memory of the reader's browser",
    defence="bounded pictures",
    cells={
        "double": f"""
def double(x):
    return 2 * x

from IPython.display import display

vast, laughs, doubles = {base64.b64encode(vast_png()).decode()!r}, {LAUGHS!r}, {DOUBLES!r}
for data in ({{"image/png": vast}}, {{"image/svg+xml": laughs}}, {{"image/svg+xml": doubles}}):
    display(data, raw=True)
"""
    },
    inspect=on_pages,
    falls_without=("bounded pictures",),
    control=draw,
    not_nbgrader="it puts every picture into its page as it is, and people open that",
)
