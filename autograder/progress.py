"""A progress bar for people who watch, and silence for those who do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from autograder.present import people_console

T = TypeVar("T")


def shown(items: Iterable[T], count: int, title: str) -> Iterator[T]:
    """``items`` as they come, with a bar on standard error where that is a terminal."""
    with _progress() as progress:
        task = progress.add_task(title, total=count)
        for item in items:
            yield item
            progress.advance(task)


@contextmanager
def parts() -> Iterator[Callable[[str, int, int], None]]:
    """What is to be told of each step of work in parts: the part's name, how many are done, of how many."""
    with _progress() as progress:
        tasks: dict[str, TaskID] = {}

        def tell(part: str, done: int, count: int) -> None:
            if part not in tasks:
                tasks[part] = progress.add_task(part)
            progress.update(tasks[part], completed=done, total=count)

        yield tell


def _progress() -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    console = people_console()
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
