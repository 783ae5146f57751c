"""Changes by those who work with arrays and train networks: an example of each."""

from __future__ import annotations

import pytest
from changed import made_by


@pytest.mark.parametrize(
    ("operator", "before", "after"),
    [
        ("rename call", "a.mean()", ["a.sum()"]),
        ("rename call", "np.argmin(a)", ["np.argmax(a)"]),
        ("rename call", "np.zeros(3)", ["np.ones(3)"]),
        ("rename call", "np.maximum(a, 0)", ["np.minimum(a, 0)"]),
        ("rename call", "np.sin(a)", ["np.cos(a)"]),
        ("rename call", "max(a, b)", ["min(a, b)"]),
        ("rename call", "model.train()", ["model.eval()"]),
        ("rename call", "train(a)", []),
        ("rename call", "sum(a)", []),
        ("rename call", "a.append(b)", []),
        ("change axis", "a.sum(axis=0)", ["a.sum(axis=1)"]),
        ("change axis", "F.softmax(a, dim=1)", ["F.softmax(a, dim=0)"]),
        ("change axis", "F.softmax(a, dim=-1)", ["F.softmax(a, dim=0)"]),
        ("change axis", "a.sum(axis=(0, 2, 3))", ["a.sum(axis=(2, 3))", "a.sum(axis=(0, 2))"]),
        ("change constant", "a.sum(axis=1)", []),
        ("lose dimension", "a.sum(keepdims=True)", ["a.sum(keepdims=False)"]),
        ("drop keyword", "a.sum(keepdims=True)", []),
        ("flip training", "model(a, training=True)", ["model(a, training=False)"]),
        ("flip training", "model(a, training=b)", ["model(a, training=not b)"]),
        ("change option", "loss(reduction='mean')", ["loss(reduction='sum')"]),
        ("drop transpose", "a.T", ["a"]),
        ("drop new axis", "a[:, None]", ["a"]),
        ("drop new axis", "a[..., np.newaxis]", ["a"]),
        ("drop new axis", "a[b, None]", ["a[b]"]),
        ("drop new axis", "a[b, c, None]", ["a[b, c]"]),
        ("drop new axis", "a[b]", []),
        ("drop detach", "a.detach()", ["a"]),
        ("insert detach", "F.relu(a)", ["F.relu(a).detach()"]),
        ("insert detach", "torch.zeros(3)", []),
        ("insert detach", "np.exp(a)", []),
    ],
)
def test_an_operator_changes_one_thing(operator: str, before: str, after: list[str]) -> None:
    assert made_by(operator, f"x = {before}") == [f"x = {text}" for text in after]


def test_gradients_are_only_cut_where_a_framework_makes_them() -> None:
    forward = "def forward(self, x):\n    h = self.hidden(x)\n    return h"
    assert not made_by("insert detach", forward)
    assert made_by("insert detach", f"{forward}\nnet = nn.Linear(1, 1)") == [
        "def forward(self, x):\n    h = self.hidden(x).detach()\n    return h\nnet = nn.Linear(1, 1)"
    ]


LOOP = """\
for x in data:
    opt.zero_grad()
    loss = net(x)
    loss.backward()
    opt.step()"""


def test_steps_of_training_are_left_out_or_come_in_another_order() -> None:
    made = made_by("order of training steps", LOOP)
    short = [[line.strip().split(".")[1][:-2] for line in text.split("\n") if "()" in line] for text in made]
    assert short == [
        ["backward", "step"],
        ["zero_grad", "step"],
        ["zero_grad", "backward"],
        ["backward", "zero_grad", "step"],
        ["zero_grad", "step", "backward"],
    ]


def test_a_step_comes_after_the_loop() -> None:
    assert f"{LOOP.removesuffix('    opt.step()')}opt.step()" in made_by("move out of loop", LOOP)


def test_the_last_statement_of_a_loop_comes_after_it() -> None:
    source = "for x in data:\n    f(x)\n    total += x"
    assert made_by("move out of loop", source) == ["for x in data:\n    f(x)\ntotal += x"]
    assert not made_by("move out of loop", "for x in data:\n    f(x)")


def test_what_begins_before_a_loop_begins_in_each_round() -> None:
    source = "total = 0.0\nfor x in data:\n    total += x"
    assert made_by("move into loop", source) == ["for x in data:\n    total = 0.0\n    total += x"]
    assert not made_by("move into loop", "total = 0.0\nf(total)\nfor x in data:\n    total += x")
    assert not made_by("move into loop", "total = start\nfor x in data:\n    total += x")


def test_a_function_returns_in_the_first_round() -> None:
    source = "def f(data):\n    for x in data:\n        g(x)\n    return x"
    assert made_by("move into loop", source) == [
        "def f(data):\n    for x in data:\n        g(x)\n        return x"
    ]


def test_gradients_are_tracked_where_they_should_not_be() -> None:
    assert made_by("track gradients", "with torch.no_grad():\n    y = net(x)\nf(y)") == ["y = net(x)\nf(y)"]
    assert not made_by("track gradients", "with open(x) as file:\n    y = file.read()")
