import json
from pathlib import Path

from case import Case


def _other_kernel(folder: Path) -> None:
    path = folder / "hw.ipynb"
    node = json.loads(path.read_bytes())
    node["metadata"]["kernelspec"] = {"name": "bash", "display_name": "bash", "language": "bash"}
    node["metadata"]["language_info"] = {"name": "bash"}
    path.write_text(json.dumps(node))


CASE = Case(
    "B17",
    tries="asks for another kernel and reads the checks by a shell magic",
    defence="two processes",
    cells={
        "note": """
%%bash
for folder in ${PYTHONPATH//:/ } checks ../checks ../../checks ../../../checks ../../../../checks; do
    [ -r "$folder/oracle.py" ] && echo "REA""CHED $(grep EXPECTED "$folder/oracle.py" | head -1)"
done
true
""".strip()
    },
    mangle=_other_kernel,
)
