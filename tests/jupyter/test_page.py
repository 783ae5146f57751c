"""docs/jupyter.md says what is so."""

from __future__ import annotations

from documents import fences, page
from live_kernel import LiveKernel

BLOCKS = dict(fences(page("docs/jupyter.md")))


def test_the_example_shows_what_the_page_says(kernel: LiveKernel) -> None:
    kernel.run(BLOCKS["python load"])
    kernel.run(BLOCKS["python solution"])
    shown = kernel.run(BLOCKS["python check"])
    assert shown.text + "\n" == BLOCKS["text seen"]
    assert f"`{shown.error}`" in page("docs/jupyter.md")


def test_the_optional_line_loads_the_extension_and_does_without_it(kernel: LiveKernel) -> None:
    kernel.run(
        "%unload_ext autograder\nimport sys\nkept = sys.modules['autograder']\nsys.modules['autograder'] = None"
    )
    shown = kernel.run(BLOCKS["python optional"])
    assert (shown.status, shown.stderr) == ("ok", "")
    assert kernel.run("def test_a(): assert False").status == "ok"
    kernel.run("sys.modules['autograder'] = kept")
    assert kernel.run(BLOCKS["python optional"]).status == "ok"
    assert kernel.run("def test_a(): assert False").status == "error"
