# /// trouble
# summary = "A cell that ends the process."
# outcome = "crashed"
# loses = 0
# ///

# %% +conv2d
import os

os._exit(0)
