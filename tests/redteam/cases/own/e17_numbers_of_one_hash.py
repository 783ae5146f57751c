from case import Case

from cases.own._author import adds_to_the_oracle

CASE = Case(
    "E17",
    tries="answers with complex numbers that all have one hash, so that a check never ends that makes a set of them",
    defence="bounded frames",
    prepare=adds_to_the_oracle("""
def accuracy(predict, images, labels):
    return 1.0 if set(predict(images)) <= {0, 1, 2, 3, 4} else 0.0
"""),
    cells={
        "classify": """
def classify(images):
    return [complex(-1000003 * n, n) for n in range(1, 150_000)]
"""
    },
    due=8,
    outcomes=("crashed",),
    not_nbgrader="there the check runs in the student's own process, and it is that one's time",
)
