"""The data-only wire between host and guest; the only code that both sides import.

``channel`` moves length-prefixed frames with byte caps and deadlines; ``codec`` turns values into
frames and back. Nothing here unpickles, imports or evaluates what it reads.
"""
