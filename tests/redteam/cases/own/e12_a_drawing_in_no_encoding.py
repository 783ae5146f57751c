from case import Case

CASE = Case(
    "E12",
    tries="shows a drawing in an encoding that makes no text, which ends whoever draws the page",
    defence="damaged files",
    cells={
        "double": """
from IPython.display import publish_display_data

for name in ("hex", "rot13", "base64"):
    svg = '<?xml version="1.0" encoding="' + name + '"?><svg xmlns="http://www.w3.org/2000/svg"></svg>'
    publish_display_data({"image/svg+xml": svg})

def double(x):
    return 2 * x
"""
    },
    not_nbgrader="it puts every drawing into its page as it is",
)
