"""Data and weights that usual loaders want: fetched beforehand, since nothing downloads while grading."""

from __future__ import annotations

from autograder.fetching.names import DATASETS, Wanted, name_for, wanted
from autograder.fetching.stock import Fetched, Stock

__all__ = ["DATASETS", "Fetched", "Stock", "Wanted", "name_for", "wanted"]
