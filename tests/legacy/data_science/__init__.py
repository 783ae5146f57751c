"""A small data-science assignment as a teacher writes it for nbgrader today, and what students hand in."""
