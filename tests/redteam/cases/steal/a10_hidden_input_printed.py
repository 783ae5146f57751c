from case import Case

CASE = Case(
    "A10",
    tries="keeps a hidden input and prints it in a later cell: plain, reversed, in base64 and in hex",
    defence="silence after hidden checks",
    cells={
        "double": "KEPT = []\n\ndef double(x):\n    return 2 * x",
        "upper": """
import sys

def upper(text):
    KEPT.append(text)
    print(text)
    sys.stderr.write(text)
    return text.upper()
""",
        "note": """
import base64
import sys

for text in KEPT:
    print(text, text[::-1], text.encode().hex(), base64.b64encode(text.encode()))
    sys.stderr.write(text)
KEPT
""",
    },
    falls_without=("silence after hidden checks",),
)
