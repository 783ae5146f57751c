"""``autograder fetch``: data and weights into the course's data folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.commands import ExitCode, add_course
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.fetching import Stock, Wanted


def add(commands: Any) -> None:
    """Add the command to the parser."""
    fetch = commands.add_parser(
        "fetch",
        help="download data and weights that submissions read",
        description="Download, where there is internet, what usual loaders want, into the course's data folder, which "
        "all submissions read. Nothing downloads while grading. What is there is not fetched again.",
        epilog="example: autograder fetch mnist keras:MobileNetV2 torchvision:resnet18",
    )
    fetch.add_argument("names", nargs="*", metavar="NAME", help="what to fetch; see --list")
    add_course(fetch)
    fetch.add_argument("--to", type=Path, metavar="FOLDER", help="default: the course's setting data_dir")
    fetch.add_argument("--list", action="store_true", help="show the names, and what is there")
    fetch.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Fetch one name after another; each is said when it is there.

    Raises:
        UsageError: a name stands for nothing, its library is missing, or no folder is known.
        PlatformError: there is no network, or no space.
    """
    from autograder.course import settings_of
    from autograder.fetching import Stock, wanted

    if options.list == bool(options.names):
        raise UsageError("name what to fetch, such as mnist, or give --list")
    settings = settings_of(options.course)
    python = Path(settings.python or sys.executable)
    folder = options.to or (Path(settings.data_dir) if settings.data_dir else None)
    if options.list:
        _print_list(Stock(folder, python) if folder else None)
        return ExitCode.OK
    if folder is None:
        raise UsageError(
            "the course has no data folder: set c.Autograder.data_dir in nbgrader_config.py, or give one with --to"
        )
    everything = [wanted(name) for name in dict.fromkeys(options.names)]
    try:
        _fetch(Stock(folder.resolve(), python), everything)
    except KeyboardInterrupt:
        print(
            "\nautograder: stopped; what was fetched before stays, and nothing of the rest", file=sys.stderr
        )
        return ExitCode.INTERRUPTED
    return ExitCode.OK


def _fetch(stock: Stock, everything: Sequence[Wanted]) -> None:
    for each in everything:
        found = stock.fetch(each, quiet=not sys.stderr.isatty())
        what = f"{found.files} file{'' if found.files == 1 else 's'}, {found.size / 1e6:.1f} MB"
        print(f"{each.name}: {what}{'' if found.is_new else ', there already'}", flush=True)


def _print_list(stock: Stock | None) -> None:
    """Every name, and what was fetched under another."""
    from autograder.fetching.names import DATASETS, FORMS

    here = set(stock.names()) if stock else set()
    for name, data in DATASETS.items():
        print(f"{'*' if name in here else ' '} {name:24}{data.about}; {data.megabytes} MB")
    for name, about in FORMS.items():
        print(f"{'*' if name in here else ' '} {name:24}{about}")
    for name in sorted(here - set(DATASETS) - set(FORMS)):
        print(f"* {name}")
    print(f"* is in {stock.folder}" if stock else "the course has no data folder (setting data_dir)")
