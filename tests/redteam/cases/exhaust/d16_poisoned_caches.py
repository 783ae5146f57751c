from case import Case

_PLACES = """
import os

places = [
    *("/tmp/.matplotlib/matplotlibrc", "/tmp/.ipython/profile_default/startup/00-rt.py", "/tmp/.keras/keras.json"),
    *("/tmp/.cache/torch/hub/rt", "/tmp/rtleft-D16-cache", os.path.expanduser("~/usercustomize.py")),
]
for path in places:
"""

CASE = Case(
    "D16",
    tries="writes into the caches and start-up files of libraries, and waits for the next kernel to read them",
    defence="fresh folders",
    cells={
        "upper": f"""{_PLACES}
    os.makedirs(os.path.dirname(path), exist_ok=True)
    open(path, "w").write("print('REA' 'CHED')")
os._exit(1)
""",
        "note": f"""{_PLACES}
    if os.path.exists(path):
        print("REA" "CHED", path, "was still there")
""",
    },
    due=9,
    outcomes=("crashed",),
    falls_without=("fresh folders",),
)
