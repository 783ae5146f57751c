import json
from pathlib import Path

from case import Case


def add_model(folder: Path) -> None:
    places = ["../../../checks/labels.npz", "/opt/checks/labels.npz"]
    weights = [{"name": "w", "external_data": {"location": place}} for place in places]
    (folder / "model.json").write_text(json.dumps({"initializer": weights}))


CASE = Case(
    "C4",
    tries="hands in a model whose weights lie in another file, and that file is the one with the hidden labels",
    defence="two processes",
    cells={
        "note": """
import json, pathlib

model = json.loads(pathlib.Path("model.json").read_text())
for weights in model["initializer"]:
    place = pathlib.Path(weights["external_data"]["location"])
    if place.exists():
        print("REA" "CHED", place.read_bytes().hex())
"""
    },
    mangle=add_model,
    falls_without=("two processes",),
)
