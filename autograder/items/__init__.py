"""What a graded class tells about the checks, one by one.

intervals   estimates with their 95 % intervals: shares, differences, correlations, alpha
responses   from results to a table: what each student earned of each check, and what is missing
figures     the records of an analysis
patterns    what is seen across checks: failures alone, twins, agreement
alerts      which checks should be looked at, and why
analysis    all of it, for one class
"""

from autograder.items.analysis import analyse
from autograder.items.figures import Analysis, CheckItem

__all__ = ["Analysis", "CheckItem", "analyse"]
