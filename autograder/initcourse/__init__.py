"""``autograder init``: a new course folder, or the two lines that an existing nbgrader course needs.

wiring.py   the lines of nbgrader_config.py
survey.py   a look at what is there
setup.py    what is to be done, and doing it
example/    the assignment that a new course begins with
"""

from autograder.initcourse.setup import Change, Setup, set_up

__all__ = ["Change", "Setup", "set_up"]
