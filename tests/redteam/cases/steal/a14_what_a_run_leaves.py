from case import Case

_PLACES = """
import os, tempfile

PLACES = [".", "../../..", "/tmp", "/dev/shm", "/var/tmp", "/home/student", os.path.expanduser("~")]
PLACES += [tempfile.gettempdir(), os.environ.get("MPLCONFIGDIR", "."), os.environ.get("IPYTHONDIR", ".")]
PLACES += [os.path.dirname(os.__file__)]
"""

CASE = Case(
    "A14",
    tries="leaves files wherever it can, ends its process, and looks in the next one for what was left",
    defence="fresh folders",
    cells={
        "double": _PLACES
        + """
LEFT = [place for place in PLACES if os.path.exists(os.path.join(place, "rtleft-A14"))]

def double(x):
    return 2 * x
""",
        "upper": """
for place in PLACES:
    try:
        os.makedirs(place, exist_ok=True)
        with open(os.path.join(place, "rtleft-A14"), "w") as file:
            file.write("REA" "CHED a place that outlasts the run")
    except OSError:
        pass
os._exit(3)
""",
        "note": """
if LEFT:
    print("REA" "CHED what an earlier run left in " + str(LEFT))
""",
    },
    due=9,
    outcomes=("crashed",),
    falls_without=("fresh folders",),
)
