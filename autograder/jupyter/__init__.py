"""``%load_ext autograder``: test functions of a cell run when the cell runs.

extension  what is hooked into the shell, and taken out again
transform  a cell's syntax tree, changed so that its checks run
running    a check cell while it runs
metadata   what the front end tells about the cell
table      how checks ended, as HTML and as text
"""
