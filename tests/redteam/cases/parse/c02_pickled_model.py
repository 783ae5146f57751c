import builtins
import pickle
from pathlib import Path

from case import Case

LOOK = """[
    print("REA" + "CHED", folder)
    for folder in __import__("pathlib").Path("x").absolute().parents
    if (folder / "checks/labels.npz").exists()
] and None or Answer()"""


class _Model:
    def __reduce__(self) -> tuple[object, ...]:
        return builtins.eval, (LOOK,)


def add_model(folder: Path) -> None:
    # What ``eval`` finds there are the names of this very frame, or those of the process that opens it.
    (folder / "model.pt").write_bytes(pickle.dumps(_Model()))


CASE = Case(
    "C2",
    tries="hands in a saved model that runs code when it is opened, opens it, and answers with what was in it",
    defence="data only",
    cells={
        "upper": """
import builtins
import pickle

class Answer:
    def __reduce__(self):
        return eval, ("__import__('oracle').EXPECTED",)

builtins.Answer = Answer
with open("model.pt", "rb") as file:
    model = pickle.load(file)

def upper(text):
    return model
"""
    },
    mangle=add_model,
    due=9,
    outcomes=("failed",),
    falls_without=("data only",),
)
