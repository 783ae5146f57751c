# /// trouble
# summary = "A cell of the student's own that never ends."
# outcome = "timeout"
# loses = 0
# says = "timeout"
# ///

# %% +imports
import time

while True:
    time.sleep(0.1)
