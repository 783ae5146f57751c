"""Exceptions: Python's, and of the student's own classes."""

from __future__ import annotations

from idioms import Idiom

ACCOUNT = """
class FundsError(Exception):
    def __init__(self, message, missing=0):
        super().__init__(message)
        self.missing = missing

class EmptyError(FundsError, ValueError):
    pass

def pay(amount):
    if amount > 10:
        raise FundsError(f"need {amount - 10} more", amount - 10)
    if amount == 0:
        raise EmptyError("nothing to pay")
    if amount < 0:
        raise ValueError("no negative amounts")
    return 10 - amount
"""
QUIET = ACCOUNT.replace("raise ", "return ")
IDIOMS = {
    "raises": Idiom(
        ACCOUNT,
        """
import pytest
with pytest.raises(FundsError) as caught:
    pay(12)
assert caught.value.missing == 2
assert str(caught.value) == 'need 2 more'
with pytest.raises(FundsError, match='^nothing'):
    pay(0)
assert issubclass(FundsError, Exception)
assert issubclass(EmptyError, ValueError)
assert FundsError.__name__ == 'FundsError'
""",
        QUIET,
    ),
    "except": Idiom(
        ACCOUNT,
        """
try:
    pay(12)
    assert False
except FundsError as e:
    assert e.args == ('need 2 more',) and type(e) is FundsError
    assert isinstance(e, FundsError) and not isinstance(e, EmptyError)
try:
    pay(-1)
except ValueError as e:
    assert str(e) == 'no negative amounts' and e.args[0] == str(e)
else:
    raise AssertionError('no error')
try:
    pay(0)
except EmptyError:
    ok = True
assert ok
""",
        QUIET,
    ),
    "unittest": Idiom(
        ACCOUNT,
        """
import unittest
tc = unittest.TestCase()
tc.assertRaises(FundsError, pay, 12)
with tc.assertRaisesRegex(ValueError, 'negative'):
    pay(-1)
tc.assertEqual(pay(3), 7)
tc.assertAlmostEqual(pay(1), 9.0)
""",
        QUIET,
    ),
    "key errors": Idiom(
        """
def find(d, k):
    return d[k]
""",
        """
try:
    find({}, 'a')
    assert False, 'no error'
except KeyError as e:
    assert str(e) == "'a'" and e.args == ('a',)
""",
        "def find(d, k): return d.get(k)",
    ),
    "an error that a check's function raises": Idiom(
        """
def safe(f):
    try:
        return f()
    except ValueError:
        return 'caught'
def retry(f, kind):
    try:
        return f()
    except kind:
        return 'again'
""",
        """
def bad(): raise ValueError('x')
assert safe(bad) == 'caught' and retry(bad, ValueError) == 'again'
""",
        """
def safe(f): return f()
def retry(f, kind): return f()
""",
    ),
}
