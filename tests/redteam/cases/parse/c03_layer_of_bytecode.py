import base64
import json
import marshal
from pathlib import Path

from case import Case

LAYER = """
def layer(text):
    frame = sys._getframe()
    while frame is not None:
        oracle = frame.f_globals.get("oracle")
        if oracle is not None:
            print("REA" + "CHED", oracle.EXPECTED)
            FOUND.append(oracle.EXPECTED)
        frame = frame.f_back
    return text.upper()
"""


def add_model(folder: Path) -> None:
    code = marshal.dumps(compile(LAYER, "layer", "exec"))
    layers = [{"class": "Lambda", "code": base64.b64encode(code).decode()}]
    (folder / "model.json").write_text(json.dumps({"layers": layers}))


CASE = Case(
    "C3",
    tries="hands in a model with a layer of bytecode, which looks around where the model is called",
    defence="two processes",
    cells={
        "upper": """
import base64, json, marshal, sys

FOUND = []
with open("model.json") as file:
    for part in json.load(file)["layers"]:
        exec(marshal.loads(base64.b64decode(part["code"])))

def upper(text):
    return layer(text)
""",
        "note": "[print('REA' 'CHED', found) for found in FOUND]",
    },
    mangle=add_model,
    falls_without=("two processes",),
)
