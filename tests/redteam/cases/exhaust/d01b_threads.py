from case import Case

CASE = Case(
    "D1b",
    tries="starts threads, which are no processes, until nothing else can start",
    defence="bound on processes",
    cells={
        "note": """
import threading

done = threading.Event()
threading.stack_size(1 << 16)
threads = []
try:
    while len(threads) < 130:
        threads.append(threading.Thread(target=done.wait))
        threads[-1].start()
    print("REA" "CHED", len(threads), "threads, where 100 are allowed")
except RuntimeError as error:
    print(len(threads), error)
done.set()
""",
    },
    falls_without=("bound on processes",),
    needs="control group",
)
