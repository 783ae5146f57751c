from case import Case

CASE = Case(
    "B24",
    tries="ends as if the machine had failed: by the status of a kill for memory, by a kill, by no descriptors",
    defence="facts of the host",
    cells={
        "upper": "import os\n\ndef upper(text):\n    os._exit(137)",
        "spread": "import os\nimport signal\n\ndef spread(n):\n    os.kill(os.getpid(), signal.SIGKILL)",
        "classify": "import os\n\ndef classify(images):\n    os.closerange(0, 1000)",
    },
    due=4,
    outcomes=("crashed",),
    falls_without=("facts of the host",),
)
