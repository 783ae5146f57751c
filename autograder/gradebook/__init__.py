"""The gradebook: the only part that knows nbgrader's database.

    Recorder.record(result)
        folder.py     autograded/<student>/<assignment>, written aside, swapped in by rename
        rows.py       the rows of one submission, in one transaction
        records.py    .autograder/results/<assignment>/<student>.json, last: "this one is complete"

The steps come in that order, and the old completion file goes before the first of them: a process
killed at any instant leaves a submission that is recorded, or one that is recorded again.

    read_grades()
        grades.py     what the gradebook says now, with what people entered
"""

from autograder.gradebook.grades import read_grades
from autograder.gradebook.recorder import Recorder

__all__ = ["Recorder", "read_grades"]
