from case import Case

CASE = Case(
    "E14",
    tries="shows markup that its reader must repeat in every block that follows, to gigabytes",
    defence="sanitised pages",
    cells={
        "double": """
from IPython.display import HTML, display

display(HTML("<p>" + "".join(f"<b {n:x}>" for n in range(2500)) + "<p>x" * 2500))

def double(x):
    return 2 * x
"""
    },
    looks=lambda page: f"a page of {len(page) >> 20} MiB" if len(page) > 4 << 20 else "",
    not_nbgrader="it puts markup into its page as it is, and leaves the repeating to the reader's browser",
)
