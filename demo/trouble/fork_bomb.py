# /// trouble
# summary = "A cell that forks for ever."
# outcome = "timeout"
# loses = 0
# ///

# %% +imports
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
