from case import Case

CASE = Case(
    "B12",
    tries="makes IPython drop the asserts from every cell that follows",
    defence="two processes",
    cells={
        "upper": """
import ast

class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)

shell = get_ipython()
shell.ast_transformers.append(NoAsserts())
shell.input_transformers_post.append(lambda lines: [line.replace("assert ", "0, ") for line in lines])

def upper(text):
    return text
"""
    },
    due=9,
    outcomes=("failed",),
    falls_without=("two processes",),
)
