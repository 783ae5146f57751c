from case import Case

CASE = Case(
    "B14",
    tries="makes the shell run no further cell, since a check cell without output may count in full",
    defence="two processes",
    cells={
        "classify": """
def classify(images):
    return None

async def run_nothing(*_, **__):
    return False

get_ipython().run_ast_nodes = run_nothing
"""
    },
    due=8,
    outcomes=("failed",),
    falls_without=("two processes",),
)
