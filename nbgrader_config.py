"""The configuration of this deep-learning course, for nbgrader and for the autograder alike."""

from pathlib import Path

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "deep-learning"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)

# Hidden checks import helper modules and data from checks/; nothing there is ever released or mounted.
# Times are in seconds, sizes in MiB; docs/settings.md lists every setting.
c.Autograder.cell_seconds = 120
c.Autograder.check_seconds = 60
c.Autograder.submission_seconds = 900
c.Autograder.memory = 2048
c.Autograder.seed = 20240229
