"""Results and notebooks for the tests of the pages: a rich honest one, and a class of any size."""

from __future__ import annotations

import base64
import random
import struct
import zlib
from typing import Any

from autograder.results import (
    CellKind,
    CellResult,
    CheckResult,
    Metric,
    NotebookRun,
    Outcome,
    SubmissionResult,
)

SECRET = "CANARY-7f3a"


def png(width: int = 320, height: int = 200, *, claimed: tuple[int, int] | None = None) -> bytes:
    """A picture with a curve in it; ``claimed`` lies about the size in the header."""
    rows = [
        b"\0"
        + b"".join(
            b"\x2b\x7b\xba" if abs(y - (height - height * x // width)) < 3 else b"\xff" * 3
            for x in range(width)
        )
        for y in range(height)
    ]
    header = struct.pack(">IIBBBBB", *(claimed or (width, height)), 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    framed = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


def markdown(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def code(source: str, *outputs: dict[str, Any], grade_id: str = "", grade: bool = False) -> dict[str, Any]:
    marks = {"nbgrader": {"grade_id": grade_id, "grade": grade, "solution": not grade}} if grade_id else {}
    return {"cell_type": "code", "metadata": marks, "source": source, "outputs": list(outputs)}


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def display(**data: Any) -> dict[str, Any]:
    """An output with a mime bundle: ``image_png`` stands for ``image/png``, and so on."""
    return {
        "output_type": "display_data",
        "data": {key.replace("_", "/", 1): value for key, value in data.items()},
    }


def picture(data: bytes) -> dict[str, Any]:
    return display(image_png=base64.b64encode(data).decode(), text_plain="<Figure size 640x480 with 1 Axes>")


MARKDOWN = r"""# Convolution from scratch

A layer computes $\hat{y} = W x + b$ for $x \in \mathbb{R}^{n}$. With stride $s$, padding $p$ it has
$\left\lfloor \frac{n + 2p - f}{s} \right\rfloor + 1$ entries. The loss:

$$\mathcal{L}(\theta) = -\frac{1}{N} \sum_{i=1}^{N} y_i \log \hat{y}_i$$

\begin{align}
\frac{\partial L}{\partial W} &= X^\top (\hat{y} - y) \\
\text{softmax}(z)_i &= \frac{e^{z_i}}{\sum_j e^{z_j}}
\end{align}

| layer | shape | parameters |
|:--|:-:|--:|
| conv 3x3 | `(30, 30, 8)` | 224 |
| dense | `(10,)` | 72 010 |

```python
def relu(x):  # elementwise
    return np.maximum(x, 0)
```

- [Read about it](https://example.org/conv) first, then *write* **your own**.
"""

TRACEBACK = [
    "\x1b[0;31m---------------------------------------------------------------------------\x1b[0m",
    "\x1b[0;31mValueError\x1b[0m                                Traceback (most recent call last)",
    "Cell \x1b[0;32mIn[4], line 2\x1b[0m\n\x1b[1;32m      1\x1b[0m x = np.zeros((3, 4))\n"
    "\x1b[0;32m----> 2\x1b[0m x @ x",
    "\x1b[0;31mValueError\x1b[0m: matmul: Input operand 1 has a mismatch in its core dimension 0",
]

FRAME = """<div><style scoped>.dataframe tbody tr th {vertical-align: top}</style>
<table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th><th>epoch</th><th>loss</th>
<th>accuracy</th></tr></thead><tbody><tr><th>0</th><td>1</td><td>1.92</td><td>0.31</td></tr>
<tr><th>1</th><td>2</td><td>1.21</td><td>0.58</td></tr></tbody></table></div>"""

SOLUTION = '''import numpy as np

def conv_output_shape(shape, filters, kernel, padding="valid"):
    """Shape of the output of a convolution."""
    height, width, _ = shape
    if padding == "same":
        return height, width, filters
    return height - kernel + 1, width - kernel + 1, filters
'''


def rich_cells() -> list[dict[str, Any]]:
    """What a student hands in: prose, code, a plot, a table, a progress bar, a traceback, a long output."""
    progress = "".join(f"\rEpoch {i}/20 {'#' * i}" for i in range(1, 21)) + "\n"
    figure = markdown("![A sketch](attachment:sketch.png)")
    figure["attachments"] = {"sketch.png": {"image/png": base64.b64encode(png(200, 60)).decode()}}
    return [
        markdown(MARKDOWN),
        code(SOLUTION, grade_id="shape"),
        code(
            "assert conv_output_shape((32, 32, 3), 8, 3) == (30, 30, 8)",
            stream(SECRET),
            grade_id="shape-test",
            grade=True,
        ),
        figure,
        code(
            "history = train(model)\nplt.plot(history)",
            stream(progress),
            stream("warning: slow\n", "stderr"),
            picture(png()),
        ),
        code("frame", display(text_html=FRAME, text_plain="   epoch  loss")),
        code(
            "x @ x",
            {"output_type": "error", "ename": "ValueError", "evalue": "matmul", "traceback": TRACEBACK},
        ),
        code(
            "model.summary()",
            stream("\n".join(f"layer_{i:<4} (Dense)   (None, {i * 16})   {i * 272}" for i in range(60))),
        ),
        code("assert accuracy(model, x_test, y_test) > 0.9", grade_id="train-test", grade=True),
        markdown(
            "## Why does it overfit?\nBecause it has more parameters than examples.",
            metadata={"nbgrader": {"grade_id": "essay", "grade": True, "solution": True}},
        ),
    ]


def checks() -> tuple[CheckResult, ...]:
    return (
        CheckResult("test_valid_padding", False, Outcome.PASSED, 1, 1.0, "", f"host {SECRET}", 0.012345),
        CheckResult(
            "test_stride",
            False,
            Outcome.FAILED,
            1,
            0.0,
            "assert (15, 15, 8) == (16, 16, 8)\n  At index 0 diff: 15 != 16",
            f"trace {SECRET}",
            0.02,
        ),
        CheckResult("test_same_padding", True, Outcome.FAILED, 2, 0.0, "", f"expected {SECRET}", 1.23456),
        CheckResult("test_even_kernel", True, Outcome.PASSED, 1, 1.0, "", "", 0.5),
    )


def rich_result(
    *,
    cells: list[dict[str, Any]] | None = None,
    student: str = "ada",
    notes: tuple[str, ...] = (),
    **changes: Any,
) -> SubmissionResult:
    metric = Metric("accuracy", 0.8765432, 0.8512345, 0.8991234, 1000)
    trained = CheckResult(
        "test_accuracy", True, Outcome.FAILED, 1, 0.5, "Try more epochs.", SECRET, 9.87, (metric,)
    )
    values: dict[str, Any] = {
        "student": student,
        "assignment": "conv",
        "outcome": Outcome.FAILED,
        "reason": "3 of 5 checks did not pass.",
        "score": 4.0,
        "max_score": 10.0,
        "seconds": 12.3456,
        "cells": (
            CellResult("conv", "shape-test", CellKind.CHECK, 5.0, 3.0, Outcome.FAILED, checks=checks()),
            CellResult("conv", "train-test", CellKind.CHECK, 2.0, 1.0, Outcome.FAILED, checks=(trained,)),
            CellResult("conv", "essay", CellKind.MANUAL, 3.0, None, Outcome.PASSED, needs_manual=True),
        ),
        "notebooks": (NotebookRun("conv", {"cells": cells if cells is not None else rich_cells()}),),
        "notes": notes,
        "key": f"key-{SECRET}",
        "submitted_at": "2026-03-02 17:04:11 UTC",
        "timings": {"run": 3.21, "checks": 1.5},
        "provenance": {"host": SECRET},
    }
    return SubmissionResult(**{**values, **changes})


def class_of(n: int, seed: int = 1) -> list[SubmissionResult]:
    """``n`` made-up submissions of graded skill; about one in fifteen met a fault of some kind."""
    rng = random.Random(seed)
    return [_member(rng, i) for i in range(n)]


def _member(rng: random.Random, i: int) -> SubmissionResult:
    name, luck, skill = f"student{i:03d}", rng.random(), min(1.0, max(0.0, rng.gauss(0.65, 0.25)))
    if luck < 0.03:
        return _ungraded(name)
    graded = tuple(_graded(rng, check, skill) for check in checks())
    accuracy = min(0.99, 0.5 + 0.45 * skill + rng.gauss(0, 0.03))
    metric = Metric("accuracy", accuracy, accuracy - 0.02, accuracy + 0.02, 1000)
    trained = CheckResult(
        "test_accuracy",
        True,
        Outcome.PASSED if accuracy > 0.8 else Outcome.FAILED,
        1,
        float(accuracy > 0.8),
        metrics=(metric,),
    )
    first = sum(check.fraction * check.weight for check in graded)
    cells = (
        CellResult(
            "conv",
            "shape-test",
            CellKind.CHECK,
            5.0,
            first,
            Outcome.worst(c.outcome for c in graded),
            checks=graded,
        ),
        CellResult(
            "conv",
            "train-test",
            CellKind.CHECK,
            5.0,
            5 * trained.fraction,
            trained.outcome,
            checks=(trained,),
        ),
    )
    return SubmissionResult(
        name,
        "conv",
        Outcome.worst(cell.outcome for cell in cells),
        "" if first == 5 else "Some checks did not pass.",
        first + 5 * trained.fraction,
        10.0,
        rng.expovariate(0.2),
        cells=cells,
        notes=("The cell shape-test was changed; the original was used.",) if luck > 0.93 else (),
        timings={"run": rng.uniform(0.5, 2), "checks": rng.uniform(0.1, 0.4), "record": 0.01},
    )


def _graded(rng: random.Random, check: CheckResult, skill: float) -> CheckResult:
    bad = rng.choice([Outcome.FAILED] * 4 + [Outcome.STUDENT_ERROR, Outcome.TIMEOUT])
    passed = rng.random() < skill
    outcome = Outcome.PASSED if passed else bad
    return CheckResult(
        check.name, check.hidden, outcome, check.weight, float(passed), seconds=rng.uniform(0.01, 0.2)
    )


def _ungraded(name: str) -> SubmissionResult:
    reason = "The disk of the grading machine is full; make room and grade again."
    return SubmissionResult(name, "conv", Outcome.PLATFORM_ERROR, reason, None, 10.0, 0.4)
