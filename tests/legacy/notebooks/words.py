"""Strings, dictionaries, files, printing and asking: a first course in programming."""

from __future__ import annotations

from notebooks import Legacy, asked, given

SETUP = """
import json
import os

TEXT = "the cat and the dog and the bird"


def write_lines(name, lines):
    with open(name, "w") as file:
        file.write("\\n".join(lines))
"""
COUNT = asked(
    "count",
    '''
def count_words(text):
    """A dict from each word, in small letters, to how often it occurs."""
    ### BEGIN SOLUTION
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return counts
    ### END SOLUTION
''',
    """
assert count_words(TEXT)["the"] == 3
assert count_words("") == {}
### BEGIN HIDDEN TESTS
assert count_words("A a b") == {"a": 2, "b": 1}
import inspect

assert "Counter" not in inspect.getsource(count_words), "without Counter"
### END HIDDEN TESTS
""",
)
MERGE = asked(
    "merge",
    '''
def merge_into(target, other):
    """Add the counts of ``other`` to ``target``, which changes; return nothing."""
    ### BEGIN SOLUTION
    for word, n in other.items():
        target[word] = target.get(word, 0) + n
    ### END SOLUTION
''',
    """
target = {"a": 1}
merge_into(target, {"a": 2, "b": 1})
assert target == {"a": 3, "b": 1}
### BEGIN HIDDEN TESTS
other = {"x": 1}
merge_into(target, other)
assert target["x"] == 1 and other == {"x": 1}
### END HIDDEN TESTS
""",
)
FILES = asked(
    "longest",
    '''
def longest_line(name):
    """The longest line of the file called ``name``; FileNotFoundError where there is none."""
    ### BEGIN SOLUTION
    with open(name) as file:
        return max(file.read().splitlines(), key=len)
    ### END SOLUTION


def save_counts(counts, name):
    """Write ``counts`` as JSON to the file called ``name``."""
    ### BEGIN SOLUTION
    with open(name, "w") as file:
        json.dump(counts, file)
    ### END SOLUTION
''',
    """
write_lines("poem.txt", ["roses", "are red, indeed", "violets"])
assert longest_line("poem.txt") == "are red, indeed"
### BEGIN HIDDEN TESTS
save_counts({"a": 2}, "counts.json")
assert os.path.exists("counts.json")
with open("counts.json") as file:
    assert json.load(file) == {"a": 2}
os.remove("counts.json")
try:
    longest_line("counts.json")
except FileNotFoundError:
    pass
else:
    raise AssertionError("the file is gone")
### END HIDDEN TESTS
""",
)
TALK = asked(
    "talk",
    '''
def greet():
    """Ask for a name and print ``Hello, NAME!`` in capitals."""
    ### BEGIN SOLUTION
    name = input("Your name? ")
    print(f"Hello, {name.upper()}!")
    ### END SOLUTION
''',
    """
import io
from contextlib import redirect_stdout
from unittest import mock

with mock.patch("builtins.input", return_value="ada"), redirect_stdout(io.StringIO()) as said:
    greet()
assert "ADA" in said.getvalue()
### BEGIN HIDDEN TESTS
with mock.patch("builtins.input", return_value="grace") as asked, redirect_stdout(io.StringIO()) as said:
    assert greet() is None
asked.assert_called_once()
assert said.getvalue() == "Hello, GRACE!\\n"
### END HIDDEN TESTS
""",
)
SQUARES = asked(
    "squares",
    '''
def squares(n):
    ### BEGIN SOLUTION
    return [i * i for i in range(1, n + 1)]
    ### END SOLUTION


def sum_of_squares(n):
    """Use ``squares``."""
    ### BEGIN SOLUTION
    return sum(squares(n))
    ### END SOLUTION
''',
    """
assert sum_of_squares(3) == 14
keep = squares
squares = lambda n: [100]
try:
    assert sum_of_squares(3) == 100, "use squares"
finally:
    squares = keep
assert "squares" in globals() and sum_of_squares(2) == 5
""",
)
WRONG = {
    "count": "from collections import Counter\n"
    "def count_words(text):\n    return dict(Counter(text.lower().split()))",
    "merge": "def merge_into(target, other):\n    target = {**target, **other}",
    "longest": "def longest_line(name):\n    return 'are red, indeed'\n"
    "def save_counts(counts, name):\n    print(counts)",
    "talk": "def greet():\n    name = input()\n    print('Hello,', name.upper())",
    "squares": "def squares(n):\n    return [i * i for i in range(1, n + 1)]\ndef sum_of_squares(n):\n"
    "    return sum(i * i for i in range(1, n + 1))",
}
NOTEBOOK = Legacy((given(SETUP), *COUNT, *MERGE, *FILES, *TALK, *SQUARES), WRONG)
