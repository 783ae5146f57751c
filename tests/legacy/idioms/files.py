"""Files that the student's code writes or reads."""

from __future__ import annotations

from idioms import Idiom

IDIOMS = {
    "written by the student's code": Idiom(
        """
def save(rows):
    with open('out.csv', 'w') as f:
        f.write('a,b\\n' + '\\n'.join(f'{a},{b}' for a, b in rows))
""",
        """
import csv, os
from pathlib import Path
assert not os.path.exists('out.csv')
save([(1, 2), (3, 4)])
assert os.path.exists('out.csv')
assert os.path.getsize('out.csv') == 11
assert 'out.csv' in os.listdir()
with open('out.csv') as f:
    assert list(csv.DictReader(f)) == [{'a': '1', 'b': '2'}, {'a': '3', 'b': '4'}]
assert Path('out.csv').read_text().startswith('a,b')
assert Path('out.csv').is_file()
assert np.loadtxt('out.csv', delimiter=',', skiprows=1).tolist() == [[1, 2], [3, 4]]
os.remove('out.csv')
assert not Path('out.csv').exists()
""",
        "def save(rows): open('out.csv', 'w').write('a,b')",
    ),
    "written by the check": Idiom(
        """
def count(name):
    with open(name) as f:
        return len(f.read().split())
""",
        """
with open('words.txt', 'w') as f:
    f.write('one two three')
assert count('words.txt') == 3
with open('words.txt', 'a') as f:
    f.write(' four')
assert count('words.txt') == 4
""",
        "def count(name): return 3",
    ),
    "arrays": Idiom(
        """
def keep(x):
    np.save('x.npy', x)
    np.savez('both.npz', x=x)
def load(): return np.load('y.npy')
""",
        """
keep(np.arange(3))
assert np.load('x.npy').tolist() == [0, 1, 2] == np.load('both.npz')['x'].tolist()
import os
assert os.path.isfile('x.npy') and not os.path.isdir('x.npy')
try:
    open('missing.txt')
    assert False
except FileNotFoundError as e:
    assert e.filename == 'missing.txt'
""",
        "def keep(x): np.save('x.npy', x + 1)",
    ),
    "folders": Idiom(
        """
import os
def make():
    os.makedirs('a/b', exist_ok=True)
    open('a/b/c.txt', 'w').write('hi')
""",
        """
import glob, os
make()
assert glob.glob('a/b/*.txt') == ['a/b/c.txt']
assert os.path.isdir('a/b')
assert open('a/b/c.txt').read() == 'hi' and os.listdir('a') == ['b']
""",
        """
import os
def make(): os.makedirs('a', exist_ok=True)
""",
    ),
}
