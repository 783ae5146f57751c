from case import Case
from evidence import REACHED

CASE = Case(
    "E7",
    tries="shows HTML that covers the page, or that of a grader, with a verdict of its own",
    defence="sanitised pages",
    cells={
        "double": r'''
from IPython.display import HTML, display

display(HTML("""
<style>.verdict { display: none } #x::before { content: "COVERED" }</style>
<div style="position:fixed;inset:0;z-index:9999;background:#fff" class="verdict headline">11 of 11</div>
<div id="questions" role="dialog" aria-modal="true">passed</div>
<link rel="stylesheet" href="data:text/css,body{display:none}">
"""))

def double(x):
    return 2 * x
''',
    },
    looks=lambda page: (
        f"{REACHED} the page's look" if b'style="position:fixed' in page or b"<style>.verdict" in page else ""
    ),
    falls_without=("sanitised pages",),
)
