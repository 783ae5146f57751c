from case import Case

CASE = Case(
    "E5",
    tries="prints, raises and shows lone surrogates and NUL, which break whoever writes them into a page or a database",
    defence="plain text",
    cells={
        "note": r"""
import sys
from IPython.display import HTML, Markdown, display

BAD = "\ud800\0\udfff\x1b[2J\ufffe\U0010ffff"
print(BAD)
print(BAD, file=sys.stderr)
display(HTML(BAD), Markdown(BAD), {BAD: BAD})
display({"text/plain": BAD, "application/" + BAD: BAD}, raw=True, metadata={BAD: BAD})
raise type("E" + BAD.replace("\0", ""), (Exception,), {})(BAD)
""",
    },
    not_nbgrader="its output goes through Jupyter's own kernel, which refuses such text itself",
)
