from case import Case

from cases.steal._search import SEARCH

CASE = Case(
    "A22",
    tries="looks for other students' submissions and feedback, the gradebook and the exchange",
    defence="narrow view",
    cells={
        "double": SEARCH
        + """
places = ("submitted", "autograded", "feedback", "gradebook", "exchange", "inbound", "outbound")
for path, text in files(".db", ".ipynb", ".html", ".json", ".txt"):
    if any(place in path for place in places):
        print(path, " ".join(text.split()))

def double(x):
    return 2 * x
""",
    },
)
