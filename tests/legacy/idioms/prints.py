"""Student code prints and asks; the check listens and answers."""

from __future__ import annotations

from idioms import Idiom

IDIOMS = {
    "redirect_stdout": Idiom(
        """
def hello(name):
    print('Hello,', name)
""",
        """
import io, contextlib
out = io.StringIO()
with contextlib.redirect_stdout(out):
    hello('Ada')
assert out.getvalue() == 'Hello, Ada\\n'
""",
        "def hello(name): return 'Hello, ' + name",
    ),
    "sys.stdout set by hand": Idiom(
        """
def hello():
    print('a')
    print('b')
""",
        """
import io, sys
keep = sys.stdout
sys.stdout = io.StringIO()
hello()
text, sys.stdout = sys.stdout.getvalue(), keep
assert text.split() == ['a', 'b']
""",
        "def hello(): print('a')",
    ),
    "capsys": Idiom(
        """
import sys
def warn():
    print('careful', file=sys.stderr)
    print('yes')
""",
        """
def test_a(capsys):
    warn()
    out, err = capsys.readouterr()
    assert (out, err) == ('yes\\n', 'careful\\n')
    assert capsys.readouterr().out == ''
""",
        "def warn(): print('careful')",
    ),
    "print patched": Idiom(
        """
def hello():
    print('a', 3)
""",
        """
from unittest.mock import patch
with patch('builtins.print') as said:
    hello()
said.assert_called_once_with('a', 3)
""",
        "def hello(): print('a 3')",
    ),
    "input patched": Idiom(
        """
def ask():
    return int(input('age? ')) + int(input())
""",
        """
from unittest import mock
with mock.patch('builtins.input', side_effect=['3', '4']):
    assert ask() == 7
""",
        "def ask(): return 7 if input('age? ') == '7' else 0",
    ),
    "input set by hand": Idiom(
        """
def ask():
    return 2 * int(input('age? '))
""",
        """
import builtins
keep = builtins.input
builtins.input = lambda _='': '5'
try:
    assert ask() == 10
finally:
    builtins.input = keep
""",
        "def ask(): return 5",
    ),
    "input bound": Idiom(
        """
def ask():
    return 2 * int(input('age? '))
""",
        """
input = lambda _='': '5'
assert ask() == 10
del input
""",
        "def ask(): return 5",
    ),
    "stdin": Idiom(
        """
def ask():
    return int(input()) * int(input())
""",
        """
import io, sys
def test_a(monkeypatch):
    monkeypatch.setattr('sys.stdin', io.StringIO('3\\n4\\n'))
    assert ask() == 12
""",
        "def ask(): return 7",
    ),
}
