from case import Case

CASE = Case(
    "D7e",
    tries="ends its kernel at every call, so that the grader starts one after the other",
    defence="bound on restarts",
    cells={
        "double": "import os\n\ndef double(x):\n    os._exit(1)",
        "upper": "import os\n\ndef upper(text):\n    os._exit(1)",
        "spread": "import os\n\ndef spread(n):\n    os._exit(1)",
        "classify": "import os\n\ndef classify(images):\n    os._exit(1)",
        "note": "print('REA' 'CHED', 'a seventh kernel, where 5 may follow the first')",
    },
    due=0,
    outcomes=("crashed",),
    falls_without=("bound on restarts",),
)
