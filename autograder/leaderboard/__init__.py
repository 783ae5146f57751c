"""A graded class in the order of a metric, with what is chance and what a model cost."""

from __future__ import annotations

from autograder.leaderboard.ranking import Board, Row, ranked
from autograder.leaderboard.showing import render_leaderboard

__all__ = ["Board", "Row", "ranked", "render_leaderboard"]
