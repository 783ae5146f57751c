"""Changes that only those make who work with arrays and train networks."""

from __future__ import annotations

import ast
import builtins
import itertools
from collections.abc import Iterator
from typing import Any, Final

from autograder.audit.mutation.operators import Moved, Operator, but, number
from autograder.audit.mutation.places import Block, called_name, root_of

_PAIRS: Final = (
    "mean sum", "max min", "argmax argmin", "amax amin", "maximum minimum", "zeros ones", "zeros_like ones_like",
    "train eval", "sin cos", "std var", "any all", "floor ceil", "vstack hstack", "softmax log_softmax",
    "sigmoid tanh", "exp expm1", "log log2", "rand randn", "normal uniform", "inner outer", "cumsum cumprod",
)  # fmt: skip
_RENAMED: Final = {
    one: other for pair in _PAIRS for names in (pair.split(),) for one, other in (names, names[::-1])
}
_WORDS: Final = {"mean": "sum", "sum": "mean", "same": "valid", "valid": "same"}
_TORCH: Final = frozenset({"torch", "F", "nn"})
_NOT_IN_A_GRAPH: Final = frozenset(
    "detach tensor as_tensor from_numpy zeros ones empty full arange linspace rand randn randint randperm argmax"
    " no_grad inference_mode device manual_seed load save eval train parameters state_dict DataLoader".split()
)


def _rename_call(node: ast.AST) -> Iterator[ast.AST]:
    other = _RENAMED.get(called_name(node))
    if other is None or not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Attribute):
        yield but(node, func=but(node.func, attr=other))
    elif isinstance(node.func, ast.Name) and {node.func.id, other} <= {*dir(builtins)}:
        yield but(node, func=but(node.func, id=other))


def _keywords_changed(node: ast.AST, names: frozenset[str], change: Any) -> Iterator[ast.AST]:
    """The call ``node`` with each value of the keywords ``names`` that ``change`` yields another for."""
    if not isinstance(node, ast.Call):
        return
    for index, keyword in enumerate(node.keywords):
        if keyword.arg in names or not names:
            for value in change(keyword.value):
                changed = but(keyword, value=value)
                yield but(node, keywords=[*node.keywords[:index], changed, *node.keywords[index + 1 :]])


def _other_axes(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.Tuple) and len(value.elts) > 1:
        yield but(value, elts=value.elts[1:])
        yield but(value, elts=value.elts[:-1])
    elif isinstance(value, ast.UnaryOp):
        yield ast.Constant(0)
    elif isinstance(value, ast.Constant) and isinstance(value.value, int):
        yield number({0: 1, 1: 0}.get(value.value, value.value - 1))


def _change_axis(node: ast.AST) -> Iterator[ast.AST]:
    yield from _keywords_changed(node, frozenset({"axis", "dim", "axes"}), _other_axes)


def _true_to_false(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.Constant) and value.value is True:
        yield ast.Constant(False)


def _lose_dimension(node: ast.AST) -> Iterator[ast.AST]:
    yield from _keywords_changed(node, frozenset({"keepdims", "keepdim"}), _true_to_false)


def _negated(value: ast.expr) -> Iterator[ast.expr]:
    is_flag = isinstance(value, ast.Constant) and isinstance(value.value, bool)
    yield (
        ast.Constant(not value.value)
        if is_flag and isinstance(value, ast.Constant)
        else ast.UnaryOp(ast.Not(), value)
    )


def _flip_training(node: ast.AST) -> Iterator[ast.AST]:
    yield from _keywords_changed(node, frozenset({"training", "is_training"}), _negated)


def _other_words(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.Constant) and value.value in _WORDS:
        yield ast.Constant(_WORDS[value.value])


def _change_option(node: ast.AST) -> Iterator[ast.AST]:
    yield from _keywords_changed(node, frozenset(), _other_words)


def _drop_transpose(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT", "H"):
        yield node.value


def _drop_new_axis(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, ast.Subscript):
        return
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    rest = [part for part in parts if not _is_new_axis(part)]
    if len(rest) == len(parts):
        return
    is_all = all(_is_everything(part) for part in rest)
    yield (
        node.value if is_all else but(node, slice=rest[0] if len(rest) == 1 else ast.Tuple(rest, ast.Load()))
    )


def _is_new_axis(node: ast.expr) -> bool:
    return (isinstance(node, ast.Constant) and node.value is None) or (
        isinstance(node, (ast.Attribute, ast.Name))
        and (getattr(node, "attr", "") or root_of(node)) == "newaxis"
    )


def _is_everything(node: ast.expr) -> bool:
    is_slice = isinstance(node, ast.Slice) and node.lower is node.upper is node.step is None
    return is_slice or (isinstance(node, ast.Constant) and node.value is ...)


def _drop_detach(node: ast.AST) -> Iterator[ast.AST]:
    if called_name(node) == "detach" and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield node.func.value


def _insert_detach(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, (ast.Assign, ast.Return)) or not isinstance(node.value, ast.Call):
        return
    name = called_name(node.value)
    if root_of(node.value) in _TORCH | {"self"} and name not in _NOT_IN_A_GRAPH and not name[:1].isupper():
        yield but(node, value=ast.Call(ast.Attribute(node.value, "detach", ast.Load()), [], []))


# The steps of a training loop.

_STEPS: Final = frozenset({"zero_grad", "backward", "step", "apply_gradients"})
_FRESH_CALLS: Final = frozenset({"zeros", "zeros_like", "list", "dict", "set", "float", "int", "defaultdict"})


def _is_step(statement: ast.stmt) -> bool:
    """Whether a statement is one of the calls that a training step is made of."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Attribute)
        and statement.value.func.attr in _STEPS
    )


def _steps_in_another_order(block: Block) -> Iterator[Moved]:
    """Each step left out, and each exchanged with the one that follows it."""
    steps = [index for index, statement in enumerate(block.statements) if _is_step(statement)]
    for index in steps if len(block.statements) > 1 else ():
        yield Moved(block.without(index), (block.statements[index],))
    for one, two in itertools.pairwise(steps):
        changed = list(block.statements)
        changed[one], changed[two] = changed[two], changed[one]
        yield Moved(tuple(changed), (block.statements[one], block.statements[two]))


def _move_out_of_loop(block: Block) -> Iterator[Moved]:
    """A step of training, or a loop's last statement, comes after the loop."""
    for place, loop in enumerate(block.statements):
        if not isinstance(loop, (ast.For, ast.While)) or len(loop.body) < 2:
            continue
        for index, inner in enumerate(loop.body):
            is_last = index == len(loop.body) - 1 and isinstance(inner, (ast.Expr, ast.Assign, ast.AugAssign))
            if is_last or _is_step(inner):
                rest = but(loop, body=loop.body[:index] + loop.body[index + 1 :])
                after = (rest, inner, *block.statements[place + 1 :])
                yield Moved(block.statements[:place] + after, (loop, inner))


def _move_into_loop(block: Block) -> Iterator[Moved]:
    """What is begun afresh before a loop is so in each round; what follows it, a step or the end, comes in each."""
    for place, loop in enumerate(block.statements):
        if not isinstance(loop, (ast.For, ast.While)):
            continue
        before, after = block.statements[:place], block.statements[place + 1 :]
        for index, statement in enumerate(before):
            if _is_step(statement) or (_is_fresh(statement) and _is_unused(statement, before[index + 1 :])):
                longer = but(loop, body=[statement, *loop.body])
                yield Moved((*before[:index], *before[index + 1 :], longer, *after), (statement, loop))
        if after and (_is_step(after[0]) or isinstance(after[0], ast.Return)):
            yield Moved((*before, but(loop, body=[*loop.body, after[0]]), *after[1:]), (after[0], loop))


def _is_fresh(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign) and _is_beginning(statement.value)


def _is_beginning(value: ast.expr) -> bool:
    if isinstance(value, ast.Tuple):
        return all(map(_is_beginning, value.elts))
    if isinstance(value, (ast.List, ast.Dict)):
        return ast.unparse(value) in ("[]", "{}")
    return isinstance(value, ast.Constant) or called_name(value) in _FRESH_CALLS


def _is_unused(statement: ast.stmt, others: tuple[ast.stmt, ...]) -> bool:
    """Whether ``others`` do without the names that ``statement`` binds, and no loop stands between."""
    bound = {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    names = {node.id for other in others for node in ast.walk(other) if isinstance(node, ast.Name)}
    return not bound & names and not any(isinstance(other, (ast.For, ast.While)) for other in others)


def _track_gradients(block: Block) -> Iterator[Moved]:
    """What stands under ``no_grad`` stands without it."""
    for index, statement in enumerate(block.statements):
        contexts = (
            [called_name(i.context_expr) for i in statement.items] if isinstance(statement, ast.With) else []
        )
        if isinstance(statement, ast.With) and contexts in (["no_grad"], ["inference_mode"]):
            body = (*block.statements[:index], *statement.body, *block.statements[index + 1 :])
            yield Moved(body, (statement,))


DEEP: Final = (
    Operator("order of training steps", of_block=_steps_in_another_order),
    Operator("move out of loop", of_block=_move_out_of_loop),
    Operator("move into loop", of_block=_move_into_loop),
    Operator("rename call", _rename_call),
    Operator("change axis", _change_axis),
    Operator("lose dimension", _lose_dimension),
    Operator("flip training", _flip_training),
    Operator("change option", _change_option),
    Operator("drop transpose", _drop_transpose),
    Operator("drop new axis", _drop_new_axis),
    Operator("drop detach", _drop_detach),
    Operator("insert detach", _insert_detach, only_with=_TORCH),
    Operator("track gradients", of_block=_track_gradients),
)
"""The operators for arrays and training; they come first, since their names say more of the same change."""
