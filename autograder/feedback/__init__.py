"""What a student may see, and nothing else.

``student_view`` decides; everything after it only draws. A visible check is shown as it is, as long as no
hidden one had begun before it. Of a hidden one there remain its name, its points and a message that was
written for the student (or one of a fixed list): never its source, its expected values, how long it took
or what the code did meanwhile. What student code says once it has met hidden inputs is withheld, and what
it says of final checks, or after the last attempt, waits. From the day on which the course reveals hidden
checks, all of that is shown but the time.

policy   what the course decides, at one moment
held     checks whose end is not told yet, and the points that hang on them
view     the part of a result that its student may see
page     the pages made from it
folder   where the pages go
"""

from autograder.feedback.folder import COMPANIONS, write_feedback
from autograder.feedback.held import finals_of, hold_back
from autograder.feedback.page import feedback_for, is_our_page, open_sources, page_name, render_feedback
from autograder.feedback.policy import DEFAULT_POLICY, FeedbackPolicy, HiddenLevel, policy_for
from autograder.feedback.view import student_view, two_digits, with_grades

__all__ = [
    "COMPANIONS",
    "DEFAULT_POLICY",
    "FeedbackPolicy",
    "HiddenLevel",
    "feedback_for",
    "finals_of",
    "hold_back",
    "is_our_page",
    "open_sources",
    "page_name",
    "policy_for",
    "render_feedback",
    "student_view",
    "two_digits",
    "with_grades",
    "write_feedback",
]
