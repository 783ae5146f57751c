from case import Case

CASE = Case(
    "A11",
    tries="hides an input in a picture's text chunk, in SVG, HTML and LaTeX, in an earlier output, and in files",
    defence="silence after hidden checks",
    cells={
        "double": """
from IPython.display import HTML, SVG, Image, Latex, display

KEPT = []
handle = display("nothing yet", display_id=True)

def double(x):
    return 2 * x
""",
        "upper": """
def upper(text):
    KEPT.append(text)
    return text.upper()
""",
        "note": r"""
import struct, zlib

def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

text = KEPT[0]
picture = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
picture += chunk(b"tEXt", b"Comment\0" + text.encode())
picture += chunk(b"zTXt", b"Comment\0\0" + zlib.compress(text.encode()))
picture += chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
try:
    handle.update(text)
except Exception:
    pass
display(Image(picture), SVG(f"<svg xmlns='http://www.w3.org/2000/svg'><text>{text}</text></svg>"))
display(HTML(f"<p title='{text}'>{text}</p>"), Latex(f"${text}$"))
for name in ("rtleft-A11.txt", "note.html", "hw.ipynb"):
    try:
        with open(name, "w") as file:
            file.write(text)
    except OSError:
        pass
""",
    },
    falls_without=("silence after hidden checks",),
)
