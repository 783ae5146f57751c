"""Asserts that prove nothing: both sides are the student's, or neither can be."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from typing import Final

from autograder.assignment import Assignment, Role
from autograder.authoring.findings import Finding, Status, Topic, place
from autograder.authoring.flow import Origins
from autograder.regions import tree_of
from autograder.settings import Settings

_EQUALITIES: Final = ("close", "equal", "allclose", "array_equal", "isclose", "assertEqual")


def compared_answers(assignment: Assignment, origins: Mapping[str, Origins]) -> dict[tuple[str, str], str]:
    """For each check cell that does so, an assert both of whose sides are the student's and no one else's.

    One side must be a bare value that a solution cell binds: two functions may well be asked to agree.
    """
    found: dict[tuple[str, str], str] = {}
    for notebook in assignment.notebooks:
        for cell in notebook.cells:
            if cell.role is Role.CHECK and cell.is_code:
                for left, right in _comparisons(tree_of(cell.source)):
                    if _are_both_theirs(left, right, origins[notebook.name]):
                        text = f"{ast.unparse(left)} == {ast.unparse(right)}"
                        found.setdefault((notebook.name, cell.grade_id), text)
    return found


def in_place_findings(
    assignment: Assignment, origins: Mapping[str, Origins], settings: Settings
) -> Iterator[Finding]:
    """Asserts about an argument that was passed to a student's function, which got a copy."""
    if settings.in_place == "always":
        return
    for notebook in assignment.notebooks:
        for cell in notebook.cells:
            if cell.role is not Role.CHECK or not cell.is_code:
                continue
            for name, text in dict(
                _unseen_changes(tree_of(cell.source), origins[notebook.name].answers)
            ).items():
                yield Finding(
                    Topic.OUTSIDE,
                    Status.WARNING,
                    f"`{text}` looks at {name} after a student's function got a copy of it: it can never fail",
                    place(notebook.name, cell),
                    "the check runs outside the student's process, and so does its own argument",
                    "use `call_by_reference`, or set `in_place` to `always` for this assignment",
                )


def _comparisons(tree: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The two sides of each equality that an assert, or a function that asserts, looks at."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
                yield left, right
            case ast.Call(func=function, args=[left, right, *_]):
                if getattr(function, "attr", getattr(function, "id", "")).endswith(_EQUALITIES):
                    yield left, right


def _are_both_theirs(left: ast.expr, right: ast.expr, origins: Origins) -> bool:
    free = [_names(side) - set(vars(builtins)) for side in (left, right)]
    bare = any(isinstance(side, ast.Name) and side.id in origins.values for side in (left, right))
    return bare and all(names and names <= origins.answers for names in free)


def _unseen_changes(tree: ast.Module, answers: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(argument, assert) for each assert that sees an argument alone, after a call whose result was used."""
    bodies = [tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]
    for body in bodies:
        passed: set[str] = set()
        theirs = set(answers)
        for statement in body:
            if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
                continue
            names = _names(statement)
            if _is_assertion(statement) and not names & theirs and names & passed:
                yield sorted(names & passed)[0], ast.unparse(statement)
            bound = _stored(statement)
            passed -= bound
            if names & theirs:
                theirs |= bound
                passed |= set(_arguments(statement, answers))
            else:
                theirs -= bound - answers


def _is_assertion(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assert():
            return True
        case ast.Expr(value=ast.Call(func=function)):
            return getattr(function, "attr", getattr(function, "id", "")).startswith("assert")
    return False


def _arguments(statement: ast.stmt, answers: frozenset[str]) -> Iterator[str]:
    """Names that are passed to a student's function whose result is used: else changes do come back."""
    if isinstance(statement, ast.Expr):
        return
    for node in ast.walk(statement):
        match node:
            case ast.Call(func=ast.Name(id=function), args=arguments) if function in answers:
                yield from (argument.id for argument in arguments if isinstance(argument, ast.Name))


def _names(node: ast.AST) -> set[str]:
    return {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}


def _stored(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
